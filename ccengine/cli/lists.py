"""`ccctl blacklist`, `allow` and `class`: who is refused, who never is, and who is which customer."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from ccengine.app.trouble import Trouble
from ccengine.cli.api import Api
from ccengine.cli.batches import batches
from ccengine.cli.caller import view_of_call
from ccengine.cli.flow.versioned import by_option, echo, json_option
from ccengine.cli.list_file import Meant, read_list
from ccengine.cli.text import json_shown, lines_shown, shown, table
from ccengine.cli.words import chinese, say
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.lists import Kind

AT_ONCE = 100  # entries of one request, as the API takes them
PAGE = 500

port_option = click.option("--port", default="", metavar="PORT", help="Only there.  [default: everywhere]")

HELP = {
    Kind.BLACKLIST: "Who is refused, before the call is answered.",
    Kind.ALLOW: "Who is let in, whatever the blacklist says of more than him.",
    Kind.CLASS: "Who is which customer: his class, and with it his head start.",
}


def group(kind: Kind) -> click.Group:
    """The commands of one list."""

    @click.group(kind.value, help=HELP[kind])
    def commands() -> None:
        pass

    _add(commands, kind)
    _others(commands, kind)
    return commands


def _add(commands: click.Group, kind: Kind) -> None:
    @click.option("--reason", default="", help="Why, in a few words.")
    @click.option("--until", default="", metavar="TIME", help="30d, 2026-12-31, 2026-12-31T18:00.  [default: it stays]")
    @port_option
    @by_option
    @json_option
    @click.pass_obj
    def add(api: Api, /, by: str, as_json: bool, **entry: str) -> None:
        """WHAT: a number, however it is written; 138* for all that begin so; a pattern of digits, X (0-9), Z (1-9), N
        (2-9) and one *; withheld.  Written anew, an entry is replaced, and keeps its hits."""
        answer = api.post(f"lists/{kind.value}/add", {"entries": [entry], "by": by})
        echo(answer, as_json, _added)

    if kind is Kind.CLASS:
        add = click.argument("caller_class", metavar="CLASS")(add)
    commands.command("add")(click.argument("what")(add))


def _others(commands: click.Group, kind: Kind) -> None:
    @commands.command("remove")
    @click.argument("what")
    @port_option
    @by_option
    @json_option
    @click.pass_obj
    def remove(api: Api, what: str, port: str, by: str, as_json: bool) -> None:
        """Take WHAT out, however it is written."""
        answer = api.post(f"lists/{kind.value}/remove", {"what": what, "port": port, "by": by})
        echo(answer, as_json, lambda told: say("removed: {entry}", entry=shown(told["removed"])))

    @commands.command("list")
    @json_option
    @click.pass_obj
    def list_(api: Api, as_json: bool) -> None:
        """All that stands there, how often each entry decided, and when it did last."""
        entries = [*_pages(api, kind)]
        click.echo(json_shown({"entries": entries}) if as_json else view(entries))

    @commands.command("test")
    @click.argument("number", default="")
    @click.option("--withheld", is_flag=True, help="He does not want to be shown; NUMBER is what his carrier tells.")
    @port_option
    @json_option
    @click.pass_obj
    def test(api: Api, number: str, withheld: bool, port: str, as_json: bool) -> None:
        """What would become of a call of NUMBER now, and why; nothing is counted."""
        tongue = "zh" if chinese() else "en"
        answer = api.get("caller", number=number, withheld=withheld, port=port, language=tongue)
        echo(answer, as_json, view_of_call)

    @commands.command("import")
    @click.argument("file", type=click.Path(path_type=Path))
    @by_option
    @json_option
    @click.pass_obj
    def import_(api: Api, file: Path, by: str, as_json: bool) -> None:
        """Add what FILE has: CSV, whose first line names the columns number, reason, until, class, port.

        All that is wrong with it is told with its place, and nothing is added then."""
        echo(_imported(api, kind, file, by), as_json, _added)


def _imported(api: Api, kind: Kind, file: Path, by: str) -> dict[str, Any]:
    """In parts: when one cannot be put on record, those before it stay, and the same file can be imported again."""
    from ccengine.app.overrides import settings_of

    try:
        settings = settings_of(Home(api.home))
        zone = ZoneInfo(settings.timezone) if settings.timezone else None
        meant = Meant(kind, settings.numbering, frozenset(settings.classes), time.time(), zone)
        entries = read_list(file, meant)
    except (Trouble, BadInput) as error:
        raise click.ClickException(lines_shown(f"\n{error}")) from None
    told: dict[str, Any] = {"added": 0, "replaced": 0, "entries": []}
    parts = list(batches(entries, AT_ONCE))
    for number, part in enumerate(parts, 1):
        body = {"entries": part, "by": by, "booked": number == len(parts)}
        for name, value in api.post(f"lists/{kind.value}/add", body).items():
            told[name] += value
    return told


def _pages(api: Api, kind: Kind) -> Iterator[dict[str, Any]]:
    after: str | None = ""
    while after is not None:
        page = api.get(f"lists/{kind.value}", after=after, limit=PAGE)
        yield from page["entries"]
        after = page["next"]


def _added(told: Mapping[str, Any]) -> str:
    if len(told["entries"]) == 1:
        entry = shown(told["entries"][0])
        return say("added: {entry}", entry=entry) if told["added"] else say("replaced: {entry}", entry=entry)
    return say("{added} added, {replaced} replaced", added=told["added"], replaced=told["replaced"])


HEAD = ("named", "class", "port", "hits", "last hit", "until", "by", "reason")


def view(entries: Sequence[Mapping[str, Any]]) -> str:
    if not entries:
        return say("Nobody stands there.")
    with_classes = any(each["caller_class"] for each in entries)
    rows = [row if with_classes else [row[0], *row[2:]] for row in map(_row, entries)]
    head = [say(word) for word in HEAD if with_classes or word != "class"]
    return table(head, rows)


def _row(each: Mapping[str, Any]) -> list[str]:
    until = moment(each["until"])
    if each["until"] and each["until"] <= time.time():
        until = say("over since {time}", time=until)
    hits = str(each["hits"])
    last = moment(each["last_hit"])
    return [each["what"], each["caller_class"], each["port"], hits, last, until, each["by"], each["reason"]]


def moment(at: float | None) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at)) if at else ""
