"""What a callable asks the hotline while it runs: real workers, a scripted call."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ccengine.flow.hooks import FlowHooks
from ccengine.flow.running.marks import Marks
from ccengine.model.hooks import Hooks
from ccengine.model.services import Effect, Outcome, ScriptAnswer, ScriptRequest
from ccengine.workers.services import Workers
from tests.support.asking import here

HEAD = "from ccengine.hooks import HotlineError, hotline\ndef f(**given):\n"
Run = Callable[..., ScriptAnswer]


@pytest.fixture
def run(workers: Workers, folder: Path) -> Run:
    """Runs the body of a function that may ask."""

    def do(body: str, hooks: Hooks | None = None, timeout: float = 30.0, head: str = HEAD) -> ScriptAnswer:
        (folder / "script.py").write_text(head + "".join(f"    {line}\n" for line in body.splitlines()))
        request = ScriptRequest("script.py:f", "k", str(folder), {}, timeout, Effect.ONCE)
        return workers.script(request, hooks or FlowHooks(here(), Effect.ONCE))

    return do


def test_it_is_told_what_the_flow_knows(run: Run) -> None:
    marks = Marks()
    marks.ask("satisfied")
    marks.answer("satisfied", "4")
    there = here(marks=marks)
    body = """hotline.tag("kind", "water")
hotline.give_class("vip")
assert hotline.caller()["class"] == "vip"
assert hotline.member() == {"number": "", "name": "", "class": ""}
return [hotline.schedule("always"), hotline.caller()["number"], hotline.port()["label"], hotline.call(),
        hotline.tags(), hotline.marks()]"""
    answer = run(body, FlowHooks(there, Effect.ONCE))
    assert (answer.outcome, answer.value) == (
        Outcome.DONE,
        ["open", "13800138000", "main", {"id": "scripted"}, {"from": "menu", "kind": "water"}, {"satisfied": 4}],
    ), answer.detail
    assert there.call.transcript.texts == ["tag kind water", "class vip"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("asks", "why", "detail"),
    [
        (
            "hotline.schedule('offise')",
            "not known",
            "schedule: no schedule 'offise' is known here; did you mean \"office\"?",
        ),
        (
            "hotline.schedule('duty:night')",
            "not known",
            "schedule: no schedule 'duty:night' is known here; name it under `schedules` of the node `script`",
        ),
        (
            "hotline.duty('nigt')",
            "not known",
            "duty: no schedule 'duty:nigt' is known here; did you mean \"duty:night\"?",
        ),
        ("hotline.schedule('')", "wrong", "schedule: schedule: a text is needed"),
        ("hotline.ask('schedule')", "wrong", "schedule: schedule is missing; it takes schedule"),
        ("hotline.ask('schedule', 'a', 'b')", "wrong", "schedule: it takes schedule"),
        (
            "hotline.ask('schedule', 'a', schedule='b')",
            "wrong",
            "schedule: 'schedule' is not taken, or twice; it takes schedule",
        ),
        ("hotline.ask('shedule', 'a')", "not known", 'shedule: did you mean "schedule"?'),
        (
            "hotline.ask('schedule', {1})",
            "wrong",
            "it cannot be sent as JSON: Object of type set is not JSON serializable",
        ),
        (
            "hotline.give_class('a b')",
            "wrong",
            "give_class: 'a b' is no class's name: letters, digits, _ and -, 64 at most",
        ),
        ("hotline.tag('a b', 'x')", "wrong", "tag: 'a b' is no tag's name: letters, digits and _, 64 at most"),
        ("hotline.tag('a', 'x' * 300)", "refused", 'tag: the tag "a" has more than 256 characters (flow.tag)'),
        ("hotline.tag('a', 'x' * 70000)", "too large", "a question of 70046 bytes; at most 65536"),
    ],
)
def test_there_is_no_answer(run: Run, asks: str, why: str, detail: str) -> None:
    answer = run(f"try:\n    {asks}\nexcept HotlineError as error:\n    return [error.why, str(error)]")
    assert (answer.outcome, answer.value) == (Outcome.DONE, [why, detail]), answer.detail


def test_who_is_on_duty(run: Run) -> None:
    there = here()
    assert run('return hotline.duty("empty")', FlowHooks(there, Effect.PURE)).value == "nobody"
    there.call.stage.forced = "li"  # type: ignore[attr-defined]
    assert run('return hotline.duty("night")', FlowHooks(there, Effect.PURE)).value == "li"


def test_who_asks_in_a_loop_is_ended(run: Run, workers: Workers) -> None:
    body = "while True:\n    try:\n        hotline.tags()\n    except BaseException:\n        pass"
    answer = run(body, FlowHooks(here(asks=20), Effect.ONCE))
    assert answer.outcome is Outcome.FAILED
    assert answer.detail == "it asked the hotline more than 20 times (flow.asks)"
    assert run("return hotline.schedule('always')").value == "open"  # a new worker serves


def test_the_limit_is_of_each_run(run: Run) -> None:
    body = "for _ in range(20): hotline.tags()\nreturn 'done'"
    for _ in range(3):
        assert run(body, FlowHooks(here(asks=20), Effect.ONCE)).value == "done"


THREAD = """import threading
seen = []
def ask():
    try: hotline.tags()
    except HotlineError as error: seen.append(error.why)
asker = threading.Thread(target=ask)
asker.start()
asker.join()
return seen[0]"""
CHILD = """import os
r, w = os.pipe()
if os.fork() == 0:
    try: hotline.tags()
    except HotlineError as error: os.write(w, error.why.encode())
    os._exit(0)
return os.read(r, 100).decode()"""


@pytest.mark.parametrize("body", [THREAD, CHILD], ids=["a thread", "a child"])
def test_only_the_function_itself_asks(run: Run, body: str) -> None:
    assert run(body).value == "no call"


def test_without_a_call_the_error_says_so(run: Run) -> None:
    asked = (
        "try:\n    hotline.tags()\n    MET = ''\nexcept HotlineError as error:\n    MET = str(error)\ndef f(**given):\n"
    )
    there_is_one = run("return MET", head="from ccengine.hooks import HotlineError, hotline\n" + asked)
    assert there_is_one.value == ""  # a module is imported for its call
    from ccengine.hooks import HotlineError, hotline

    with pytest.raises(HotlineError, match="answers only while a flow's script node runs this"):
        hotline.schedule("office")


def test_a_spoiled_question_costs_only_its_own_node(run: Run) -> None:
    """It finds the runner's socket and writes into it."""
    body = """import os, socket
from ccengine.workers.frames import pack
for fd in range(3, 20):
    try: sock = socket.socket(fileno=os.dup(fd))
    except OSError: continue
    try: sock.sendall(pack({"ask": ["schedule"], "places": 7}))
    except OSError: pass
import time
time.sleep(60)"""
    answer = run(body)
    assert answer.outcome is Outcome.FAILED
    assert answer.detail == "the script broke its worker: a question that is none"
    assert run("return hotline.schedule('always')").value == "open"


def test_an_answer_that_takes_too_long_is_the_nodes_time(run: Run) -> None:
    import gevent

    class Slow(FlowHooks):
        def ask(self, *asked: object) -> object:  # type: ignore[override]
            gevent.sleep(1.5)
            return super().ask(*asked)  # type: ignore[arg-type]

    answer = run("hotline.tags()\nreturn 1", Slow(here(), Effect.ONCE), timeout=1.0)
    assert answer.outcome is Outcome.TIMEOUT
    assert run("return hotline.tags()").value == {"from": "menu"}  # what came too late is not the next one's answer
