"""`ccctl numbers`: service level, ASA, AHT, occupancy ... of queues and agents."""

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

import click

from ccengine.cli.api import Api
from ccengine.cli.text import json_shown, lines_shown, table
from ccengine.cli.views import span
from ccengine.cli.words import say
from ccengine.model.service_level import Formula
from ccengine.model.values import seconds

Row = Mapping[str, Any]
INTERVALS = ("15m", "30m", "1h", "day")
PATIENCE = 25.0
"""Seconds for one answer: the office gives itself twenty."""


def length(_ctx: click.Context, _option: click.Parameter, value: str | None) -> float | None:
    """`30s`, `1m30s`, in seconds."""
    got = seconds(value) if value is not None else None
    if value is not None and got is None:
        raise click.BadParameter(f"{value!r} is not a length of time; write it with its unit: 20s, 1m30s")
    return got


@click.command()
@click.option("--queue", help="One queue; without it all.")
@click.option("--agent", help="One agent, instead of the queues.")
@click.option("--agents", is_flag=True, help="All agents, instead of the queues.")
@click.option("--from", "--since", "since", help="Local time of the hotline, as 2026-11-22T08:30.  [default: midnight]")
@click.option("--to", "--until", "until", help="Not included.  [default: now]")
@click.option("--interval", type=click.Choice(INTERVALS), help="A row for each; without it one for all.")
@click.option("--formula", type=click.Choice([*Formula], case_sensitive=False), help="Of the service level.")
@click.option("--threshold", callback=length, help="Of the service level: 30s.  [default: the queue's]")
@click.option("--short", callback=length, help="Who hangs up sooner is counted apart.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV instead of a table.")
@click.pass_obj
def numbers(
    api: Api, /, queue: str | None, agent: str | None, agents: bool, formula: str | None, threshold: float | None,
    short: float | None, as_json: bool, as_csv: bool, **when: Any,
) -> None:  # fmt: skip
    """Calls offered, answered and abandoned, service level, ASA, AHT, occupancy: today's, or any time's.

    The service level is computed anew from the stored calls, by any formula and threshold: SL1 to SL5, see
    docs/manual/numbers.md."""
    if as_json and as_csv:
        raise click.UsageError("--json or --csv, not both")
    if (agent or agents) and (queue or formula or threshold is not None or short is not None):
        raise click.UsageError("--queue, --formula, --threshold and --short are not for agents")
    if agent or agents:
        answer, view = api.get("numbers/agents", PATIENCE, agent=agent, **when), agent_table
    else:
        asked = {"queue": queue, "formula": formula, "threshold": threshold, "short_abandon": short}
        answer, view = api.get("numbers/queues", PATIENCE, **asked, **when), queue_table
    if as_json:
        click.echo(json_shown(answer))
    else:
        click.echo(as_table(answer["rows"]) if as_csv else view(answer), nl=not as_csv)


def queue_table(answer: Mapping[str, Any]) -> str:
    """The formula stands at the head of its column, and is written out below."""
    rows = answer["rows"]
    if not rows:
        return say("No numbers.")
    words = ("queue", "offered", "answered", "abandoned", "short", "flowed out", "other", "waiting")
    counts = ("offered", "answered", "abandoned", "abandoned_short", "flowed_out", "otherwise", "waiting")
    head = [*map(say, words), "ASA", say("to abandon"), say("longest wait"), "AHT", answer["formula"]]
    body = [
        [
            row["queue"],
            *(str(row[name]) for name in counts),
            *(_seconds(row[name]) for name in ("asa", "time_to_abandon", "longest_wait")),
            span(row["aht"]),
            _level(row["service_level"]),
        ]
        for row in rows
    ]
    formula = f"{answer['formula']} = {answer['definition']}"
    letters = [say(f"{letter} {text}") for letter, text in answer["letters"].items() if _has(formula, letter)]
    short = say("short: within {seconds:g} s", seconds=answer["short_abandon"])
    return "\n".join([_with_time(answer, head, body), "", f"{formula}; {', '.join(letters)}", short])


def agent_table(answer: Mapping[str, Any]) -> str:
    rows = answer["rows"]
    if not rows:
        return say("No numbers.")
    states = ("talking", "wrap_up", "ready", "not_ready", "ringing")
    words = ("agent", "offered", "answered", "missed", *(state.replace("wrap_", "wrap-") for state in states))
    head = [say(word.replace("_", " ")) for word in words]
    head += ["AHT", say("logged in"), say("occupancy"), say("utilisation")]
    body = [
        [
            row["agent"],
            *(str(row[name]) for name in ("offered", "answered", "missed")),
            *(span(row["states"].get(state, 0.0)) for state in states),
            *(span(row[name]) for name in ("aht", "logged_in")),
            *(_percent(row[name]) for name in ("occupancy", "utilisation")),
        ]
        for row in rows
    ]
    formulas = (
        "occupancy = (talking + on hold + wrap-up + reserved) / (logged in - not ready)",
        "utilisation = (talking + on hold + wrap-up + reserved) / logged in",
    )
    return "\n".join([_with_time(answer, head, body), "", *map(say, formulas)])


def as_table(rows: list[Row]) -> str:
    """CSV with the API's own names; what is of a group (`service_level`, `states`) becomes columns of its own."""
    flat = [_flat(row) for row in rows]
    columns = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(flat)
    return lines_shown(text.getvalue())


def _flat(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= {f"{name}.{inner}": each for inner, each in value.items()}
        else:
            found[name] = value
    return found


def _with_time(answer: Mapping[str, Any], head: list[str], body: list[list[str]]) -> str:
    if answer["interval"] is None:
        return table(head, body)
    times = [row["begins"][: 10 if answer["interval"] == "day" else 16].replace("T", " ") for row in answer["rows"]]
    return table([say("begins"), *head], [[at, *cells] for at, cells in zip(times, body, strict=True)])


def _level(level: Mapping[str, Any]) -> str:
    if level["value"] is None:
        return ""
    return say("{value:.1f} % in {threshold:g} s", value=100 * level["value"], threshold=level["threshold"])


def _has(formula: str, letter: str) -> bool:
    return re.search(rf"\b{letter}\b", formula) is not None


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:.1f} s"


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:.1f} %"
