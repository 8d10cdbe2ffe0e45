"""The line itself: answer, hang up, music, and what no line here can do."""

from collections.abc import Sequence

from ccengine.wire.agi_server import reply
from ccengine.workers.agi.session import AgiSession, whole

UP = 6  # AST_STATE_UP
DEFAULT_MUSIC = "default"


def answer(session: AgiSession, words: Sequence[str]) -> str:
    session.call.answer()
    return reply(0)


def hangup(session: AgiSession, words: Sequence[str]) -> str:
    """Only its own channel: others are not a program's to end."""
    if words and not session.is_own(words[0]):
        return reply(-1)
    session.hang_up()
    return reply(1)


def channel_status(session: AgiSession, words: Sequence[str]) -> str:
    return reply(UP if not words or session.is_own(words[0]) else -1)


def set_music(session: AgiSession, words: Sequence[str]) -> str:
    """Heard while the program waits for a key; what it plays ends it."""
    session.music = (words[1] if len(words) > 1 else DEFAULT_MUSIC) if words[0].lower() == "on" else ""
    return reply(0)


def set_autohangup(session: AgiSession, words: Sequence[str]) -> str:
    seconds = max(0, whole(words[0]))
    session.hangup_at = session.call.clock.now() + seconds if seconds else None
    return reply(0)


def nothing(result: int, session: AgiSession, words: Sequence[str]) -> str:
    """What Asterisk answers where the channel cannot do it, or when there is nothing to do."""
    return reply(result)
