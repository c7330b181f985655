# Timeouts of the server for these connections, in milliseconds; where they are empty the server's own hold.
TIMEOUTS_MS = {
    "statement_timeout": variable("DB_STATEMENT_TIMEOUT", "<statement>"),
    "idle_in_transaction_session_timeout": variable("DB_IDLE_IN_TRANSACTION_SESSION_TIMEOUT", "<idle>"),
}
SERVER_SETTINGS = {name: str(math.ceil(float(value))) for name, value in TIMEOUTS_MS.items() if value}
