"""One call as `ccctl calls show` tells it: node by node, with place, time, exit and what it set."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ccengine.cli.text import cut, shown, table
from ccengine.cli.timeline import head, recordings
from ccengine.cli.tracebacks import gist, is_long, without_store
from ccengine.cli.views import calls
from ccengine.cli.words import say
from ccengine.flow.cases.visits import EFFECT, FLOW, NODE, NODE_FAILED, NODE_LEFT, Stage, Visited, visits_of
from ccengine.flow.running.scope import UNKEPT

COLUMNS = ("time", "stage", "node", "where", "took", "exit", "queue", "agent", "by", "detail")
WIDE = 160  # columns of the terminal


def one_call(answer: Mapping[str, Any]) -> str:
    live, record = answer["live"], answer["record"]
    parts = [calls([live])] if live is not None else []
    if record is not None:
        parts += [head(record), trace(record), *failures(record), *recordings(record)]
    return "\n\n".join(part for part in parts if part)


def trace(record: Mapping[str, Any]) -> str:
    """Times in seconds from the call's arrival, to the millisecond."""
    rows = list(_rows(record))
    kept = [number for number in range(len(COLUMNS)) if number < 2 or any(row[number] for row in rows)]
    text = table([say(COLUMNS[number]) for number in kept], [[row[n] for n in kept] for row in rows], most=WIDE)
    return _narrow(text.split("\n"))


def failures(record: Mapping[str, Any]) -> list[str]:
    """What a node's script left, where the table has its gist only."""
    failed = (stage for stage in record["stages"] if stage["stage"] == NODE_FAILED)
    return [
        _narrow([shown(line) for line in without_store(stage["detail"]).rstrip().split("\n")])
        for stage in failed
        if is_long(stage["detail"])
    ]


def _narrow(lines: list[str]) -> str:
    return "\n".join(cut(line, WIDE) for line in lines)


def _rows(record: Mapping[str, Any]) -> Iterator[list[str]]:
    visits = iter(visits_of(record["stages"]))
    for stage in record["stages"]:
        if stage["stage"] == NODE_LEFT and stage["node"]:
            continue  # told with the node
        what = [f"{stage['at'] - record['arrived']:9.3f}", stage["stage"]]
        if stage["stage"] == NODE:
            yield [*what, *_node(stage, next(visits))]
        else:
            yield [*what, "", "", *_inside(stage)]


def _node(stage: Stage, visit: Visited) -> list[str]:
    where = f"{stage['flow']}.yaml:{stage['line']}" if stage["line"] else stage["flow"]
    took = "" if visit.left is None else f"{visit.left - visit.at:.3f}"
    changed = ", ".join(f"{name} = {_value(value)}" for name, value in visit.changed.items())
    return [stage["node"] or stage["detail"], where, took, visit.exit, "", "", "", changed]


def _value(value: object) -> str:
    return "***" if value == UNKEPT else json.dumps(value, ensure_ascii=False)


def _inside(stage: Stage) -> list[str]:
    took = "" if stage["seconds"] is None else f"{stage['seconds']:.3f}"
    detail = stage["detail"]
    if stage["stage"] == FLOW and stage["changed"] not in ("", "{}"):
        detail = f"{detail} {stage['changed']}"
    elif stage["stage"] == EFFECT and is_long(detail):
        detail = detail.partition(": ")[0]  # the node failed of it, and tells why
    elif stage["stage"] == NODE_FAILED and is_long(detail):
        detail = gist(detail)
    exit = stage["exit"] if stage["seconds"] is not None else ""
    return [took, exit, stage["queue"], stage["agent"], stage["by"], detail]
