"""What plays and what waits for keys.

A file's name becomes a prompt's: the last part of its path, without a suffix that audio files have.  So a program that
plays `/var/lib/asterisk/sounds/custom/welcome` plays the prompt `welcome`, and no name leads out of the prompts."""

import re
from collections.abc import Sequence

from ccengine.model.call import NOTHING, Ask, Got, Played
from ccengine.model.ids import Seconds
from ccengine.model.keys import KEYS
from ccengine.model.why import Ended
from ccengine.wire.agi_server import reply
from ccengine.workers.agi.session import AgiSession, whole

RATE = 8000  # samples per second, of `endpos`
DIGIT_TIMEOUT = "5000"  # milliseconds, of GET OPTION without one: Asterisk's own
DATA_TIMEOUT = "6000"  # of GET DATA
MAX_DIGITS = 255

_SUFFIX = re.compile(r"\.(wav|gsm|ulaw|alaw|sln|sln16|g722|mp3|pcm|WAV)$")
_PROMPT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def prompt(file: str) -> str:
    """The prompt's name; "" for a name that no prompt has."""
    name = _SUFFIX.sub("", file.rpartition("/")[2])
    return name if _PROMPT.fullmatch(name) else ""


def keys(text: str) -> str:
    """Those that a telephone has."""
    return "".join(dict.fromkeys(key for key in text.upper() if key in KEYS))


def play(session: AgiSession, prompts: Sequence[str], cut_by: str = "") -> tuple[Played, Seconds]:
    """And how long it took."""
    if not all(prompts):
        return Played(Ended.FAILED, detail="not a prompt's name"), 0.0
    session.music = ""  # playing ends it, as on Asterisk
    begin = session.call.clock.now()
    played = session.call.play(prompts, cut_by)
    return played, session.call.clock.now() - begin


def code(played: Played) -> int:
    """What Asterisk says of it: the key's number, 0 for none, -1 when it could not be played."""
    if played.why is Ended.FAILED:
        return -1
    return ord(played.key) if played.key else 0


def stream_file(session: AgiSession, words: Sequence[str]) -> str:
    if len(words) > 2:
        whole(words[2])  # a place to begin at: there is none on a prompt, it plays from its begin
    played, seconds = play(session, [prompt(words[0])], keys(words[1]))
    return reply(code(played), endpos=int(seconds * RATE))


def control_stream_file(session: AgiSession, words: Sequence[str]) -> str:
    """Played; without winding and pausing.  endpos in milliseconds, -1 at the end, as on Asterisk."""
    played, seconds = play(session, [prompt(words[0])], keys(words[1]))
    return reply(code(played), endpos=int(seconds * 1000) if played.key else -1)


def get_option(session: AgiSession, words: Sequence[str]) -> str:
    wanted = keys(words[1])
    timeout = session.wait(words[2] if len(words) > 2 else DIGIT_TIMEOUT)
    played, seconds = play(session, [prompt(words[0])], wanted)
    result = code(played)
    if result == 0:
        got = one_key(session, timeout)
        result = ord(got) if got and got in wanted else 0
    return reply(result, endpos=int(seconds * RATE))


def get_data(session: AgiSession, words: Sequence[str]) -> str:
    """Key by key, so that `#`, silence and the last digit are told apart."""
    timeout = words[1] if len(words) > 1 and whole(words[1]) != 0 else DATA_TIMEOUT
    most = min(whole(words[2]), MAX_DIGITS) if len(words) > 2 else MAX_DIGITS
    name = prompt(words[0])
    if not name:
        return reply(-1)
    session.music = ""
    digits = ""
    prompts: tuple[str, ...] = (name,)
    while len(digits) < max(1, most):
        got = session.call.collect(prompts, Ask(first=session.wait(timeout)))
        prompts = NOTHING
        if got.why is Ended.FAILED:
            return reply(-1)
        if got.empty:
            return reply(digits, "timeout")
        if got.digits == "#":
            break
        digits += got.digits
    return reply(digits)


def wait_for_digit(session: AgiSession, words: Sequence[str]) -> str:
    key = one_key(session, session.wait(words[0]))
    return reply(ord(key) if key else 0)


def one_key(session: AgiSession, seconds: Seconds) -> str:
    """ "" for none.  With the music that SET MUSIC ON named."""
    if session.music:
        return session.call.hold(session.music, seconds, KEYS).key
    got: Got = session.call.collect(NOTHING, Ask(first=seconds))
    return got.digits
