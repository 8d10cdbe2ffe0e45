"""What one side has heard in a talk: its partner all the time, and nothing else.

A pause of the partner's sound is one of three things.  Sound that comes later all at once was *held*: by the trunk
itself, whose peer knows when it stood still, or by the hotline.  What never comes is *missing*, and always a fault."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from math import inf

from ccengine.model.ids import Seconds
from ccengine_sim.phone.media import Heard
from ccengine_sim.phone.rtp import FRAME_SECONDS
from ccengine_sim.trunk.voices import VOICES, Voice, hertz
from ccengine_sim.trunk.wrong import Side, Sort, Wrong

HELLO: Seconds = 5.0
"""After the agent's answer, until the two hear each other.  Full cores have taken 3.7 s (docs/decisions/0182)."""
ONE_WAY: Seconds = 1.0
"""Between the moments in which the two hear each other first: they are joined in one.  So much is audio one way; that a
join may come late on full cores excuses nothing here."""
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

Span = tuple[Seconds, Seconds]
"""Begin and end, in seconds since the epoch."""
NONE: Span = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Talk:
    """As one side hears it.  Times in seconds since the epoch."""

    who: Side
    joined: Seconds  # the 200 OK of the agent's phone
    begin: Seconds | None  # since when the partner is heard; None: never
    end: Seconds

    @property
    def waited(self) -> Seconds | None:
        return None if self.begin is None else self.begin - self.joined

    @property
    def settled(self) -> Seconds:
        """Since when nothing but the partner is in order for a caller, who hears music and prompts until then."""
        return self.over if self.begin is None else min(self.begin + SETTLED, self.over)

    @property
    def over(self) -> Seconds:
        return self.end - SETTLED


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
    """When all of a voice was heard first, from `joined` on: so much of it, whether it came in its time or at once."""
    spans = [next((max(joined, a) for a, b in _of_length(heard, hz, least) if b > joined), None) for hz in voice]
    return None if None in spans else max((at for at in spans if at is not None), default=None)


def _of_length(heard: Heard, hz: int, least: Seconds) -> Iterator[Span]:
    for (a, b), frames in zip(heard.tones.get(hz, ()), heard.frames.get(hz, ()), strict=True):
        if max(b - a, frames * FRAME_SECONDS) >= least:
            yield a, b


def first_speech(heard: Heard, joined: Seconds, end: Seconds) -> Seconds | None:
    """When a partner who speaks was heard first.  Speech is not known again: who it is, is shown by the other side of
    the talk alone."""
    spans = [(a, b) for kind, a, b in heard.sounds if kind != "silence" and b > joined and a < end]
    if sum(b - a for a, b in spans) < STRANGE:
        return None
    begin = heard.first_sound  # of very many sounds the first are not kept
    return begin if begin is not None and begin >= joined else max(joined, spans[0][0])


def faults(heard: Heard, partner: Voice, talk: Talk) -> Iterator[Wrong]:
    """Nothing is sent to an agent until he is joined, so that all he hears from his answer on is of the talk.  A caller
    waits until then: only a voice that is not his agent's is wrong."""
    yield from unheard(heard, f"{hertz(partner)} Hz", talk)
    if talk.who is Side.CALLER:
        yield from wrong_voices(heard, partner, talk.who, talk.joined, talk.settled)
        yield from strangers(heard, partner, talk.who, talk.settled, talk.over)
    else:
        yield from strangers(heard, partner, talk.who, talk.joined, talk.over)
    if talk.begin is not None:
        for pause in _pauses(heard, partner, talk):
            if pause.fault:
                yield Wrong(Sort.GAP, talk.who, pause.told(talk.begin), pause.begin, pause.length)


def pauses(heard: Heard, partner: Voice, talk: Talk) -> Iterator[str]:
    """Those that are no fault."""
    if talk.begin is not None:
        found = _pauses(heard, partner, talk)
        yield from (f"the {talk.who} {pause.told(talk.begin)}" for pause in found if not pause.fault)


def unheard(heard: Heard, partner: str, talk: Talk) -> Iterator[Wrong]:
    """`partner`: what he sends."""
    if talk.begin is None:
        yield never(talk.who, partner, talk.joined, talk.end)
    elif (waited := talk.begin - talk.joined) - _own(heard, talk.joined, talk.begin) > HELLO:
        text = f"heard his partner ({partner}) {waited:.2f} s after the agent's answer"
        yield Wrong(Sort.LATE, talk.who, text, talk.joined, waited)


