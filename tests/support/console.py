"""Asterisk's own console, for what only it can tell."""

from ccengine.app.console import says
from ccengine.model.home import Home


def asterisk_says(home: Home, command: str) -> str:
    return says(home.asterisk_control, command)


def channels(home: Home) -> list[str]:
    """Asterisk's channels, a line each, without those that it keeps in its list for ever: when a talk begins the thread
    of the agent's leg gets a channel named `Surrogate/` in its place, and once in some 3 000 talks it ends without
    taking that away (docs/asterisk-notes.md)."""
    listed = asterisk_says(home, "core show channels concise").splitlines()
    return [line for line in listed if "!" in line and not (line.startswith("Surrogate/") and "!Down!(None)!" in line)]
