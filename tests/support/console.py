"""Asterisk's own console, for what only it can tell."""

import subprocess

from ccengine.app.cache import cache_folder
from ccengine.app.root import provision
from ccengine.model.home import Home


def asterisk_says(home: Home, command: str) -> str:
    conf = home.asterisk / "etc" / "asterisk.conf"
    argv = provision("asterisk", cache_folder()).argv("asterisk", "-C", str(conf), "-rx", command)
    return subprocess.run(argv, check=False, capture_output=True, text=True, timeout=60).stdout
