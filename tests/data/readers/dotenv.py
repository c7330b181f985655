"""Reads JSON lines: {"path": …} as python-dotenv loads a file, {"text": …}. Answers with JSON lines."""

import io
import json
import logging
import os
import sys

from dotenv import dotenv_values

logging.disable()
# References are to the text's own variables.
os.environ.clear()
for line in sys.stdin:
    asked = json.loads(line)
    if "path" in asked:
        values = dotenv_values(asked["path"])
    else:
        # As open() does: every kind of line end is \n.
        stream = io.StringIO(asked["text"], newline=None)
        values = dotenv_values(stream=stream)
    print(json.dumps(values))
