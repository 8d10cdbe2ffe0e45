"""What flows cost: `.venv/bin/python -m tests.bench.flows [--runs 5] [--flows 500]`, as Markdown tables.

load   500 flows of 60 nodes with 15 distinct expressions each: read and checked, by one process and by two; one of them
       changed
run    the interpreter's own time per node on the scripted call: of the whole, less what the line and the desk take when
       the same calls are made without a flow

CPU time of the thread where nothing else is said: other work on the machine makes wall time longer, and this less."""

import argparse
import gc
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from ccengine.flow import Bundle, Surroundings, load, run
from ccengine.flow.expr import Template
from ccengine.flow.running.scope import Scope
from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall, ScriptedDesk, ScriptedServices
from ccengine.model import facts
from ccengine.model.ids import CallId, NodeId

NODES, EXPRESSIONS = 60, 15
OFTEN = 1000  # evaluations of one measurement
PROMPTS = frozenset(f"prompt-{n}" for n in range(20)) | {"no-input", "not-a-choice", "not-valid", "thanks"}
AROUND = Surroundings(frozenset({"service"}), {"zh": PROMPTS}, frozenset({"zh"}))

EXPRESSIONS_OF = (
    "when: [{{if: \"{{{{ tries < {n} and caller.number != '{seed}' }}}}\", then: {after}}}]\n    otherwise: {next}",
    'set: {{tries: "{{{{ tries + {n} }}}}"}}\n    next: {next}',
    "tag: {{topic: \"{{{{ city + '-{n}-{seed}' }}}}\"}}\n    next: {next}",
    'when:\n      - {{weekday: mon-fri, time: "08:30-17:30", if: "{{{{ now.hour + {n} > 9 }}}}", then: {after}}}\n'
    "    otherwise: {next}",
    "queue: service\n    head_start: \"{{{{ {n}s if city == '{seed}' else 0s }}}}\"\n"
    "    exits: {{answered: {next}, waited_too_long: {after}, failed: {next}}}",
)
OTHERS = (
    "menu: [prompt-{p}, prompt-1]\n    keys:\n      1: {next}\n      2: {after}\n      3: {first}\n"
    "    wait: 5s\n    tries: 2\n    otherwise: {next}",
    "play: [prompt-{p}, prompt-2]\n    next: {next}",
    "survey: [prompt-{p}]\n    keys: 1-5\n    next: {next}",
)


def flow_text(name: str, seed: int) -> str:
    """A flow of NODES nodes in a chain with ways ahead and back, EXPRESSIONS of them with an expression of its own."""
    lines = [f"flow: {name}", "language: zh", "start: n0", "variables: {tries: 0, city: Shenzhen}", "nodes:"]
    for at in range(NODES):
        ahead = [f"n{at + step}" if at + step < NODES else "hangup" for step in (1, 2)]
        number, other = divmod(at, NODES // EXPRESSIONS)
        form = EXPRESSIONS_OF[number % len(EXPRESSIONS_OF)] if other == 0 else OTHERS[at % len(OTHERS)]
        values = {"n": number + 1, "p": at % 20, "next": ahead[0], "after": ahead[1], "first": "n0", "seed": seed}
        lines.append(f"  n{at}:\n    {form.format(**values)}")
    return "\n".join(lines) + "\n"


def read_all(texts: Sequence[tuple[str, bytes]]) -> list[Bundle]:
    return [Bundle.of(load(data, f"flows/{name}.yaml", AROUND)) for name, data in texts]


def timed(work: Callable[[], object], clock: Callable[[], float]) -> float:
    gc.collect()
    begin = clock()
    work()
    return clock() - begin


def shown(seconds: Sequence[float], unit: float, digits: int = 1) -> str:
    """Median (least-most)."""
    low, mid, high = (
        f"{value / unit:.{digits}f}" for value in (min(seconds), statistics.median(seconds), max(seconds))
    )
    return f"{mid} ({low}-{high})"


def cpu_of(texts: Sequence[tuple[str, bytes]]) -> float:
    """Seconds, in a process of its own that collects no garbage meanwhile."""
    gc.disable()
    took = timed(lambda: read_all(texts), time.process_time)
    gc.enable()
    return took


def loading(runs: int, count: int) -> None:
    texts = [(f"f{n}", flow_text(f"f{n}", n).encode()) for n in range(count)]
    read_all(texts[:3])  # imports, closures of the whitelist
    rows: dict[str, list[float]] = {}
    rows[f"{count} flows, one process, CPU s"] = [timed(lambda: read_all(texts), time.thread_time) for _ in range(runs)]
    rows["the same with the garbage collector off, CPU s"] = [cpu_of(texts) for _ in range(runs)]
    walls: list[float] = []
    busier: list[float] = []
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(cpu_of, [texts[:3]] * 4))
        for _ in range(runs):
            begin = time.monotonic()
            busier.append(max(pool.map(cpu_of, [texts[::2], texts[1::2]])))
            walls.append(time.monotonic() - begin)
    rows["the same by two processes, CPU s of the busier"] = busier
    rows["the same by two processes, wall s"] = walls
    for row, times in rows.items():
        print(f"| {row} | {shown(times, 1.0, 2)} |")
    for clock, name in ((time.thread_time, "CPU"), (time.monotonic, "wall")):
        one = [timed(lambda: read_all(texts[:1]), clock) for _ in range(runs * 10)]
        print(f"| one changed flow, {name} ms | {shown(one, 1e-3)} |")


