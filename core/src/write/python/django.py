"""The connection pool of this service for Django 5.1 and later: in settings.py, import DATABASES from here.

The environment sets the options, by the names of the .env; the values here hold where it does not. Needs psycopg[pool].
A module's name has no dashes: save this as database.py, beside settings.py.
"""

import math
import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict


# <helpers>


# <pool_options>
# <timeouts>


# <libpq>


# "postgresql+psycopg://" is SQLAlchemy's way to write it.
scheme, _, rest = os.environ["DATABASE_URL"].partition("://")
address: dict[str, Any] = conninfo_to_dict(f"{scheme.partition('+')[0]}://{rest}")

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": address.pop("dbname", ""),
        "USER": address.pop("user", ""),
        "PASSWORD": address.pop("password", ""),
        "HOST": address.pop("host", ""),
        "PORT": address.pop("port", ""),
        # Django refuses a pool with persistent connections of its own.
        "CONN_MAX_AGE": 0,
        # Checks each connection when it leaves the pool.
        "CONN_HEALTH_CHECKS": PRE_PING,
        "OPTIONS": {
            **address,
            **connect_options(str(address.get("options", ""))),
            "pool": {
                "min_size": SIZE,
                "max_size": SIZE + OVERFLOW,
                "timeout": TIMEOUT_S,
                "max_lifetime": math.inf if RECYCLE_S < 0 else RECYCLE_S,
            },
        },
    }
}
