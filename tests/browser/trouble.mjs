// Somebody's trouble, pasted as it was found: for the camera, and for what is seen of it.

export const TROUBLE = `2026-11-21 02:10:11 ERROR QueuePool limit of size 20 overflow 5 reached, connection timed out, timeout 30.00
2026-11-21 02:12:40 ERROR QueuePool limit of size 20 overflow 5 reached, connection timed out, timeout 30.00

engine = create_engine("postgresql://app:hunter2@db/app", pool_size=int(os.getenv("DB_POOL_SIZE", "5")), pool_timeout=30)

DB_POOL_SIZE=10
DB_MAX_OVERFLOW=5
WEB_CONCURRENCY=2
`;

export const TRAFFIC = { Requests: 10, 'Connection held for': 500 };

/** The same with all that the page can say to a paste: more errors, measurements and notes than it shows at once. */
export const MUCH_TROUBLE = `${TROUBLE}DB_POOL_RECYCLE=1h
DB_POOL_PRE_PING=perhaps
lorem ipsum
dolor sit
amet consectetur

db_pool_checked_out{pool="the-pool-with-the-longest-name-of-all-the-clusters"} 5
db_pool_checked_in 3

 application_name | state | count
------------------+-------+-------
 api-gateway-production-eu-west | idle in transaction | 40
 worker | active | 12
 cron | idle | 3
(3 rows)

max_overflow=int(os.getenv("THE_MOST_CONNECTIONS_BEYOND_THE_SIZE_OF_THE_POOL", "4"))
pool_use_lifo=bool(os.getenv("THE_LAST_CONNECTION_THAT_CAME_IN_IS_THE_FIRST_OUT", "1"))

FATAL: sorry, too many clients already
psycopg.OperationalError: server closed the connection unexpectedly
`;
