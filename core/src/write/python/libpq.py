def connect_options(options: str = "") -> dict[str, Any]:
    """Options of each connection; `options` are those that the URL has already."""
    settings = [f"-c {name}={value}" for name, value in SERVER_SETTINGS.items()]
    connect: dict[str, Any] = {"options": " ".join(filter(None, [options, *settings]))}
    if timeout := variable("DB_CONNECT_TIMEOUT", ""):
        connect["connect_timeout"] = math.ceil(float(timeout))  # Whole seconds.
    <unprepared>
    return {name: value for name, value in connect.items() if value != ""}
