"""Answers of the control API as tables."""

import time
from collections.abc import Mapping
from typing import Any

from ccengine.cli.text import lines_shown, table
from ccengine.cli.words import problem, say

Row = Mapping[str, Any]


def clock(at: float | None, long: bool = False) -> str:
    """Local time; with the day when it is not today's or is asked for."""
    if at is None:
        return ""
    there, today = time.localtime(at), time.localtime()
    plain = time.strftime("%H:%M:%S", there)
    if long:
        return time.strftime("%Y-%m-%d ", there) + plain
    return plain if there[:3] == today[:3] else time.strftime("%m-%d ", there) + plain


def span(seconds: float | None) -> str:
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds + 0.5), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _counts(states: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or say("none")


def calls(rows: list[Row]) -> str:
    if not rows:
        return say("No calls.")
    head = ("call", "caller", "name", "called", "stage", "queue", "place", "expected", "agent", "since")
    now = time.time()
    return table(
        [say(word) for word in head],
        [
            [
                row["call"],
                row["caller"],
                row["caller_name"],
                row["called"],
                row["stage"] if row["stage"] != "flow" else f"flow: {row['node'] or row['flow']}",
                row["queue"] or "",
                str(row["position"] or ""),
                _expected(row),
                row["agent"] or "",
                span(max(0.0, now - row["since"])) if row["since"] else "",
            ]
            for row in rows
        ],
    )


def agents(rows: list[Row]) -> str:
    if not rows:
        return say("No agents.")
    head = ("agent", "state", "reason", "since", "until", "call", "phone", "queues")
    reach = {True: "reachable", False: "unreachable"}
    return table(
        [say(word) for word in head],
        [
            [
                row["agent"],
                row["state"],
                row["reason"] or "",
                clock(row["since"]),
                clock(row.get("until")),
                row["call"] or "",
                say(reach[row["reachable"]]) if row["reachable"] in reach else "",
                " ".join(row["queues"]),
            ]
            for row in rows
        ],
    )


def queues(rows: list[Row]) -> str:
    if not rows:
        return say("No queues.")
    return table(
        [
            say(word)
            for word in ("queue", "waiting", "longest", "expected", "its error", "callbacks", "they add", "agents")
        ],
        [
            [
                row["queue"],
                str(row["waiting"]),
                span(row["longest"]) if row["waiting"] else "",
                _expected(row),
                _error(row.get("expected_error")),
                str(row.get("callbacks") or ""),
                added(row.get("callbacks_added")),
                _counts(row["agents"]),
            ]
            for row in rows
        ],
    )


def _expected(row: Row) -> str:
    expected = row.get("expected")
    return span(expected) if expected is not None else ""


def _error(error: Mapping[str, float] | None) -> str:
    """Mean absolute error and bias in seconds, and of how many calls."""
    if not error or not error["calls"]:
        return ""
    return f"±{error['mean_absolute']:.0f}s ({error['bias']:+.0f}s) / {error['calls']:.0f}"


def added(added: Mapping[str, float] | None) -> str:
    """To waits by callbacks, and of how many calls."""
    return f"{added['mean']:.1f}s / {added['calls']:.0f}" if added and added["calls"] else ""


def records(answer: Mapping[str, Any]) -> str:
    if not answer["records"]:
        return say("No records.")
    head = ("call", "arrived", "caller", "name", "called", "outcome", "agents", "length", "by")
    body = table(
        [say(word) for word in head],
        [
            [
                row["id"],
                clock(row["arrived"]),
                row["caller"],
                row["caller_name"],
                row["called"],
                row["outcome"] or say("now"),
                " ".join(row["agents"]),
                span(row["ended"] - row["arrived"]) if row["ended"] is not None else "",
                row["ended_by"],
            ]
            for row in answer["records"]
        ],
    )
    return body if answer["next"] is None else f"{body}\n{say('more: --after {next}', next=answer['next'])}"


def status(answer: Mapping[str, Any]) -> str:
    engine, office = answer["engine"], answer["office"]
    books = office["books"]
    lines = [(say("state"), say("ready" if answer["ready"] else "not ready"))]
    if engine is None:
        lines.append((say("engine"), say("away")))
    else:
        switch = engine["switch"]
        lines += [
            (say("engine"), f"{engine['version']}, pid {engine['pid']}, run {engine['run']}, {_since(engine)}"),
            (say("switch"), f"{switch['kind']}: {say('up' if switch['up'] else 'away')} {switch['why']}".strip()),
            (say("calls"), f"{engine['calls']}, {say('waiting')} {engine['waiting']}"),
            (say("agents"), _counts(engine["agents"])),
            *((say("schedule"), _forced(each)) for each in engine.get("hours", {}).get("forced", [])),
            (say("journal"), f"n {engine['journal']['n']}, lag {engine['journal']['lag']}"),
        ]
    lines += [
        (say("office"), f"{office['version']}, pid {office['pid']}, {_since(office)}"),
        (say("books"), f"n {books['position']}, {books['database']}"),
    ]
    lines += [(say("alarm"), f"{clock(a['t'])} {a['text']}") for a in (engine or {"alarms": []})["alarms"][-5:]]
    lines += [(say("problem"), problem(p["code"], p["text"], p["remedy"])) for p in answer["problems"]]
    return "\n".join(f"{name}: {lines_shown(text)}" for name, text in lines)


def _forced(each: Mapping[str, Any]) -> str:
    end = say("until {time}", time=clock(each["until"])) if each["until"] else say("until released")
    return f"{each['schedule']}: {each['state']} {end}" + (f", {say('by')} {each['by']}" if each["by"] else "")


def _since(part: Mapping[str, Any]) -> str:
    return f"{say('since')} {clock(part['started'])}"
