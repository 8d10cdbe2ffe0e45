"""How many callers were where, over time."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from ccengine.model.ids import Seconds
from ccengine_sim.trunk.figures.span import Span
from ccengine_sim.trunk.visit import Seen


class Stage(StrEnum):
    """In the order in which a caller goes through them."""

    CALLING = "dialling"  # not answered yet
    MENU = "menu"  # until he is in a queue
    WAITING = "waiting"
    TALKING = "talking"
    AFTER = "after the talk"  # survey, goodbye


Stay = tuple[Stage, Seconds, Seconds]
"""From, to."""


def stages_of(seen: Seen, entered: Mapping[str, Sequence[Seconds]], now: Seconds) -> Iterator[Stay]:
    """`entered`: when a number went into a queue, ascending; of one that is not there, when he asked for an agent.
    `now`: of calls that have not ended."""
    if seen.invited is None:
        return
    end = now if seen.ended is None else seen.ended
    marks = (
        (Stage.CALLING, seen.invited),
        (Stage.MENU, seen.answered),
        (Stage.WAITING, _queued(seen, entered.get(seen.planned.number, ()), end)),
        (Stage.TALKING, seen.joined),
        (Stage.AFTER, seen.agent_left),
    )
    known = [(stage, at) for stage, at in marks if at is not None]
    for (stage, begin), until in zip(known, [*(at for _, at in known[1:]), end], strict=True):
        if until > begin:
            yield stage, begin, until


def stage_now(seen: Seen) -> Stage | None:
    """Of a call that is being played.  None: it is over."""
    if seen.ended is not None or seen.detail:
        return None
    marks = ((Stage.AFTER, seen.agent_left), (Stage.TALKING, seen.joined), (Stage.WAITING, seen.asked))
    reached = next((stage for stage, at in marks if at is not None), Stage.MENU)
    return reached if seen.answered is not None else Stage.CALLING


def _queued(seen: Seen, entered: Sequence[Seconds], end: Seconds) -> Seconds | None:
    if seen.answered is None or not entered:
        return seen.asked
    first = bisect_left(entered, seen.answered)
    return entered[first] if first < len(entered) and entered[first] <= (seen.joined or end) else None


def people(stays: Iterable[Stay], span: Span) -> dict[Stage, list[float]]:
    """In each stage, how many in the mean of each bucket."""
    found = {stage: [0.0] * span.count for stage in Stage}
    for stage, begin, end in stays:
        for n, length in span.overlaps(begin, end):
            found[stage][n] += length / span.every
    return found


def arrivals(seen: Iterable[Seen], span: Span) -> list[int]:
    """INVITEs in each bucket."""
    return [len(each) for each in span.shared_out((call.invited, 1) for call in seen if call.invited is not None)]
