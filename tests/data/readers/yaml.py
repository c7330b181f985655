"""Prints what PyYAML's safe loader reads in each text, one JSON per line."""

import json
import sys

import yaml

for line in sys.stdin:
    print(json.dumps(yaml.safe_load(json.loads(line)["text"])))