def one_way(one: Talk, other: Talk, heard: Heard) -> Iterator[Wrong]:
    """`heard`: by either of them; it is asked for nothing but when the trunk itself stood still."""
    if one.begin is None or other.begin is None:
        return
    before, after = sorted((one, other), key=lambda talk: talk.begin or 0.0)
    begin, end = before.begin or 0.0, after.begin or 0.0
    if end - begin - _own(heard, begin, end) > ONE_WAY:
        text = f"heard his partner {end - begin:.2f} s after the {before.who} heard his"
        yield Wrong(Sort.LATE, after.who, text, begin, end - begin)


def never(who: Side, partner: str, joined: Seconds, end: Seconds) -> Wrong:
    return Wrong(Sort.NEVER, who, f"never heard his partner ({partner})", joined, end - joined)


def strangers(heard: Heard, partner: Voice, who: Side, since: Seconds, until: Seconds) -> Iterator[Wrong]:
    """Sounds besides the partner's; `partner` (): a caller who sends nothing."""
    others = {hz: spans for hz, spans in heard.tones.items() if hz not in partner}
    longest = {hz: max(_within(spans, since, until), key=_length, default=NONE) for hz, spans in others.items()}
    if wrong := {hz: span for hz, span in longest.items() if _length(span) >= STRANGE}:
        yield _strange(who, f"{hertz([*wrong])} Hz", partner, max(wrong.values(), key=_length))
    other = [(a, b) for kind, a, b in heard.sounds if kind == "sound"]
    if _length(span := _longest(_within(other, since, until))) >= STRANGE:
        yield _strange(who, "something else", partner, span)


def wrong_voices(heard: Heard, partner: Voice, who: Side, since: Seconds, until: Seconds) -> Iterator[Wrong]:
    """Voices of others, where music and prompts are in order."""
    pure = [*_within([(a, b) for kind, a, b in heard.sounds if kind == "tone"], since, until)]
    tones = {hz: [*_within(spans, since, until)] for hz, spans in heard.tones.items()}
    for voice in VOICES:
        if set(voice) & set(partner):  # half of the partner's own, beside another: too little to tell
            continue
        low, high = (tones.get(hz, ()) for hz in voice)
        if _length(span := _longest(_both(pure, [*_both(low, high)]))) >= STRANGE:
            yield _strange(who, f"{hertz(voice)} Hz", partner, span)


def _strange(who: Side, what: str, partner: Voice, span: Span) -> Wrong:
    sends = f"{hertz(partner)} Hz" if partner else "nothing"
    text = f"heard {what} for {_length(span):.2f} s, his partner sends {sends}"
    return Wrong(Sort.STRANGE, who, text, span[0], _length(span))


def _within(spans: Iterable[Span], since: Seconds, until: Seconds) -> Iterator[Span]:
    yield from ((max(a, since), min(b, until)) for a, b in spans if b > since and a < until)


def _both(one: Sequence[Span], other: Sequence[Span]) -> Iterator[Span]:
    """When they sound together."""
    both = ((max(a, c), min(b, d)) for (a, b), (c, d) in product(one, other))
    yield from ((a, b) for a, b in both if b > a)


def _longest(spans: Iterable[Span]) -> Span:
    """In order of time; pieces that lie near together are one, without what is between them."""
    longest, begin, length, last = NONE, 0.0, 0.0, -inf
    for a, b in spans:
        if a - last > NEAR:
            begin, length = a, 0.0
        length, last = length + b - a, b
        longest = max(longest, (begin, begin + length), key=_length)
    return longest


def _length(span: Span) -> Seconds:
    return span[1] - span[0]


def _own(heard: Heard, since: Seconds, until: Seconds) -> Seconds:
    """So long the trunk itself stood still."""
    return sum(map(_length, _within(heard.behind, since, until)))


def _pauses(heard: Heard, partner: Voice, talk: Talk) -> Sequence[Pause]:
    """Of the tone that was away for longest: both go together, but for a third one that covers one of them."""
    each = ([*_of_tone(heard, hz, talk.settled, talk.over)] for hz in partner)
    return max(each, key=lambda found: sum(pause.length for pause in found), default=[])


def _of_tone(heard: Heard, hz: int, since: Seconds, until: Seconds) -> Iterator[Pause]:
    counts = heard.frames.get(hz, ())
    spans = [(a, b, counts[n] if n < len(counts) else 0) for n, (a, b) in enumerate(heard.tones.get(hz, ()))]
    spans = [(0.0, since, 0), *(span for span in spans if span[1] > since), (until, until, 0)]
    for (_, begin, _), (back, over, frames) in pairwise(spans):
        begin, back = max(begin, since), min(back, until)
        if (length := back - begin) >= PAUSE:
            burst = max(0.0, frames * FRAME_SECONDS - (over - back))
            yield Pause(begin, length, max(0.0, length - burst), min(_own(heard, begin, back), length))
