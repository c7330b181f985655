def connect_options(options: str = "") -> dict[str, Any]:
    """Options of each connection besides those of the URL; asyncpg has no `options`."""
    connect: dict[str, Any] = {"server_settings": SERVER_SETTINGS}
    if timeout := variable("DB_CONNECT_TIMEOUT", ""):
        connect["timeout"] = float(timeout)  # Seconds.
    <unprepared_sqlalchemy>
    return connect
