"""Must show 9 of the ACD: a thousand calls on real Asterisk are replayed to the figures that the books have by SQL;
with two agents more, to figures that a second real thousand confirms.

Talks are short, so that it takes minutes: an agent is busy for some three seconds a call, callers stay for five."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from click.testing import CliRunner

from ccengine.cli.ccctl import main as ccctl
from ccengine.cli.day_figures import DayFigures
from ccengine.cli.replay import Replayed, replay
from ccengine.model.settings import parse_settings
from ccengine_sim.phone.load import Report, load
from tests.support.hotline import Homes
from tests.support.site import Site, poll, site, small

AGENTS, MORE = [str(8001 + n) for n in range(6)], ["8007", "8008"]
RATE, TOTAL, STAY = 2.4, 1000, 5.0
TALK = 1.5  # seconds from the agent's answer until he hangs up
SEEDS = range(1, 11)
FLOW = "flow: hotline\nlanguage: zh\nstart: service\nnodes: {service: {queue: service, next: hangup}}\n"


def settings(text: str) -> str:
    text = small("8001-8008")(text)
    for old, new in (
        ("  8001-8008: {logged_in: true}", "  8001-8006: {logged_in: true}\n  8007-8008: {logged_in: false}"),
        ("answer_within: 20s", "answer_within: 1s"),
        ("record: true", "record: false"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


async def a_thousand(at: Site, prefix: str) -> tuple[Report, float, float]:
    """With begin and end, between which all of them are."""
    since = time.time()
    report = await load(at.sim, at.hotline.number, RATE, TOTAL, hold=STAY, light=True, frm=numbered(prefix))
    await at.until(lambda calls: not calls, "all have left")
    for agent in AGENTS:  # a wrap-up counts when it is over
        await at.agent(agent, lambda row: row["state"] in ("ready", "not_ready"), "is with no call any more")
    print("\n".join(report.lines()))
    return report, since, time.time()


def numbered(prefix: str) -> Callable[[int], str]:
    return lambda n: f"{prefix}{n:05}"


async def books(at: Site, since: float, until: float) -> dict[str, Any]:
    """What SQL says, once all is booked."""

    async def ask() -> dict[str, Any]:
        found: dict[str, Any] = await at.get("status")
        return found

    await poll(ask, lambda told: told["office"]["books"]["behind_records"] == 0, "the books are up to date", 120.0)
    when = {"since": str(since), "until": str(until)}
    queues, agents = await at.get("numbers/queues", **when), await at.get("numbers/agents", **when)
    return {"queues": queues["rows"], "agents": agents["rows"]}


def shown(rows: Iterable[Mapping[str, Any]], like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the API shows of them: not the sums that its figures are made of."""
    return [{name: row[name] for name in like[0]} for row in rows]


def replayed(at: Site, since: float, until: float, more: int = 0, seed: int = 1) -> Replayed:
    home = at.hotline.home
    before = parse_settings(home.settings.read_bytes(), "settings.yaml")
    return replay(home.journal, before, before if more else None, more, (since, until), seed)


def figures(day: DayFigures) -> dict[str, float]:
    service = day.queues["service"]
    return {
        "answered": service["answered"] / service["offered"],
        "service level": service["service_level"]["value"],
        "ASA": service["asa"],
        "occupancy": day.staff["occupancy"],
    }


NEAR = {"answered": 0.03, "service level": 0.08, "ASA": 0.4, "occupancy": 0.05}
"""By how much two real runs of one staff may differ: arrivals are on a schedule, but offers, answers and hang-ups are
not, and a busy machine makes all of them late."""


def near(what: str, real: float, seen: list[float]) -> bool:
    return min(seen) - NEAR[what] <= real <= max(seen) + NEAR[what]


@pytest.mark.long
async def test_a_thousand_calls_are_replayed_to_the_figures_of_sql(homes: Homes) -> None:
    async with site(homes, settings) as at:
        (at.hotline.home.flows / "hotline.yaml").write_text(FLOW)
        await asyncio.to_thread(flow_loaded, at)
        for agent in AGENTS:
            await at.phone(agent, answer_after=0.2, hang_up_after=TALK)
        report, since, until = await a_thousand(at, "138000")
        assert report.answered == TOTAL
        found = await asyncio.to_thread(replayed, at, since, until)
        assert found.differs is None
        sql = await books(at, since, until)
        assert shown(found.day.queues.values(), sql["queues"]) == sql["queues"]
        assert shown(found.day.agents, sql["agents"]) == sql["agents"]
        assert found.day.queues["service"]["offered"] == TOTAL
        print("the day", figures(found.day))

        would = [await asyncio.to_thread(replayed, at, since, until, len(MORE), seed) for seed in SEEDS]
        for agent in MORE:
            await at.phone(agent, answer_after=0.2, hang_up_after=TALK)
            await asyncio.to_thread(run_ccctl, at, "agents", "login", agent)
        report, since, until = await a_thousand(at, "139000")
        assert report.answered == TOTAL
        real = figures((await asyncio.to_thread(replayed, at, since, until)).day)
        models = [figures(each.model) for each in would if each.model]
        others = [figures(each.other) for each in would if each.other]
        for what, value in real.items():
            simulated, seen = [each[what] for each in models], [each[what] for each in others]
            print(f"{what}: simulated {span(simulated)}, with two more {span(seen)}, real {value:.3f}")
        assert all(near(what, value, [each[what] for each in others]) for what, value in real.items())
        before = figures(found.day)
        assert not all(
            near(what, value, [before[what]]) for what, value in real.items()
        )  # two more do make a difference


def span(values: list[float]) -> str:
    return f"{min(values):.3f}-{max(values):.3f}"


def flow_loaded(at: Site) -> None:
    run_ccctl(at, "flow", "load")


def run_ccctl(at: Site, *arguments: str) -> None:
    done = CliRunner().invoke(ccctl, ["--home", str(at.hotline.home.root), *arguments])
    assert done.exit_code == 0, done.output
