"""The keys after a talk, against the answers on record."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.cli.trunk.kept import surveys_of
from ccengine.flow import load_flows
from ccengine.model.files import read_file
from ccengine.model.home import Home
from ccengine.model.settings import parse_settings
from ccengine_sim.phone.script import Step
from ccengine_sim.trunk.answers import Asked, answers_wrong, surveys
from ccengine_sim.trunk.read import parse_trunk
from ccengine_sim.trunk.visit import Seen
from tests.processes import TOP
from tests.unit.sim_trunk.test_trunk import SHIPPED, seen

TWO = Asked(("12345", "123"), 5.0)
TALK, FIVE, TWICE = Step(talk=True), Step(keys="5"), Step(keys="55")


def caller(*does: Step, **what: object) -> Seen:
    """His agent left at 8, his call ended at 20, and he pressed each 0.6 s after what was before."""
    presses = sum(bool(step.keys) for step in does)
    found = seen(**({"released": [1.5, *(8.6 + 0.6 * n for n in range(presses))], "ended": 20.0} | what))
    kind = replace(found.planned.kind, does=(Step(keys="1"), TALK, *does))
    found.planned = replace(found.planned, kind=kind)
    return found


def marks(*keys: str, at: float = 8.05) -> list[dict[str, object]]:
    """Each question is asked when the one before has its answer."""
    return [{"key": key, "at": at + 0.6 * n} for n, key in enumerate(keys)]


@pytest.mark.parametrize(
    ("does", "keys", "told"),
    [
        ((), (), ""),
        ((), ("",), ""),
        ((FIVE,), ("5",), ""),
        ((FIVE,), ("5", ""), ""),  # the second question was not answered
        ((FIVE, Step(keys="2")), ("5", "2"), ""),
        ((FIVE, Step(keys="2"), Step(keys="4")), ("5", "2"), ""),  # nothing was asked any more
        ((FIVE,), (), "pressed 5 after the talk, nothing on record"),
        ((FIVE,), ("",), "pressed 5 after the talk, nothing on record"),
        ((FIVE,), ("4",), "pressed 5 after the talk, 4 on record"),
        ((FIVE,), ("5", "5"), "pressed 5 after the talk, 55 on record"),
        ((FIVE, Step(keys="2")), ("5",), "pressed 52 after the talk, 5 on record"),
        ((FIVE, Step(keys="2")), ("5", ""), "pressed 52 after the talk, 5 on record"),
        ((FIVE, Step(keys="2")), ("2", "5"), "pressed 52 after the talk, 25 on record"),
        ((FIVE, Step(keys="2"), Step(keys="4")), (), "pressed 524 after the talk, nothing on record"),
        ((), ("5",), "pressed nothing after the talk, 5 on record"),
    ],
)
def test_as_many_answers_as_keys(does: tuple[Step, ...], keys: tuple[str, ...], told: str) -> None:
    assert answers_wrong(caller(*does), marks(*keys), TWO) == told


@pytest.mark.parametrize(
    ("call", "keys", "at"),
    [
        (caller(FIVE), ("",), 8.4),  # typed ahead on full cores
        (caller(FIVE, Step(keys="2")), ("2",), 8.4),
        (caller(FIVE, released=[1.5, 13.1]), ("", ""), 8.05),  # too late
        (caller(FIVE, Step(keys="2"), released=[1.5, 8.6, 13.7]), ("5", ""), 8.05),
        (caller(TWICE), ("5",), 8.05),  # the second key of a press may be ahead of its question
        (caller(Step(keys="9")), ("",), 8.05),  # answers nothing
        (caller(FIVE, Step(hangup=True), ended=8.7), (), 8.05),
    ],
)
def test_a_key_that_may_answer_nothing(call: Seen, keys: tuple[str, ...], at: float) -> None:
    assert answers_wrong(call, marks(*keys, at=at), TWO) == ""
    assert answers_wrong(call, marks("4", at=at), TWO) != "", "what he did not press is on record"


def test_each_question_waits_for_itself() -> None:
    slow = caller(FIVE, Step(keys="2"), released=[1.5, 8.6, 13.4])
    assert answers_wrong(slow, marks("5", ""), TWO) == "pressed 52 after the talk, 5 on record"


def test_he_hangs_up_some_time_after_his_key() -> None:
    told = answers_wrong(caller(FIVE, Step(hangup=True)), [], TWO)
    assert told == "pressed 5 after the talk, nothing on record"


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ((), ""),
        (("5",), ""),
        (("",), "pressed 52 after the talk, nothing on record"),
        (("2",), "pressed 52 after the talk, 2 on record"),
    ],
)
def test_a_flow_that_does_not_tell_what_is_asked(keys: tuple[str, ...], told: str) -> None:
    assert answers_wrong(caller(FIVE, Step(keys="2")), marks(*keys), None) == told


def after(folder: Path, *nodes: str) -> dict[str, Asked]:
    """The surveys of a flow in which these queues lead to `more`, which is the last."""
    text = "flow: hotline\nlanguage: zh\nstart: service\nnodes:\n" + "".join(f"  {node}\n" for node in nodes)
    (folder / "hotline.yaml").write_text(text, "utf-8")
    (folder / "ports.yaml").write_text('numbers:\n  "1": {flow: hotline}\n', "utf-8")
    settings = parse_settings(b"queues: {service: {agents: [8001]}}\nagents: {8001: {}}\n", "settings.yaml")
    return surveys(load_flows(settings, folder, TOP / "prompts")["hotline"])


SERVICE = "service: {queue: service, exits: {answered: more}, next: hangup}"
ASKS = "more: {survey: [how-satisfied, how-quick], keys: 1-5, wait: 3s, next: hangup}"


@pytest.mark.parametrize(
    ("nodes", "found"),
    [
        ((SERVICE, ASKS), {"service": Asked(("12345", "12345"), 3.0)}),
        ((SERVICE, "more: {play: thanks, next: hangup}"), {}),
        (("service: {queue: service, next: hangup}",), {}),
        ((SERVICE, ASKS.replace("wait: 3s", "comment: {ask: please-wait}")), {}),
        ((SERVICE, 'more: {survey: [{ask: how-quick, name: a, when: "{{ call.id == call.id }}"}], next: hangup}'), {}),
        (("service: {queue: service, exits: {failed: again}, next: more}",
          "again: {queue: service, exits: {answered: hangup}, next: hangup}", ASKS), {}),
        (("service: {queue: service, exits: {failed: again}, next: more}",
          "again: {queue: service, exits: {answered: less}, next: hangup}", ASKS,
          "less: {survey: [how-quick], next: hangup}"), {}),
    ],
)  # fmt: skip
def test_what_a_flow_asks_after_a_talk(tmp_path: Path, nodes: tuple[str, ...], found: dict[str, Asked]) -> None:
    assert after(tmp_path, *nodes) == found


@pytest.mark.parametrize("folder", sorted(SHIPPED.iterdir()), ids=lambda folder: folder.name)
def test_a_shipped_trunks_survey_is_known(folder: Path, tmp_path: Path) -> None:
    home = Home(tmp_path)
    shutil.copyfile(folder / "settings.yaml", home.settings)
    shutil.copytree(TOP / "flows", home.flows)
    if (folder / "flows").is_dir():
        shutil.copytree(folder / "flows", home.flows, dirs_exist_ok=True)
    home.prompts.symlink_to(TOP / "prompts")
    calls = parse_trunk(read_file(folder / "trunk.yaml"), "trunk.yaml").calls
    assert surveys_of(home, calls) == {"service": Asked(("12345",), 5.0)}
    assert surveys_of(home, "nobody's number") == {}
