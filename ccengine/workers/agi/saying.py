"""SAY: values as prompts, by the rules of the call's language.  What the language cannot say is answered with -1."""

import datetime
import zoneinfo
from collections.abc import Sequence

from ccengine.wire.agi_server import reply
from ccengine.workers.agi.playing import code, keys, play
from ccengine.workers.agi.session import AgiSession, Sayable, whole

LATEST = 253_370_764_800  # 9999-01-01: what calendars have


def say(kind: str, session: AgiSession, words: Sequence[str]) -> str:
    """digits, alpha, phonetic: letters are not said, so that a text of digits is and any other is not."""
    return _said(session, [(kind, words[0])], words[1])


def say_number(session: AgiSession, words: Sequence[str]) -> str:
    return _said(session, [("number", whole(words[0]))], words[1])


def say_date(session: AgiSession, words: Sequence[str]) -> str:
    return _said(session, [("date", _moment(words[0]).date())], words[1])


def say_time(session: AgiSession, words: Sequence[str]) -> str:
    """Hour and minute: Asterisk does not say the seconds."""
    return _said(session, [("time", _moment(words[0]).time().replace(second=0))], words[1])


def say_datetime(session: AgiSession, words: Sequence[str]) -> str:
    """Date and time; of a format only whether it has any of both is looked at (`IMp`: a time; `dBY`: a date)."""
    moment = _moment(words[0], words[3] if len(words) > 3 else "")
    form = words[2] if len(words) > 2 else ""
    values: list[tuple[str, Sayable]] = []
    if not form or any(letter in form for letter in "ABbhdeYmQqx"):
        values.append(("date", moment.date()))
    if not form or any(letter in form for letter in "IlHkMpPRSTQqX"):
        values.append(("time", moment.time() if "S" in form else moment.time().replace(second=0)))
    return _said(session, values, words[1])


def _moment(text: str, zone: str = "") -> datetime.datetime:
    """Seconds since the epoch, in the machine's time zone or the one that is named.  Raises Misused."""
    seconds = min(max(whole(text), 0), LATEST)
    try:
        return datetime.datetime.fromtimestamp(seconds, zoneinfo.ZoneInfo(zone) if zone else None)
    except (OSError, ValueError, KeyError):  # a zone that does not exist is the machine's own
        return datetime.datetime.fromtimestamp(seconds)


def _said(session: AgiSession, values: Sequence[tuple[str, Sayable]], cut_by: str) -> str:
    try:
        prompts = [prompt for kind, value in values for prompt in session.speak(kind, value, session.call.language)]
    except ValueError:
        return reply(-1)
    played, _ = play(session, prompts, keys(cut_by))
    return reply(code(played))
