def connect_options(options: str = "") -> dict[str, Any]:
    """Options of each connection besides those of the URL; asyncpg has no `options`."""
    connect: dict[str, Any] = {"server_settings": SERVER_SETTINGS}
    # Seconds; 0 is no limit.
    if (timeout := float(variable("DB_CONNECT_TIMEOUT", "<connect>") or 0)) > 0:
        connect["timeout"] = timeout
    <unprepared_sqlalchemy>
    return connect
