def connect_options(options: str = "") -> dict[str, Any]:
    """Options of each connection; `options` are those that the URL has already."""
    settings = [f"-c {name}={value}" for name, value in SERVER_SETTINGS.items()]
    connect: dict[str, Any] = {
        "options": " ".join(filter(None, [options, *settings])),
        # Where neither the URL nor PGAPPNAME names the application: pg_stat_activity shows whose a connection is.
        "fallback_application_name": "<application>",
    }
    # Seconds; 0 is no limit.
    if (timeout := float(variable("DB_CONNECT_TIMEOUT", "<connect>") or 0)) > 0:
        connect["connect_timeout"] = math.ceil(timeout)  # libpq takes whole ones.
    <unprepared>
    return {name: value for name, value in connect.items() if value != ""}
