"""What one side has heard in a talk: its partner all the time, and nothing else."""

from collections.abc import Iterator

from ccengine.model.ids import Seconds
from ccengine_sim.phone.media import Heard

SETTLED: Seconds = 0.3
"""After the first sound of the partner, and before the end: what is cut in that time is no gap."""
PAUSE: Seconds = 0.15
"""Of the partner's tone: told.  A machine that trunk and hotline share may hold both for so long and longer."""
GAP: Seconds = 1.0
"""A pause that is no machine's any more."""
STRANGE: Seconds = 0.2
"""Another sound for so long: a third party, or music that was left on."""


def faults(heard: Heard, partner: int, begin: Seconds | None, end: Seconds) -> Iterator[str]:
    """`partner`: Hz.  `begin`: since when the partner was heard, None: never.  `end` of the talk."""
    if begin is None:
        yield f"never heard his partner ({partner} Hz)"
        return
    since, until = begin + SETTLED, end - SETTLED
    for hertz, spans in heard.tones.items():
        for a, b in spans:
            if hertz != partner and min(b, until) - max(a, since) >= STRANGE:
                yield f"heard {hertz} Hz for {min(b, until) - max(a, since):.2f} s, his partner sends {partner} Hz"
    yield from (told for length, told in _pauses(heard, partner, begin, end) if length >= GAP)


def pauses(heard: Heard, partner: int, begin: Seconds | None, end: Seconds) -> Iterator[str]:
    """Those that are no fault by themselves."""
    if begin is not None:
        yield from (told for length, told in _pauses(heard, partner, begin, end) if length < GAP)


def _pauses(heard: Heard, partner: int, begin: Seconds, end: Seconds) -> Iterator[tuple[Seconds, str]]:
    at, until = begin + SETTLED, end - SETTLED
    for a, b in (*sorted(heard.tones.get(partner, ())), (until, until)):
        if (length := min(a, until) - at) >= PAUSE:
            yield length, f"a gap of {length:.2f} s, {at - begin:.2f} s after the first sound"
        at = max(at, b)
