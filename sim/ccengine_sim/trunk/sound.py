"""What one side has heard in a talk: its partner all the time, and nothing else.

A pause of the partner's sound is one of three things.  Sound that comes later all at once was *held*: by the trunk
itself, whose peer knows when it stood still, or by the hotline.  What never comes is *missing*, and always a fault."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ccengine.model.ids import Seconds
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.rtp import FRAME_SECONDS
from ccengine_sim.trunk.voices import Voice

SETTLED: Seconds = 0.3
"""After the first sound of the partner, and before the end: what is cut in that time is no gap."""
PAUSE: Seconds = 0.15
"""Of the partner's sound: told.  So much that is missing is a fault."""
HELD: Seconds = 1.0
"""So long may the hotline hold what it then sends: it shares its processors with the trunk."""
STRANGE: Seconds = 0.2
"""Another sound for so long: a third party, or music that was left on."""
NEAR: Seconds = 0.1
"""Between two pieces of one other sound: music that is sent in turns with the partner comes in such."""

NEVER = "never heard his partner"
Span = tuple[Seconds, Seconds]


@dataclass(frozen=True, slots=True)
class Pause:
    """Of the partner's sound, in seconds since the epoch and seconds."""

    begin: Seconds
    length: Seconds
    missing: Seconds  # of sound; the rest came all at once afterwards
    own: Seconds  # of it the trunk itself stood still

    @property
    def fault(self) -> bool:
        return self.missing - self.own >= PAUSE or self.length - self.own >= HELD

    def told(self, since: Seconds) -> str:
        if self.missing - self.own >= PAUSE:
            length, why = self.missing, "missing"
        else:
            length, why = self.length, "the trunk stood still" if self.own * 2 >= self.length else "held"
        return f"gap {length:.2f} s, {self.begin - since:.2f} s after the first sound: {why}"


def first(heard: Heard, voice: Voice, joined: Seconds, least: Seconds = 0.1) -> Seconds | None:
    """When all of a voice was heard first, from `joined` on."""
    spans = [next((max(joined, a) for a, b in heard.tone(hz, least) if b > joined), None) for hz in voice]
    return None if None in spans else max((at for at in spans if at is not None), default=None)


def faults(heard: Heard, partner: Voice, begin: Seconds | None, end: Seconds) -> Iterator[str]:
    """`begin`: since when the partner was heard, None: never.  `end` of the talk."""
    if begin is None:
        yield never(partner)
        return
    yield from strangers(heard, partner, begin + SETTLED, end - SETTLED)
    yield from (pause.told(begin) for pause in _pauses(heard, partner, begin, end) if pause.fault)


def never(partner: Sequence[int]) -> str:
    return f"{NEVER} ({_hertz(partner)} Hz)"


def pauses(heard: Heard, partner: Voice, begin: Seconds | None, end: Seconds) -> Iterator[str]:
    """Those that are no fault."""
    if begin is not None:
        yield from (pause.told(begin) for pause in _pauses(heard, partner, begin, end) if not pause.fault)


def strangers(heard: Heard, partner: Voice, since: Seconds, until: Seconds) -> Iterator[str]:
    """Sounds besides the partner's; `partner` (): a caller who sends nothing."""
    inside = {
        hz: max((min(b, until) - max(a, since) for a, b in spans), default=0.0) for hz, spans in heard.tones.items()
    }
    wrong = [hz for hz, length in inside.items() if hz not in partner and length >= STRANGE]
    sends = f"his partner sends {_hertz(partner)} Hz" if partner else "his partner sends nothing"
    if wrong:
        yield f"heard {_hertz(wrong)} Hz for {max(inside[hz] for hz in wrong):.2f} s, {sends}"
    if (length := _other(heard, since, until)) >= STRANGE:
        yield f"heard something else for {length:.2f} s, {sends}"


def voices(heard: Heard, known: Iterable[Voice], since: Seconds) -> dict[Voice, Seconds]:
    """Of those known, the ones that were heard, and for how long."""
    spans = {hz: [(max(a, since), b) for a, b in found if b > since] for hz, found in heard.tones.items()}
    lengths = {voice: sum(_both(spans.get(voice[0], ()), spans.get(voice[-1], ()))) for voice in known}
    return {voice: length for voice, length in lengths.items() if length >= STRANGE}


def wrong_voices(found: Mapping[Voice, Seconds], partner: Voice) -> Iterator[str]:
    for voice, length in found.items():
        if not set(voice) & set(partner):  # half of the partner's own, beside another: too little to tell
            yield f"heard {_hertz(voice)} Hz for {length:.2f} s, his partner sends {_hertz(partner)} Hz"


def _both(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Seconds]:
    yield from (max(0.0, min(b, d) - max(a, c)) for a, b in one for c, d in other)


def speech(heard: Heard, joined: Seconds, end: Seconds) -> tuple[Seconds | None, list[str]]:
    """Of a partner who speaks: when he was heard first, and what is wrong.  Speech is not known again: who it is, is
    shown by the other side of the talk alone."""
    spans = [(a, b) for kind, a, b in heard.sounds if kind != "silence" and b > joined and a < end]
    if sum(b - a for a, b in spans) < STRANGE:
        return None, [f"{NEVER} (speech)"]
    return max(joined, spans[0][0]), []


def _other(heard: Heard, since: Seconds, until: Seconds) -> Seconds:
    """The longest time of sound that is no tone, pieces that lie near together counted as one."""
    longest = length = 0.0
    last = since
    for kind, a, b in heard.sounds:
        a, b = max(a, since), min(b, until)
        if kind == "sound" and b > a:
            length = (length if a - last <= NEAR else 0.0) + b - a
            longest, last = max(longest, length), b
    return longest


def _pauses(heard: Heard, partner: Voice, begin: Seconds, end: Seconds) -> Sequence[Pause]:
    """Of the tone that was away for longest: both go together, but for a third one that covers one of them."""
    each = (list(_of_tone(heard, hz, begin + SETTLED, end - SETTLED)) for hz in partner)
    return max(each, key=lambda found: sum(pause.length for pause in found), default=[])


def _of_tone(heard: Heard, hz: int, since: Seconds, until: Seconds) -> Iterator[Pause]:
    counts = heard.frames.get(hz, ())
    spans = [(a, b, counts[n] if n < len(counts) else 0) for n, (a, b) in enumerate(heard.tones.get(hz, ()))]
    spans = [(0.0, since, 0), *(span for span in spans if span[1] > since), (until, until, 0)]
    for (_, begin, _), (back, over, frames) in pairwise(spans):
        begin, back = max(begin, since), min(back, until)
        if (length := back - begin) >= PAUSE:
            burst = max(0.0, frames * FRAME_SECONDS - (over - back))
            own = sum(max(0.0, min(b, back) - max(a, begin)) for a, b in heard.behind)
            yield Pause(begin, length, max(0.0, length - burst), min(own, length))


def _hertz(tones: Sequence[int]) -> str:
    return "+".join(map(str, sorted(tones)))
