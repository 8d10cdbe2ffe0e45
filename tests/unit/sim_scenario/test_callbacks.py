"""Callbacks in `ccsim run`: callers ask, are dialled and answer as the scenario says, and what is promised is kept."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import ccengine
from ccengine.acd import callbacks as rules_of_callbacks
from ccengine.acd.callback_index import CallbackIndex
from ccengine.acd.floor import Floor
from ccengine.acd.state import Call, CallState
from ccengine.cli.day_figures import day_figures
from ccengine.cli.simulated import figures, hotline
from ccengine.cli.simulated_table import told
from ccengine.model.ids import CallId
from ccengine.model.why import LegCause
from ccengine.office.numbers.rules import NumberRules
from ccengine_sim.scenario import Broken, Day, parse_scenario
from ccengine_sim.virtual.calling_back import VOICEMAIL
from ccengine_sim.virtual.hotline import Hotline
from tests.unit.sim_scenario.recorded import recorded

FILE = Path(ccengine.__file__).parents[1] / "sim" / "scenarios" / "small.yaml"  # its flows are beside it
SMALL = """\
scenario: small
hours: 09:00-09:20
flows: callback-flows
agents: {8001-8004: {}}
queues:
  service:
    agents: 8001-8004
    wrap_up: 5s
    longest_wait: 60s
    callbacks: {share: 50%, tries: 2, pause: 60s, ring: 20s}
staff: {8001-8004: {answers: {mean: 4s}}}
callers:
  tenants:
    calls: 4008001234
    arrivals: {per_hour: 240}
    keys: {service: {1: 60, none: 40}}
    thinks: {from: 2s, to: 30s}
    patience: {mean: 90s}
    talk: {mean: 60s}
    callback: {voicemail: 20%, busy: 10%, no_answer: 20%, answers: {mean: 6s}, confirms: 90%}
"""
DEATHS = """\
faults:
  - {often: 45s, engine: dies, for: 4s}
  - {at: "09:10", engine: dies, for: 40s}
  - {often: 90s, switch: lost, for: 5s}
"""
HABITS = "{voicemail: 20%, busy: 10%, no_answer: 20%, answers: {mean: 6s}, confirms: 90%}"


def planned(text: str = SMALL, seed: int = 1, every: int = 1) -> Day:
    scenario = parse_scenario(text, "small.yaml")
    return Day(scenario, seed, *hotline(scenario, FILE), every)


def day(text: str = SMALL, seed: int = 1, every: int = 1) -> Day:
    found = planned(text, seed, every)
    found.run()
    return found


def test_who_asks_is_called_back() -> None:
    found = day()
    (row,) = figures(found, 1)["queues"]
    back = row["callbacks"]
    assert back["asked"] == back["reached"] + back["unreached"] > 10
    assert back["reached"] < back["tries"]
    assert back["unreached"] > 0
    assert back["mean_until_reached"] > 5
    assert back["added"]["calls"] > 0
    assert back["added"]["mean"] > 0
    again = [visit for visit in found.hotline.visits if visit.caller.call.startswith("c")]
    assert len(again) == back["reached"] > sum(visit.rings == 0 for visit in again)
    table = told(figures(found, 1))
    assert f"service    {back['asked']} " in table


@pytest.mark.many
@pytest.mark.parametrize("seed", range(1, 21))
def test_seeds_with_deaths(seed: int) -> None:
    """After each step what is promised of callbacks, and after some the machine's invariants."""
    back = figures(day(SMALL + DEATHS, seed, every=20), seed)["queues"][0]["callbacks"]
    assert back["asked"] == back["reached"] + back["unreached"] > 0


