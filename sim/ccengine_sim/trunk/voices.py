"""What each side of a call sends, so that it is known again: two tones together, as few calls as can be share one.

Every two voices differ in a tone at least, and each tone of the bank is told from each other in a frame of 20 ms: a
listener who hears another voice than his partner's hears a tone too many.  Up to 1456 at a time are distinct.  Left out
are the lowest frequencies, where ringing and busy tones lie."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from ccengine.model.ids import AgentId

Voice = tuple[int, ...]
"""Hz, of tones that sound together, ascending."""

TONES: Final = range(550, 3301, 50)


def _voices() -> Iterator[Voice]:
    for step in range(2, len(TONES) // 2):
        for n, low in enumerate(TONES):
            high = TONES[(n + step) % len(TONES)]
            yield (min(low, high), max(low, high))


VOICES: Final = tuple(_voices())


def of_agents(count: int) -> list[Voice]:
    """The last ones; more agents than half of all voices share them."""
    own = VOICES[: -len(VOICES) // 2 - 1 : -1]
    return [own[n % len(own)] for n in range(count)]


def of_staff(agents: Collection[AgentId]) -> dict[AgentId, Voice]:
    return dict(zip(agents, of_agents(len(agents)), strict=True))


def of_caller(n: int, agents: int) -> Voice:
    """Of the n-th, beside so many agents: none of theirs, and that of the caller who came as many before as there are
    voices left."""
    left = len(VOICES) - min(agents, len(VOICES) // 2)
    return VOICES[n % left]


def hertz(tones: Iterable[int]) -> str:
    """As in "1000+1700"."""
    return "+".join(map(str, sorted(tones)))
