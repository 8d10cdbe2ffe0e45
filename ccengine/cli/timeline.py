"""One call as a timeline: what ccctl and the demo show."""

import json
from collections.abc import Mapping
from typing import Any

from ccengine.cli.marks import grade
from ccengine.cli.text import shown, table
from ccengine.cli.views import calls, clock, span
from ccengine.cli.words import say
from ccengine.model.ids import short


def one_call(answer: Mapping[str, Any]) -> str:
    live, record = answer["live"], answer["record"]
    parts = []
    if live is not None:
        parts.append(calls([live]))
    if record is not None:
        parts += [head(record), stages(record), *recordings(record)]
    return "\n\n".join(part for part in parts if part)


def recordings(record: Mapping[str, Any]) -> list[str]:
    return [_recording(row) for row in record["recordings"]]


def head(record: Mapping[str, Any]) -> str:
    estimated = " " + say("(estimated)") if record["estimated"] else ""
    lines = [
        (say("call"), record["id"]),
        (say("caller"), f"{record['caller']} {record['caller_name']}".strip()),
        (say("called"), f"{record['called']} ({record['flow']})" if record["flow"] else record["called"]),
        (say("version"), _version(record)),
        (say("arrived"), clock(record["arrived"], long=True)),
        (say("ended"), f"{clock(record['ended'], long=True)} {record['ended_by']} {record['why']}".strip() + estimated),
        (say("outcome"), record["outcome"] or say("now")),
        (say("agents"), " ".join(record["agents"])),
        (say("marks"), ", ".join(_mark(mark) for mark in record["marks"] if mark["key"])),
    ]
    return "\n".join(f"{name}: {shown(text)}" for name, text in lines if text)


def _mark(mark: Mapping[str, Any]) -> str:
    """With what the key means, when the flow said it."""
    labels = json.loads(mark["grade"]) if mark["grade"] else {}
    return f"{mark['question']}: {mark['key']} {grade(labels)}".rstrip()


def _version(record: Mapping[str, Any]) -> str:
    """As `flow versions` shows it; --json has all of its digits."""
    return short(record.get("version", "")) + (f" ({say('canary')})" if record.get("canary") else "")


def stages(record: Mapping[str, Any]) -> str:
    """Seconds from the call's arrival, and what happened."""
    head = [say(word) for word in ("time", "stage", "queue", "agent", "by", "detail")]
    rows = [
        [f"{row['at'] - record['arrived']:9.3f}", *(row[key] for key in ("stage", "queue", "agent", "by", "detail"))]
        for row in record["stages"]
    ]
    return table(head, rows, most=60)


def _recording(row: Mapping[str, Any]) -> str:
    text = f"{row['path']} {span(row['seconds'])} {row['state']} {row['problem']}"
    return f"{say('recording')}: {shown(' '.join(text.split()))}"
