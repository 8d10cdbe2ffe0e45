"""Programs for tests and for the making of prompts, from their private root."""

from pathlib import Path

from ccengine.app.cache import cache_folder
from ccengine.app.root import provision


def find(name: str, cache: Path | None = None) -> list[str]:
    """The command, to which arguments are appended, that runs `name` ("sipp" or "espeak-ng"); fetched when missing.

    SIPp is 3.6.1 (Debian 12): no rtpcheck, and play_dtmf needs root rights.  Raises Trouble."""
    root = provision("tools", cache or cache_folder())
    argv = root.argv(name)
    if name == "espeak-ng":  # the path of its voices is compiled in
        argv.append(f"--path={root.libraries}")
    return argv
