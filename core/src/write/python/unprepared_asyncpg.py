    # The pooler knows no prepared statements.
    connect["statement_cache_size"] = 0
