    # The pooler knows no prepared statements, so each gets a name that no other client has.
    connect["statement_cache_size"] = connect["prepared_statement_cache_size"] = 0
    connect["prepared_statement_name_func"] = lambda: f"__asyncpg_{uuid4()}__"
