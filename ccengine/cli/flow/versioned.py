"""What the commands about ports and versions share: options, words, tables."""

import getpass
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import click

from ccengine.cli.text import json_shown, shown, table
from ccengine.cli.words import say
from ccengine.model.diagnostics import Diagnostic, Position
from ccengine.model.ids import short

LOADING = 180.0  # seconds that a load may take
SHOWN = 20  # flows that no port enters

F = TypeVar("F", bound=Callable[..., Any])


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def json_option(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")(command)


def port_option(command: F) -> F:
    option = click.option(
        "--port", default="", metavar="PORT", help="Only this port: its key in ports.yaml, or a number."
    )
    return option(command)


def by_option(command: F) -> F:
    option = click.option(
        "--by", default=_user, metavar="NAME", show_default="your user", help="Who does it: on record."
    )
    return option(command)


def echo(answer: Any, as_json: bool, view: Callable[[Any], str]) -> None:
    click.echo(json_shown(answer) if as_json else view(answer))


def percent(share: float) -> str:
    return f"{share * 100:g} %"


def changes(answer: Mapping[str, Any]) -> str:
    return "\n".join(_change(each) for each in answer["changed"]) or say("Nothing has changed.")


def load(answer: Mapping[str, Any]) -> str:
    """What was changed, and what lies in the folder for nothing."""
    lines = [say("{flow}: no port enters it; neither checked nor loaded", flow=shown(flow)) for flow in answer["apart"]]
    if (more := len(lines) - SHOWN) > 0:
        lines[SHOWN:] = [say("{more} more are not shown.", more=more)]
    return "\n".join([changes(answer), *lines])


def rollback(answer: Mapping[str, Any]) -> str:
    folder = say("The folder still holds the newer one: the next `ccctl flow load` brings it back.")
    return f"{changes(answer)}\n{folder}"


def _change(each: Mapping[str, Any]) -> str:
    port = shown(each["port"])
    if not each["version"]:
        return f"{port}: " + say("takes no calls any more")
    version = f"{shown(each['flow'])} {short(each['version'])}"
    if each["share"] < 1:
        return f"{port}: {version}  " + say("for {share} of new calls", share=percent(each["share"]))
    return f"{port}: {version}  ({each['how']})"


def told(found: Sequence[Mapping[str, Any]], more: int) -> str:
    lines = [str(diagnostic(each)) for each in found]
    if more:
        lines.append(say("{more} more are not shown.", more=more))
    return "\n".join(lines)


def diagnostic(each: Mapping[str, Any]) -> Diagnostic:
    at = Position(each["file"], each["line"], each["column"])
    other = Position(*each["other"]) if each["other"] else None
    return Diagnostic(at, each["text"], each["rule"], each["remedy"], other)


def moment(at: float) -> str:
    return time.strftime("%m-%d %H:%M:%S", time.localtime(at))


def ports(answer: Mapping[str, Any]) -> str:
    rows = [row for port in answer["ports"] for row in _rows(port)]
    head = [say(word) for word in ("port", "flow", "version", "share", "since", "by", "calls")]
    return table(head, rows) if rows else say("No ports.")


def _rows(port: Mapping[str, Any]) -> list[list[str]]:
    limit = f"/{port['limit']}" if port["limit"] else ""
    inside = f"{port['calls']}{limit}"
    now, canary = port["now"], port["canary"]
    if now is None:
        return [[port["port"], "-", "-", "-", "-", "-", inside]]
    rest = percent(1 - port["share"])
    rows = [[port["port"], now["flow"], short(now["version"]), rest, moment(now["at"]), now["by"], inside]]
    if canary:
        version, share = short(canary["version"]), percent(port["share"])
        rows.append(["", canary["flow"], version, share, moment(canary["at"]), canary["by"], ""])
    return rows


def one_port(answer: Mapping[str, Any]) -> str:
    (port,) = answer["ports"]
    parts = [ports(answer)]
    if before := port["before"]:
        rows = [[short(each["version"]), each["flow"], moment(each["at"]), each["by"], each["how"]] for each in before]
        parts.append(table([say(word) for word in ("before", "flow", "since", "by", "how")], rows))
    parts += [tally(each) for each in port["tallies"]]
    return "\n\n".join(parts)


def tally(each: Mapping[str, Any]) -> str:
    ended = each["ended"]
    head = say(
        "{version}: {calls} calls, {ended} ended, {abandoned} abandoned, {failures} failures",
        version=short(each["version"]),
        calls=each["calls"],
        ended=ended,
        abandoned=_of(each["abandoned"], ended),
        failures=each["failures"],
    )
    return "\n".join([head, *(f"  {_of(one['calls'], ended):>14}  {shown(one['exit'])}" for one in each["exits"])])


def _of(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else str(part)
