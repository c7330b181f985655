-- What Poolwise needs to know of a PostgreSQL server (12 to 18), as one JSON value. Any role may run it; it changes
-- nothing, and it returns no query texts and no addresses. A role that is not a member of pg_monitor sees the sessions
-- of others without their state.
WITH session AS (
  SELECT
    datname,
    usename,
    -- PgBouncer can append the client's address to the name.
    regexp_replace(application_name, ' - [^ ]+:[0-9]+$', '') AS application_name,
    state,
    xact_start,
    state_change,
    backend_type,
    -- Where the type is hidden, a role's session in a database is a client's: hardly any other process has both.
    COALESCE(backend_type = 'client backend', usesysid IS NOT NULL AND datid IS NOT NULL) AS takes_slot
  FROM pg_stat_activity
  WHERE pid <> pg_backend_pid()
),
client AS (
  SELECT * FROM session WHERE takes_slot
),
setting AS (
  SELECT name, setting FROM pg_settings
)
SELECT json_build_object(
  'poolwise_query', 1,
  'server_version_num', current_setting('server_version_num')::int,
  'is_standby', pg_is_in_recovery(),
  'settings', json_build_object(
    'max_connections', (SELECT setting::int FROM setting WHERE name = 'max_connections'),
    'superuser_reserved_connections', (SELECT setting::int FROM setting WHERE name = 'superuser_reserved_connections'),
    'reserved_connections', (SELECT setting::int FROM setting WHERE name = 'reserved_connections'),
    'statement_timeout_ms', (SELECT setting::int FROM setting WHERE name = 'statement_timeout'),
    'lock_timeout_ms', (SELECT setting::int FROM setting WHERE name = 'lock_timeout'),
    'idle_in_transaction_session_timeout_ms',
      (SELECT setting::int FROM setting WHERE name = 'idle_in_transaction_session_timeout'),
    'idle_session_timeout_ms', (SELECT setting::int FROM setting WHERE name = 'idle_session_timeout'),
    'shared_buffers_bytes', pg_size_bytes(current_setting('shared_buffers'))
  ),
  'connections_total', (SELECT count(*) FROM client),
  'longest_transaction_s',
    (SELECT round(extract(epoch FROM clock_timestamp() - min(xact_start))::numeric, 3) FROM client),
  'longest_idle_in_transaction_s',
    (SELECT round(extract(epoch FROM clock_timestamp() - min(state_change))::numeric, 3)
     FROM client WHERE state LIKE 'idle in transaction%'),
  'by_state', (
    SELECT COALESCE(jsonb_agg(by_state), '[]')
    FROM (
      SELECT COALESCE(state, 'hidden') AS state, count(*) AS count FROM client GROUP BY 1 ORDER BY 2 DESC, 1
    ) by_state
  ),
  'by_application', (
    SELECT COALESCE(jsonb_agg(by_application), '[]')
    FROM (
      SELECT application_name, count(*) AS count FROM client GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 50
    ) by_application
  ),
  'by_role', (
    SELECT COALESCE(jsonb_agg(by_role), '[]')
    FROM (
      SELECT rolname, count(client.usename) AS count, NULLIF(rolconnlimit, -1) AS rolconnlimit
      FROM pg_roles LEFT JOIN client ON usename = rolname
      GROUP BY rolname, rolconnlimit
      HAVING count(client.usename) > 0 OR rolconnlimit <> -1
      ORDER BY 2 DESC, 1 LIMIT 50
    ) by_role
  ),
  'by_database', (
    SELECT COALESCE(jsonb_agg(by_database), '[]')
    FROM (
      SELECT pg_database.datname, count(client.datname) AS count, NULLIF(datconnlimit, -1) AS datconnlimit
      FROM pg_database LEFT JOIN client ON client.datname = pg_database.datname
      GROUP BY pg_database.datname, datconnlimit
      HAVING count(client.datname) > 0 OR datconnlimit <> -1
      ORDER BY 2 DESC, 1 LIMIT 50
    ) by_database
  ),
  'other_processes', (
    SELECT COALESCE(jsonb_agg(other), '[]')
    FROM (
      SELECT COALESCE(backend_type, 'hidden') AS backend_type, count(*) AS processes
      FROM session WHERE NOT takes_slot GROUP BY 1 ORDER BY 1
    ) other
  )
) AS poolwise;
