"""One command line in, one answer out."""

from ccengine.model.call import Hangup
from ccengine.wire.agi_server import DEAD, INVALID, MAX_LINE, misused, reply, words
from ccengine.workers.agi.session import AgiSession, Misused
from ccengine.workers.agi.table import Command, find


def answer(session: AgiSession, line: str | None) -> str:
    """`line` is None for one that was too long.  Raises Cancelled and CallFault; a Hangup becomes `session.gone`."""
    if line is None:
        return misused(f"a line of at most {MAX_LINE} bytes")
    found = find(words(line))
    if found is None:
        return INVALID
    command, arguments = found
    session.hang_up_in_time()
    if session.gone and not command.dead:
        return DEAD
    return _run(session, command, arguments)


def _run(session: AgiSession, command: Command, arguments: list[str]) -> str:
    if command.run is None:
        return INVALID
    if not command.least <= len(arguments) <= command.most:
        return misused(f"Usage: {command.usage}")
    try:
        return command.run(session, arguments)
    except Misused:
        return misused(f"Usage: {command.usage}")
    except Hangup as hangup:
        session.gone = hangup
        return reply(-1)
