"""Reads JSON lines: {"path": …} as python-dotenv loads a file, {"text": …} without interpolation. Answers with JSON lines."""

import io
import json
import logging
import sys

from dotenv import dotenv_values

logging.disable()
for line in sys.stdin:
    asked = json.loads(line)
    if "path" in asked:
        values = dotenv_values(asked["path"])
    else:
        # As open() does: every kind of line end is \n.
        stream = io.StringIO(asked["text"], newline=None)
        values = dotenv_values(stream=stream, interpolate=False)
    print(json.dumps(values))
