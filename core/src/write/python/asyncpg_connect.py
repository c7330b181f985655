def connect_options() -> dict[str, Any]:
    """Options of each connection besides those of the URL."""
    application = {"application_name": os.environ.get("PGAPPNAME") or "<application>"}
    connect: dict[str, Any] = {"server_settings": application | SERVER_SETTINGS}
    # Seconds; 0 is no limit.
    if (timeout := float(variable("DB_CONNECT_TIMEOUT", "<connect>") or 0)) > 0:
        connect["timeout"] = timeout
    <unprepared_asyncpg>
    return connect
