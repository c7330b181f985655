"""A monitor in a framework, in a few lines each: `starlette` (FastAPI too), `flask`, `django` and `celery`."""
