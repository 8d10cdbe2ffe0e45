"""What expressions cost.  By hand: `.venv/bin/python -m tests.bench.expressions`; figures of a run are in
docs/decisions/0091-expressions-by-a-whitelist.md.  (No pytest: a bench asserts nothing.)

Parse, evaluate, pickle and unpickle typical texts; a first evaluation, which builds the closures; the attack list
(tests/unit/flow/expr/attacks.yaml), of which the longest evaluation is told; and a flow's worth of distinct texts.  A
figure is the median of the runs, with the least and the most of them; a run is the mean of many calls."""

import argparse
import pickle
import statistics
import time
from collections.abc import Callable

from ccengine.flow.expr import Template
from tests.unit.flow.expr.reading import SCOPE, read, refused
from tests.unit.flow.expr.test_attacks import ENTRIES, text_of

TYPICAL = (
    "plain text",
    "{{ caller.number }}",
    "{{ caller.class == 'vip' and tries < 3 }}",
    "{{ 300s if caller.class == 'vip' else 0s }}",
    "Dear {{ name }}, {{ tries + 1 }}",
    "{{ now.weekday in ['sat', 'sun'] or not 9 <= now.hour < 18 }}",
    "{{ rows[0].id | default('none') | upper }}",
)


def each(call: Callable[[], object], clock: Callable[[], int], least_ms: float = 20.0) -> float:
    """Microseconds of one call: the mean of as many as fill `least_ms`."""
    times, took = 1, 0
    while True:
        begin = clock()
        for _ in range(times):
            call()
        took = clock() - begin
        if took >= least_ms * 1e6:
            return took / times / 1000
        times = max(times + 1, min(times * 100, int(times * least_ms * 1e6 / max(took, 1) * 1.2)))


def told(name: str, what: str, runs: list[float]) -> None:
    print(f"{what:14} {statistics.median(runs):9.2f} ({min(runs):.2f}-{max(runs):.2f}) us  {name}", flush=True)


def typical(text: str, runs: int, clock: Callable[[], int]) -> None:
    template = read(text)
    template.evaluate(SCOPE)
    data = pickle.dumps(template, pickle.HIGHEST_PROTOCOL)

    def first() -> object:
        return Template(template.text, template.at, template.tree).evaluate(SCOPE)

    for what, call in (
        ("parse", lambda: read(text)),
        ("evaluate", lambda: template.evaluate(SCOPE)),
        ("build+evaluate", first),
        ("pickle", lambda: pickle.dumps(template, pickle.HIGHEST_PROTOCOL)),
        ("unpickle", lambda: pickle.loads(data)),
    ):
        told(text, what, [each(call, clock) for _ in range(runs)])
    print(f"{'size':14} {len(data):9} bytes; {template.steps_of(SCOPE)} steps  {text}")


def attacks(runs: int, clock: Callable[[], int]) -> None:
    """The longest refusal and the longest evaluation."""
    refusing = [text_of(entry) for entry in ENTRIES if "refused" in entry]
    spending = [read(text_of(entry)) for entry in ENTRIES if "refused" not in entry]
    text = max(refusing, key=lambda one: min(each(lambda: refused(one), clock, 2.0) for _ in range(3)))
    told(text[:60], "worst refusal", [each(lambda: refused(text), clock) for _ in range(runs)])
    worst = max(spending, key=lambda one: min(each(lambda: one.spent(SCOPE), clock, 2.0) for _ in range(3)))
    told(worst.text[:60], "worst evaluate", [each(lambda: worst.spent(SCOPE), clock) for _ in range(runs)])
    spent = worst.spent(SCOPE)
    print(f"{'':14} {spent.steps} steps, {spent.bytes} bytes, {spent.fault or 'a value'}")


def many(runs: int, clock: Callable[[], int], count: int = 7500) -> None:
    """500 flows of 15 distinct texts each, in one go."""
    texts = [f"{n} {TYPICAL[1 + n % 6]}" for n in range(count)]
    templates = [read(text) for text in texts]
    data = pickle.dumps(templates, pickle.HIGHEST_PROTOCOL)
    for what, call in (
        ("parse", lambda: [read(text) for text in texts]),
        ("pickle", lambda: pickle.dumps(templates, pickle.HIGHEST_PROTOCOL)),
        ("unpickle", lambda: pickle.loads(data)),
    ):
        took = [each(call, clock, 0.0) / 1000 for _ in range(runs)]
        print(
            f"{what:14} {statistics.median(took):9.1f} ({min(took):.1f}-{max(took):.1f}) ms  {count} texts", flush=True
        )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=7)
    options.add_argument(
        "--cpu", action="store_true", help="CPU time of the thread: for a machine that does other work"
    )
    given = options.parse_args()
    clock = time.thread_time_ns if given.cpu else time.perf_counter_ns
    for text in TYPICAL:
        typical(text, given.runs, clock)
    attacks(given.runs, clock)
    many(given.runs, clock)


if __name__ == "__main__":
    main()
