"""Which hotlines a call has come through: each writes its name into a header of the legs that it sends out, so that one
whose leg comes back to it knows its own."""

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import unquote

from ccengine.model.home import Home
from ccengine.model.runtime import Runtime

LONGEST = 8  # names; a call that came through more is in a loop of others
_NAME = re.compile(r"[0-9a-f]{16}")


def name_of(runtime: Runtime, home: Home) -> str:
    """Of this hotline: the same as long as its home lives, and nobody's besides."""
    secret = f"{runtime.agi_key.reveal()} {home.root.absolute()}"
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def sent_on(path: Sequence[str], name: str) -> str:
    """For the header of a leg that this hotline (`name`) sends out for a call that came by `path`.  Of one that is too
    long so much stays that the next hotline sees it."""
    return " ".join([*path, name][-(LONGEST + 1) :])


def read_path(encoded: str) -> tuple[str, ...]:
    """Of what a sender wrote, percent-encoded: only what can be such a name."""
    return tuple(_NAME.findall(unquote(encoded)))[: LONGEST + 1]
