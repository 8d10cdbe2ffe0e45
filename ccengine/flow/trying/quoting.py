"""An input as a line of a case's YAML."""

import json
import re

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*([ ./-][A-Za-z0-9_]+)*", re.ASCII)
_WORDS = ("true", "false", "null", "yes", "no", "on", "off", "y", "n")


def quoted(value: object) -> str:
    """Text as it can stand in YAML; in quotes wherever it could be taken for something else."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    text = json.dumps(value, ensure_ascii=False)
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)
