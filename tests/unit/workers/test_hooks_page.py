"""The examples of docs/manual/hooks.md, run: the function by a real worker, the program with pyst2; its table has every
question."""

import inspect
import re
from dataclasses import replace
from pathlib import Path

import pytest

from ccengine.flow.hooks import FlowHooks
from ccengine.flow.hooks.table import HOOKS
from ccengine.flow.loading.load import load
from ccengine.flow.running.marks import Marks
from ccengine.hooks import Hotline
from ccengine.model.call import CallInfo
from ccengine.model.ids import CallId
from ccengine.model.services import Effect, Outcome, ProgramRequest, ScriptRequest
from ccengine.workers.services import Workers
from tests.support.asking import here
from tests.unit.flow.around import SHIPPED_AROUND

PAGE = (Path(__file__).parents[3] / "docs" / "manual" / "hooks.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"^```(\w+ ?\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
INFO = CallInfo(CallId("c-1"), "4008001234", "13800138000", caller_form="+8613800138000")


def test_the_function(workers: Workers, folder: Path) -> None:
    (folder / "greeting.py").write_text(BLOCKS["python"])
    request = ScriptRequest("greeting.py:greeting", "k", str(folder), {"fallback": "sorry"}, 30.0)
    marks = Marks()
    marks.ask("satisfied")
    marks.answer("satisfied", "1")
    asking = here(info=INFO, marks=marks)
    answer = workers.script(request, FlowHooks(asking, Effect.ONCE))
    assert answer.value == {"prompt": "closed-now", "who": "+8613800138000"}, (
        answer.detail
    )  # 1970-01-01, in the morning
    assert asking.scope.tags == {"from": "menu", "care": "call back"}
    asking.schedules = {}
    answer = workers.script(request, FlowHooks(asking, Effect.ONCE))
    assert answer.value == {"prompt": "sorry", "why": "not known"}, answer.detail


def test_the_flow_is_right() -> None:
    around = replace(SHIPPED_AROUND, scripts=frozenset({"greeting.py"}))
    assert load(BLOCKS["yaml"], "flows/greeted.yaml", around).name == "greeted"


def test_the_program(workers: Workers, folder: Path) -> None:
    (folder / "asks.py").write_text(BLOCKS["python agi"])
    asking = here(info=INFO)
    request = ProgramRequest("asks.py", "k", str(folder), timeout=60.0)
    answer = workers.program(request, asking.call, FlowHooks(asking, Effect.ONCE))
    assert (answer.outcome, answer.exit_code) == (Outcome.DONE, 0), answer.detail
    assert answer.variables == {"STATE": "night", "WHO": "+8613800138000", "NOT_KNOWN": "not known"}
    assert asking.scope.tags["remark"] == "was told, twice"


def test_every_question_is_on_the_page_and_in_the_module() -> None:
    table = PAGE.partition("<!-- questions -->")[2].partition("<!-- end -->")[0]
    listed = re.findall(r"^\| `hotline\.(\w+)\((.*?)\)` \|", table, re.MULTILINE)
    assert [name for name, _ in listed if name not in HOOKS] == []
    assert {name for name, _ in listed} == {*HOOKS}
    for name, arguments in listed:
        names = [each.split("=")[0].strip() for each in arguments.split(",") if each.strip()]
        assert names == [each.name for each in HOOKS[name].parameters]
        assert names == [*inspect.signature(getattr(Hotline, name)).parameters][1:]


@pytest.mark.parametrize(("asks", "outcome"), [(10, Outcome.DONE), (9, Outcome.FAILED)])
def test_a_program_that_asks_too_often_is_ended(workers: Workers, folder: Path, asks: int, outcome: Outcome) -> None:
    text = "from asterisk.agi import AGI\nagi = AGI()\nfor _ in range(10): agi.get_variable('CC(tags)')\n"
    (folder / "loop.py").write_text(text)
    asking = here(asks=asks)
    answer = workers.program(ProgramRequest("loop.py", "k", str(folder)), asking.call, FlowHooks(asking, Effect.ONCE))
    assert answer.outcome is outcome
    assert (answer.detail == "it asked the hotline more than 9 times (flow.asks)") == (asks == 9)