LOOP = """flow: loop
language: zh
start: count
variables: {{n: 0}}
nodes:
  count: {{set: {{n: "{{{{ n + 1 }}}}"}}, next: more}}
  more: {{when: [{{if: "{{{{ n < {rounds} }}}}", then: again}}], otherwise: hangup}}
  again: {{goto: say}}
  say: {{play: prompt-1, next: count}}
"""
ROUND = ("count", "more", "again", "say")


def interpreting(runs: int, rounds: int = 500) -> None:
    bundle = Bundle.of(load(LOOP.format(rounds=rounds), "flows/loop.yaml", AROUND))
    nodes = rounds * len(ROUND)
    whole = [timed(lambda: _interpreted(bundle), time.thread_time) / nodes for _ in range(runs)]
    bare = [timed(lambda: _without_a_flow(rounds), time.thread_time) / nodes for _ in range(runs)]
    own = [each - statistics.median(bare) for each in whole]
    print(f"| whole, scripted call and desk included | {shown(whole, 1e-6)} |")
    print(f"| the same calls of line and desk, without a flow | {shown(bare, 1e-6)} |")
    print(f"| **the interpreter's own** | {shown(own, 1e-6)} |")


def _interpreted(bundle: Bundle) -> None:
    call = ScriptedCall("")
    desk = ScriptedDesk(call)
    run(bundle, call, desk, ScriptedServices())
    assert len(desk.path) > 1000


def _without_a_flow(rounds: int) -> None:
    """What `_interpreted` asks of line and desk."""
    call = ScriptedCall("")
    desk = ScriptedDesk(call)
    id = CallId(call.info.id)
    call.answer()
    for visit in range(rounds):
        for node in ROUND:
            desk.record(facts.NodeEntered(id, NodeId(node), visit, "loop", 6))
            if node == "say":
                call.play(["prompt-1"])
            changed = '{"n":1}' if node == "count" else ""
            desk.record(facts.NodeLeft(id, NodeId(node), "next", changed, "loop"))
    call.hangup()


def evaluating(runs: int) -> None:
    """The longest of the expressions of one flow."""
    flow = load(flow_text("f1", 1), "flows/f1.yaml", AROUND)
    call = ScriptedCall("")
    scope = Scope(DEFAULT_INFO, call.clock, {}, dict(flow.variables), {})
    took: dict[str, list[float]] = {}
    for _, template in [each for node in flow.nodes.values() for each in node.templates()]:
        template.evaluate(scope)  # builds its closures
        evaluate = partial(_often, template, scope)
        took[template.text] = [timed(evaluate, time.thread_time) / OFTEN for _ in range(runs)]
    assert len(took) == EXPRESSIONS
    longest = max(took, key=lambda text: statistics.median(took[text]))
    print(f"| longest evaluation of {len(took)}: `{longest}` | {shown(took[longest], 1e-6)} |")


def _often(template: Template, scope: Scope) -> None:
    for _ in range(OFTEN):
        template.evaluate(scope)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--flows", type=int, default=500)
    asked = parser.parse_args()
    print(f"Python {platform.python_version()}; median (least-most) of {asked.runs} runs\n")
    print("| loading | |\n|---|---|")
    loading(asked.runs, asked.flows)
    print("\n| running, µs | |\n|---|---|")
    interpreting(asked.runs)
    evaluating(asked.runs)
