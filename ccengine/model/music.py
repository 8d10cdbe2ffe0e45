"""Music classes: what waiting callers hear, by name."""

from collections.abc import Iterable
from pathlib import Path

from ccengine.model.home import Home
from ccengine.model.reader import did_you_mean
from ccengine.model.settings import Settings

DEFAULT = "default"
"""What is played when nothing else is said, and in place of a class that there is not."""

SHIPPED = frozenset({DEFAULT, "ringback"})
"""There without a folder: Asterisk's own pieces, and China's ringing tone."""


def class_folders(folder: Path) -> list[Path]:
    """Every folder in it is a class, but for those whose name begins with a dot.  Raises OSError."""
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))


def music_of(home: Home, settings: Settings) -> frozenset[str] | None:
    """The classes of this home, or of what `up` accepted of it.  None: not known, of an Asterisk of one's own."""
    if settings.switch != "managed":
        return None
    try:
        return SHIPPED | {each.name for each in class_folders(home.music)}
    except OSError:
        return SHIPPED


def remedy(name: str, known: Iterable[str]) -> str:
    """For a class that there is not."""
    make = f"put its files into music/{name}/ (a hotline that runs takes them after `ccengine down` and `up`)"
    return did_you_mean(name, sorted(known)) or make
