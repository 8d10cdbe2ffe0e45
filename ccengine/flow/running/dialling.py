"""The sequence of the node `dial`: ask the engine, wait with ringback, talk with who was reached."""

from ccengine.flow.running.talking import talk
from ccengine.model.call import Announce, Call, Connect, Held, Leave, TalkOver
from ccengine.model.desk import Desk
from ccengine.model.dialling import Dialling
from ccengine.model.ids import Seconds
from ccengine.model.why import DialExit, Ended

RINGBACK = "ringback"
"""The class of music that is China's ringing tone."""

GRACE: Seconds = 15.0
"""Above the limit of all: it strikes only when the engine's word never came."""

EXITS = tuple(exit.value for exit in DialExit)


def run_dial(call: Call, desk: Desk, wish: Dialling, music: str = RINGBACK) -> str:
    """The exit: of `EXITS`.  `answered` when the other side left first.  Lets Hangup, Cancelled and CallFault pass."""
    limit = wish.limit + GRACE
    held = call.hold(music, 0.0) if call.info.resumed else None
    if held is None or held.directive is None:  # else it is settled already
        desk.dial(call.info.id, wish)
        held = call.hold(music, limit)
    while (exit := _told(call, desk, held)) is None:
        held = call.hold(music, limit)
    return exit.value


def _told(call: Call, desk: Desk, held: Held) -> DialExit | None:
    match held.directive:
        case Connect() as connect:
            return DialExit.ANSWERED if talk(call, desk, connect) else None
        case TalkOver():
            return DialExit.ANSWERED
        case Leave(exit):
            return DialExit(exit) if exit in EXITS else DialExit.FAILED
        case Announce(prompts):
            call.play(prompts)
        case None if held.why is Ended.TIMEOUT:
            desk.stop_dialling(call.info.id, "the engine did not answer")
            return DialExit.FAILED
    return None
