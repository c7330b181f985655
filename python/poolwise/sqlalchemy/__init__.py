"""Measures the pool of a SQLAlchemy engine, and advises from what it measured.

from poolwise.sqlalchemy import Monitor

monitor = Monitor(engine, service="api", instances=4, workers=2)
monitor.check()       # at start-up: do the pools of all processes fit the server?
monitor.health()      # for a health endpoint
monitor.advise()      # the plan from live data
"""

from .monitor import Monitor
from .plugin import monitor_of
from .server import calibrate, database

__all__ = ["Monitor", "calibrate", "database", "monitor_of"]
