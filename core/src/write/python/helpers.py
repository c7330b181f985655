def variable(name: str, default: str) -> str:
    """A variable of the environment; the default where it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def switch(name: str, default: str) -> bool:
    """A variable that is on or off."""
    return variable(name, default).lower() in {"1", "true", "t", "yes", "y", "on"}
