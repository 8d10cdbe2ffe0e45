"""What goes wrong, and is mended after a while."""

from collections.abc import Iterator
from functools import partial

from ccengine.model.ids import AgentId, Seconds
from ccengine_sim.scenario.scenario import Fault, Scenario
from ccengine_sim.virtual import Chance, Exponential
from ccengine_sim.virtual.hotline import Hotline


def plan(scenario: Scenario, hotline: Hotline, chance: Chance) -> None:
    """Put all of them on the timeline.  At the end of the day all is mended: who is there is served."""
    for number, fault in enumerate(scenario.faults):
        for at in _times(fault, scenario, chance, number):
            begin = scenario.midnight + at
            breaks, mends = _deeds(fault, hotline)
            hotline.timeline.at(begin, breaks)
            hotline.timeline.at(min(begin + fault.lasts, scenario.midnight + scenario.ends), mends)


def _times(fault: Fault, scenario: Scenario, chance: Chance, number: int) -> Iterator[Seconds]:
    if not fault.often:
        if fault.at < scenario.ends:
            yield fault.at
        return
    law, stream, at = Exponential(fault.often), chance.stream(f"fault/{number}"), scenario.begins
    n = 0
    while (at := at + law.draw(stream, n)) < scenario.ends:
        yield at
        at, n = at + fault.lasts, n + 1


def _deeds(fault: Fault, hotline: Hotline) -> tuple["partial[None]", "partial[None]"]:
    match fault.what:
        case "engine":
            return partial(hotline.die), partial(hotline.come_back)
        case "switch":
            return partial(hotline.link, False), partial(hotline.link, True)
        case agent:
            return partial(hotline.reach, AgentId(agent), False), partial(hotline.reach, AgentId(agent), True)
