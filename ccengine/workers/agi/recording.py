"""RECORD FILE."""

import re
from collections.abc import Sequence

from ccengine.model.why import Ended
from ccengine.wire.agi_server import reply
from ccengine.workers.agi.playing import RATE, keys
from ccengine.workers.agi.session import AgiSession

LONGEST = 3600.0  # seconds
FORMATS = frozenset({"wav", "wav49", "gsm", "ulaw", "alaw", "sln", "slin", "pcm", "g722", "mp3"})

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


def record_file(session: AgiSession, words: Sequence[str]) -> str:
    """Into the recordings' folder, under the call's id and the last part of the name: a program cannot write where it
    likes, nor over another call's.  Always a .wav.  RECORDED_FILE tells the path."""
    file, form, cut_by, timeout, *more = words
    if form.lower() not in FORMATS:
        return reply(-1, "writefile")
    beep = any(word.upper() == "BEEP" or (word and not word.isdigit() and not word.startswith("s=")) for word in more)
    terminators = keys(cut_by)
    limit = session.wait(timeout, LONGEST)
    got = session.call.record(_name(session, file), limit, terminators, beep)
    if got.why is Ended.FAILED:
        return reply(-1, "writefile")
    session.variables.set("RECORDED_FILE", got.path)
    end = int(got.seconds * RATE)
    if got.why is Ended.KEY:
        return reply(ord(terminators[0]), "dtmf", end)  # of several the line does not tell which
    return reply(0, "timeout", end)


def _name(session: AgiSession, file: str) -> str:
    last = _UNSAFE.sub("-", file.rpartition("/")[2])[:60].strip("-") or "recording"
    call = _UNSAFE.sub("-", str(session.call.info.id))[:60]
    return f"{call}-{last}"
