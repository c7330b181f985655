SIZE = int(variable("DB_POOL_SIZE", "<size>"))
OVERFLOW = int(variable("DB_MAX_OVERFLOW", "<overflow>"))
TIMEOUT_S = float(variable("DB_POOL_TIMEOUT", "<timeout>"))
RECYCLE_S = float(variable("DB_POOL_RECYCLE", "<recycle>"))  # Below 0 is never.
PRE_PING = switch("DB_POOL_PRE_PING", "<pre_ping>")
if SIZE < 1 or OVERFLOW < 0:
    raise ValueError("this pool needs a maximum: DB_POOL_SIZE of 1 or more, DB_MAX_OVERFLOW of 0 or more")
