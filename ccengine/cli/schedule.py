"""`ccctl schedule`: when it is open, and by hand."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import by_option, echo, json_option
from ccengine.cli.text import shown, table
from ccengine.cli.words import say
from ccengine.flow.duty.roster import is_on_duty

ROWS = ("schedule", "state", "changes", "forced", "by", "ports")


@click.group()
def schedule() -> None:
    """When it is open: as the schedules say, or by hand."""


@schedule.command("show")
@click.argument("name", default="")
@click.option("--at", default="", metavar="TIME", help="Then, as 2026-10-01T12:30: by the schedule's own clock.")
@json_option
@click.pass_obj
def show(api: Api, name: str, at: str, as_json: bool) -> None:
    """The state of each schedule, and when it changes next; rosters are those of `ccctl duty`."""
    answer = api.get("schedules", schedule=name, at=at)
    echo(
        {**answer, "schedules": [each for each in answer["schedules"] if not is_on_duty(each["schedule"])]},
        as_json,
        view,
    )


@schedule.command("force")
@click.argument("state")
@click.argument("name", default="")
@click.option("--until", default="", metavar="TIME", help="14:00, or 2026-10-01T12:30.  [default: until released]")
@by_option
@json_option
@click.pass_obj
def force(api: Api, state: str, name: str, until: str, by: str, as_json: bool) -> None:
    """Put STATE in the place of schedule NAME, or of all that know it.

    It holds at once for new calls and for those that come to a node `hours`, over restarts and loads, until its
    time or `ccctl schedule release`."""
    body = {"state": state, "schedule": name, "until": until, "by": by}
    echo(api.post("schedules/force", body), as_json, lambda answer: _put(answer, state))


@schedule.command("release")
@click.argument("name", default="")
@by_option
@json_option
@click.pass_obj
def release(api: Api, name: str, by: str, as_json: bool) -> None:
    """Schedule NAME counts again, or all that are forced."""
    echo(api.post("schedules/release", {"schedule": name, "by": by}), as_json, _released)


def view(answer: Mapping[str, Any]) -> str:
    rows = [_row(each) for each in answer["schedules"]]
    return table([say(word) for word in ROWS], rows) if rows else say("No flow goes by a schedule.")


def _row(each: Mapping[str, Any]) -> list[str]:
    forced, zone = each["forced"], each["zone"]
    state = f"{each['state']} ({each['day']})" if each["day"] else each["state"]
    return [
        each["schedule"],
        state,
        moment(each["until"], zone) or say("not within 400 days"),
        _until(forced, zone) if forced else "",
        forced["by"] if forced else "",
        " ".join(each["ports"]),
    ]


def _until(forced: Mapping[str, Any], zone: str) -> str:
    end = moment(forced["until"], zone)
    return f"{forced['state']} " + (say("until {time}", time=end) if end else say("until released"))


def moment(at: float | None, zone: str) -> str:
    """By the schedule's clock."""
    return datetime.fromtimestamp(at, ZoneInfo(zone) if zone else None).strftime("%Y-%m-%d %H:%M") if at else ""


def _put(answer: Mapping[str, Any], state: str) -> str:
    lines = [
        say("{schedule}: {state} by hand", schedule=shown(each), state=shown(state)) + ends(answer, each)
        for each in answer["schedules"]
    ]
    lines += [
        say("{schedule}: is never {state}; as it was", schedule=shown(each), state=shown(state))
        for each in answer["others"]
    ]
    return "\n".join(lines)


def ends(answer: Mapping[str, Any], name: str) -> str:
    """With its day: 14:00, given in the evening, is tomorrow's."""
    end = moment(answer["until"].get(name), answer["zones"].get(name, ""))
    return " " + (say("until {time}", time=end) if end else say("until released"))


def _released(answer: Mapping[str, Any]) -> str:
    return "\n".join(say("{schedule}: goes by its hours again", schedule=shown(each)) for each in answer["schedules"])
