"""Why a call was lost, in words that can be counted."""

from ccengine_sim.trunk.visit import End, Seen


def cause(seen: Seen) -> str:
    match seen.end:
        case End.REFUSED:
            return f"SIP {seen.detail}"
        case End.CUT:
            return "cut by the end of the switch"
        case End.LOST:
            return "nothing came any more"
        case _:
            return seen.detail or "ended by the hotline before he was served"
