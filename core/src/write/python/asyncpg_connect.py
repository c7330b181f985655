def connect_options() -> dict[str, Any]:
    """Options of each connection besides those of the URL."""
    connect: dict[str, Any] = {"server_settings": SERVER_SETTINGS}
    if timeout := variable("DB_CONNECT_TIMEOUT", ""):
        connect["timeout"] = float(timeout)  # Seconds.
    <unprepared_asyncpg>
    return connect
