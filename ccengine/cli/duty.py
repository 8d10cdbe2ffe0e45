"""`ccctl duty`: who is on duty, and who by hand.  A roster is a schedule whose states are people."""

from collections.abc import Mapping
from typing import Any

import click

from ccengine.cli.api import Api
from ccengine.cli.flow.versioned import by_option, echo, json_option
from ccengine.cli.schedule import ends, moment
from ccengine.cli.text import shown, table
from ccengine.cli.words import say
from ccengine.flow.duty.roster import DUTY

ROWS = ("roster", "on duty", "until", "by hand", "by", "ports")


@click.group()
def duty() -> None:
    """Who is on duty: as the rosters say, or by hand."""


@duty.command("show")
@click.argument("roster", default="")
@click.option("--at", default="", metavar="TIME", help="Then, as 2026-10-01T22:30: by the roster's own clock.")
@json_option
@click.pass_obj
def show(api: Api, roster: str, at: str, as_json: bool) -> None:
    """Who is on duty by each roster, and until when."""
    answer = api.get("schedules", schedule=_full(roster) if roster else "", at=at)
    rosters = [each for each in answer["schedules"] if each["schedule"].startswith(DUTY)]
    echo({**answer, "schedules": rosters}, as_json, view)


@duty.command("set")
@click.argument("roster")
@click.argument("who")
@click.option("--until", default="", metavar="TIME", help="14:00, or 2026-10-01T12:30.  [default: until released]")
@by_option
@json_option
@click.pass_obj
def put(api: Api, roster: str, who: str, until: str, by: str, as_json: bool) -> None:
    """Put WHO of duty.yaml in charge of ROSTER, whatever it says.

    It holds at once, over restarts and loads, until its time or `ccctl duty release`."""
    body = {"state": who, "schedule": _full(roster), "until": until, "by": by}
    echo(api.post("schedules/force", body), as_json, lambda answer: _put(answer, who))


@duty.command("release")
@click.argument("roster")
@by_option
@json_option
@click.pass_obj
def release(api: Api, roster: str, by: str, as_json: bool) -> None:
    """ROSTER counts again."""
    echo(api.post("schedules/release", {"schedule": _full(roster), "by": by}), as_json, _released)


def _full(roster: str) -> str:
    return roster if roster.startswith(DUTY) else f"{DUTY}{roster}"


def _short(roster: str) -> str:
    return roster.removeprefix(DUTY)


def view(answer: Mapping[str, Any]) -> str:
    rows = [_row(each) for each in answer["schedules"]]
    return table([say(word) for word in ROWS], rows) if rows else say("No flow goes by a roster.")


def _row(each: Mapping[str, Any]) -> list[str]:
    forced, zone = each["forced"], each["zone"]
    end = moment(forced["until"], zone) if forced else ""
    return [
        _short(each["schedule"]),
        each["state"],
        moment(each["until"], zone) or say("not within 400 days"),
        (say("until {time}", time=end) if end else say("until released")) if forced else "",
        forced["by"] if forced else "",
        " ".join(each["ports"]),
    ]


def _put(answer: Mapping[str, Any], who: str) -> str:
    return "\n".join(
        say("{roster}: {who} is on duty by hand", roster=shown(_short(each)), who=shown(who)) + ends(answer, each)
        for each in answer["schedules"]
    )


def _released(answer: Mapping[str, Any]) -> str:
    return "\n".join(say("{roster}: counts again", roster=shown(_short(each))) for each in answer["schedules"])
