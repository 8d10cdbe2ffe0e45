"""`ccctl survey`: what callers were asked, and what they answered."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import echo, json_option
from ccengine.cli.marks import grade
from ccengine.cli.spreadsheet import as_csv
from ccengine.cli.text import json_shown, table
from ccengine.cli.words import say

PATIENCE = 25.0
"""Seconds for one answer: the office gives itself twenty."""
COLUMNS = (
    "asked_at", "call", "survey", "question", "key", "grade", "answered_at", "agent", "queue", "path", "seconds",
)  # fmt: skip


def period(command: Any) -> Any:
    begin = "Local time of the hotline, as 2026-11-22T08:30.  [default: midnight]"
    command = click.option("--to", "--until", "until", help="Not included.  [default: now]")(command)
    return click.option("--from", "--since", "since", help=begin)(command)


@click.group()
def survey() -> None:
    """What callers were asked after their talks, and what they answered."""


@survey.command("list")
@period
@json_option
@click.pass_obj
def list_(api: Api, /, as_json: bool, **when: Any) -> None:
    """The surveys: how many calls were asked, how many answered."""
    echo(api.get("surveys", PATIENCE, **when), as_json, surveys_view)


@survey.command()
@click.argument("name")
@click.option("--agent", help="Only after talks with this agent.")
@click.option("--queue", help="Only after talks of this queue.")
@click.option("--agents", "by_agent", is_flag=True, help="A row for each agent.")
@period
@json_option
@click.pass_obj
def show(api: Api, /, name: str, as_json: bool, by_agent: bool, **asked: Any) -> None:
    """Each question of survey NAME: asked, answered, how often each mark, their mean."""
    answer = api.get(f"surveys/of/{quote(name, safe='')}", PATIENCE, by_agent=str(by_agent).lower(), **asked)
    echo(answer, as_json, lambda found: questions_view(found, by_agent))


@survey.command()
@click.argument("name", required=False)
@click.option("--agent", help="Only after talks with this agent.")
@click.option("--queue", help="Only after talks of this queue.")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="A file, for a spreadsheet.")
@period
@json_option
@click.pass_obj
def export(api: Api, /, name: str | None, output: Path | None, as_json: bool, **asked: Any) -> None:
    """Every question that was asked, of all surveys or of NAME, as CSV or JSON.

    A text that a spreadsheet would take for a formula has an apostrophe before it.  A file is never written over."""
    rows = list(_all(api, survey=name, **asked))
    if as_json:
        text = json_shown(rows)
    else:
        text = as_csv(COLUMNS, ([_exported(row, column) for column in COLUMNS] for row in rows))
    if output is None:
        click.echo(text, nl=as_json)
        return
    try:
        with output.open("x", encoding="utf-8" if as_json else "utf-8-sig", newline="") as file:
            file.write(text)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror or error}") from None
    click.echo(say("{count} answers written to {file}", count=len(rows), file=output))


def _all(api: Api, **asked: Any) -> Iterator[Mapping[str, Any]]:
    after: int | None = 0
    while after is not None:
        answer = api.get("surveys/answers", PATIENCE, after=after, **asked)
        yield from answer["answers"]
        after = answer["next"]
        asked["until"] = asked.get("until") or answer["until"]  # of one moment, however long it takes


def _exported(row: Mapping[str, Any], column: str) -> object:
    value = row[column]
    if column == "grade":
        return grade(value)
    return int(value) if column == "key" and value else value


def surveys_view(answer: Mapping[str, Any]) -> str:
    if not answer["surveys"]:
        return say("Nobody was asked in this time.")
    words = ("survey", "calls", "answered", "rate", "marks", "comments")
    rows = [
        [each["survey"], str(each["calls"]), str(each["answered"]), percent(each["rate"]), str(each["marks"]),
         str(each["comments"])]
        for each in answer["surveys"]
    ]  # fmt: skip
    return table([say(word) for word in words], rows)


def questions_view(answer: Mapping[str, Any], by_agent: bool) -> str:
    if not answer["questions"]:
        return say("Nobody was asked in this time.")
    head = [*(("agent",) if by_agent else ()), "question", "asked", "answered", "rate", "mean", "marks"]
    rows = [
        [
            *((each["agent"],) if by_agent else ()), each["question"], str(each["asked"]), str(each["answered"]),
            percent(each["rate"]), "" if each["mean"] is None else f"{each['mean']:.2f}", _marks(each),
        ]
        for each in answer["questions"]
    ]  # fmt: skip
    return table([say(word) for word in head], rows, most=100)


def _marks(each: Mapping[str, Any]) -> str:
    """`1 very dissatisfied: 3, 5 very satisfied: 40`."""
    given = [f"{' '.join(filter(None, (one['key'], grade(one['grade']))))}: {one['count']}" for one in each["marks"]]
    if each["comments"]:
        given.append(f"{say('comments')}: {each['comments']}")
    return ", ".join(given)


def percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"
