    # The pooler knows no prepared statements.
    connect["prepare_threshold"] = None