@pytest.mark.many
def test_the_books_would_count_the_same() -> None:
    """Who was reached waits in the queue once more, and a reserved agent is occupied, in the books as here."""
    text = SMALL.replace("8001-8004: {}", "8001-8004: {logged_in: false}")
    found = planned(text.replace("staff: {8001-8004: {", "staff: {8001-8004: {shift: [09:00-10:30], "))
    records = recorded(found)
    scenario = found.scenario
    begin = scenario.midnight + scenario.begins
    books = day_figures(records, NumberRules.of(scenario.settings), begin, found.timeline.now)
    ours = figures(found, 1)
    (row,) = ours["queues"]
    counted = ("offered", "answered", "abandoned", "abandoned_short", "flowed_out", "asa", "longest_wait", "talk")
    assert {name: pytest.approx(row[name]) for name in counted} == {
        name: books.queues["service"][name] for name in counted
    }
    for mine, theirs in zip(ours["agents"], books.agents, strict=True):
        assert mine["states"]["reserved"] > 0
        assert mine["occupancy"] == pytest.approx(theirs["occupancy"])


def where(hotline: Hotline) -> Iterator[str]:
    """In which states callbacks are."""
    for call in hotline.machine.calls():
        if call.callback is not None:
            yield f"{'reached, ' * call.callback.reached}{call.state}"
    for up in hotline.back.channels().values():
        yield "answered, no flow" if up else "rings"
    for leg, session in hotline.sessions.items():
        if hotline.machine.callback_of(leg) is not None and session.line.there:
            yield "asked to press the key"


@pytest.mark.many
def test_the_engine_dies_while_callbacks_are_in_every_state(monkeypatch: pytest.MonkeyPatch) -> None:
    died: Counter[str] = Counter()
    back: Counter[str] = Counter()
    die, come_back = Hotline.die, Hotline.come_back

    def dies(self: Hotline) -> None:
        died.update(where(self))
        die(self)

    def comes_back(self: Hotline) -> None:
        if not self.alive:
            back.update(where(self))
        come_back(self)

    monkeypatch.setattr(Hotline, "die", dies)
    monkeypatch.setattr(Hotline, "come_back", comes_back)
    off = {state.value for state in (CallState.WAITING, CallState.DIALLED, CallState.RESTING)}
    on = {f"reached, {state}" for state in (CallState.WAITING, CallState.OFFERED, CallState.TALKING)}
    all_of_them = off | on | {"rings", "asked to press the key"}
    for seed in range(1, 21):
        day(SMALL.replace("per_hour: 240", "per_hour: 400") + DEATHS, seed, every=10**6)
        if died.keys() >= all_of_them and "answered, no flow" in back:
            return
    raise AssertionError((died, back))


def test_a_voicemail_gets_no_agent_where_a_key_is_asked_for() -> None:
    found = day(SMALL.replace(HABITS, "{voicemail: 100%}"))
    sums = found.callbacks.sums[found.hotline.visits[0].caller.queue]
    assert (sums.reached, sums.tries) == (0, 2 * sums.asked)
    assert sums.unreached == sums.asked > 0


def test_a_voicemail_gets_one_where_none_is(tmp_path: Path) -> None:
    folder = tmp_path / "flows"
    folder.mkdir()
    for file in (FILE.parent / "callback-flows").iterdir():
        lines = file.read_text().splitlines(keepends=True)
        (folder / file.name).write_text("".join(line for line in lines if "confirm:" not in line))
    text = SMALL.replace(HABITS, "{voicemail: 100%}").replace("callback-flows", "flows")
    scenario = parse_scenario(text, "small.yaml")
    found = Day(scenario, 1, *hotline(scenario, tmp_path / "small.yaml"))
    found.run()
    talks = [visit.talk for visit in found.hotline.visits if visit.caller.call.startswith("c") and visit.talk]
    assert talks
    assert set(map(round, talks)) == {VOICEMAIL}


def test_his_second_call_has_patience_and_talk_of_its_own() -> None:
    found = day(SMALL.replace(HABITS, "{talk: 7s, patience: never}"))
    talks = [visit.talk for visit in found.hotline.visits if visit.caller.call.startswith("c") and visit.talk]
    assert {round(talk, 3) for talk in talks} == {7}


