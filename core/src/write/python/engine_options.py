ENGINE_OPTIONS: dict[str, Any] = {
    "pool_size": int(variable("DB_POOL_SIZE", "<size>")),
    "max_overflow": int(variable("DB_MAX_OVERFLOW", "<overflow>")),
    "pool_timeout": float(variable("DB_POOL_TIMEOUT", "<timeout>")),  # Seconds.
    "pool_recycle": float(variable("DB_POOL_RECYCLE", "<recycle>")),  # Seconds; -1 is never.
    "pool_pre_ping": switch("DB_POOL_PRE_PING", "<pre_ping>"),
    "pool_use_lifo": switch("DB_POOL_USE_LIFO", "<lifo>"),
    "echo": switch("DB_ECHO", "<echo>"),
}
