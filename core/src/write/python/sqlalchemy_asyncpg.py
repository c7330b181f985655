def connect_options(options: str = "") -> dict[str, Any]:
    """Options of each connection; `options` are those of the URL, which asyncpg takes as settings of the server."""
    application = {"application_name": os.environ.get("PGAPPNAME") or "<application>"}
    of_url = dict(re.findall(r"-c\s*([\w.]+)=(\S+)", options))
    connect: dict[str, Any] = {"server_settings": application | of_url | SERVER_SETTINGS}
    # Seconds; 0 is no limit.
    if (timeout := float(variable("DB_CONNECT_TIMEOUT", "<connect>") or 0)) > 0:
        connect["timeout"] = timeout
    <unprepared_sqlalchemy>
    return connect
