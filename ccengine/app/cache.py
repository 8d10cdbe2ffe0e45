"""Where fetched and unpacked things are kept: they can all be fetched again, and several homes share them."""

import os
from pathlib import Path

from ccengine.app.shipped import checkout


def cache_folder(home: Path | None = None) -> Path:
    """`$CCENGINE_CACHE`, else `.cache` in the checkout, else `cache` in the home folder.

    A checkout that belongs to somebody else is used as far as it is filled: its roots can be run by all."""
    if named := os.environ.get("CCENGINE_CACHE"):
        return Path(named).absolute()
    top = checkout()
    if top is not None:
        folder = top / ".cache"
        if home is None or os.access(folder if folder.exists() else top, os.W_OK) or (folder / "root").is_dir():
            return folder
    return (home or Path("var")).absolute() / "cache"