def test_who_does_not_accept_hangs_up() -> None:
    found = day(SMALL.replace(HABITS, "{accepts: 0%}"))
    assert not found.callbacks.sums
    assert found.calls > 30


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("    callbacks: {share: 50%, tries: 2, pause: 60s, ring: 20s}\n", ""),
        SMALL + 'outgoing: {contact: "sip:192.0.2.1:5060", allowed: ["13"]}\n',
    ],
    ids=["the queue keeps none", "the number is not allowed"],
)
def test_who_is_refused_hears_it(text: str) -> None:
    found = day(text)
    assert not found.callbacks.sums
    assert sum(found.hotline.back.refused.values()) > 10


# -- sown faults: what is promised is looked at from outside of the machine --------------------------------------------


def no_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CallbackIndex, "has_room", lambda self, queue: not self.held_up[queue])


def moved(to: Callable[[float], float]) -> Callable[[pytest.MonkeyPatch], None]:
    """Callbacks have another place."""

    def sow(monkeypatch: pytest.MonkeyPatch) -> None:
        add = Floor.add_call

        def add_call(self: Floor, call: Call) -> None:
            if call.callback is not None and not call.callback.reached:
                call = replace(call, place=(to(call.place[0]), *call.place[1:]))
            add(self, call)

        monkeypatch.setattr(Floor, "add_call", add_call)

    return sow


def no_try_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = rules_of_callbacks.failed

    def uncounted(floor: Floor, leg: CallId, cause: LegCause) -> None:
        call = floor.calls.get(floor.callbacks.legs.get(leg, leg))
        failed(floor, leg, cause)
        if call is not None and call.callback is not None:
            call.callback.tries, call.callback.end = 0, None

    monkeypatch.setattr(rules_of_callbacks, "failed", uncounted)


def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = rules_of_callbacks.failed

    def at_once(floor: Floor, leg: CallId, cause: LegCause) -> None:
        callback = floor.callbacks.legs.get(leg)
        failed(floor, leg, cause)
        if callback is not None and (call := floor.calls[callback]).callback is not None:
            call.callback.rests = floor.now + 1.0
            floor.expect(call, floor.now + 1.0)

    monkeypatch.setattr(rules_of_callbacks, "failed", at_once)


@pytest.mark.parametrize(
    ("sow", "what"),
    [
        (no_cap, "callbacks of service are in hand, where 2 may be"),
        (moved(lambda key: key - 600), "back:tenants-[0-9]+ has overtaken tenants-"),
        (moved(lambda key: -key), "back:tenants-[0-9]+ has overtaken (back:)?tenants-"),
        (moved(lambda key: key + 600), "has overtaken back:tenants-"),
        (no_try_counts, "is dialled once more after 2 tries"),
        (no_pause, "is dialled [0-9]+ s before the end of its pause"),
    ],
    ids=["the cap is ignored", "overtakes", "last in first out", "loses its place", "tries do not count", "no pause"],
)
def test_a_sown_fault_is_caught(
    sow: Callable[[pytest.MonkeyPatch], None], what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = SMALL.replace("longest_wait: 60s", "longest_wait: 5m").replace("{1: 60, none: 40}", "{1: 30, none: 70}")
    day(text, every=1000)
    sow(monkeypatch)
    with pytest.raises(Broken, match=what):
        day(text, every=10**6)  # the machine's own invariants are not looked at


def test_a_promise_that_a_restart_forgets_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    come_back = Hotline.come_back

    def forgets(self: Hotline) -> None:
        come_back(self)
        for call in self.machine.callbacks():
            if call.state is not CallState.DIALLED:
                self.machine._floor.forget_call(self.machine._floor.calls[call.id])

    monkeypatch.setattr(Hotline, "come_back", forgets)
    with pytest.raises(Broken, match="has come to no end"):
        day(SMALL + 'faults: [{at: "09:12", engine: dies, for: 4s}]\n', every=10**6)


def test_more_than_all_is_wrong() -> None:
    with pytest.raises(Exception, match="more than 100 %"):
        day(SMALL.replace(HABITS, "{busy: 60%, voicemail: 50%}"))
