"""Reads JSON lines {"format": …, "text": …}. Answers with what PyYAML, configparser and tomllib find in each: [[key, value], …]
of the keys of SQLAlchemy's pool, numbers and switches only; null where the text is not of its format."""

import configparser
import json
import sys
import tomllib

import yaml

KEYS = {"pool_size", "max_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping"}


def value(found):
    """A number or a switch, which an application converts from a string as well."""
    if not isinstance(found, str):
        return found if isinstance(found, bool | int | float) else None
    if found.lower() in ("true", "false"):
        return found.lower() == "true"
    for convert in int, float:
        try:
            return convert(found)
        except ValueError:
            pass
    return None


def settings(tree):
    if isinstance(tree, dict):
        for key, inner in tree.items():
            key = str(key).lower().removeprefix("sqlalchemy.")
            if key in KEYS and value(inner) is not None:
                yield [key, value(inner)]
            yield from settings(inner)
    elif isinstance(tree, list):
        for inner in tree:
            yield from settings(inner)


def parse(kind, text):
    if kind == "yaml":
        return list(yaml.safe_load_all(text))
    if kind == "toml":
        return tomllib.loads(text)
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    return {section: dict(parser[section]) for section in parser.sections()}


for line in sys.stdin:
    asked = json.loads(line)
    try:
        print(json.dumps(list(settings(parse(asked["format"], asked["text"])))))
    except (yaml.YAMLError, configparser.Error, tomllib.TOMLDecodeError):
        print("null")
