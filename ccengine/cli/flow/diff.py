"""`ccctl flow diff`: what differs between two versions, or between what is loaded and the folder as it is now.

Reads the home's files; the engine is asked only for what is loaded."""

import difflib
import sys
from collections.abc import Iterator, Mapping

import click

from ccengine.app.overrides import settings_of
from ccengine.cli.api import Api, Refused
from ccengine.cli.flow.versioned import json_option, port_option, told
from ccengine.cli.text import json_shown, shown
from ccengine.cli.words import say
from ccengine.flow.versions import Manifest, NotAVersion
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.ids import short
from ccengine.model.music import music_of
from ccengine.model.sources import rights_of
from ccengine.workers.child.compile import told as as_told
from ccengine.workers.versions.store import Store
from ccengine.workers.versions.workshop import NoSuchPort, Wanted, Workshop


@click.command()
@click.argument("a", default="", metavar="[A")
@click.argument("b", default="", metavar="B]")
@port_option
@json_option
@click.pass_obj
def command(api: Api, a: str, b: str, port: str, as_json: bool) -> None:
    """What differs between the versions A and B (their names, or how they begin).

    Without B: between A and the folder; without both: between what is loaded and the folder, port by port."""
    home = Home(api.home)
    store = Store(home.versions)
    try:
        pairs = list(_pairs(api, home, store, a, b, port))
    except NotAVersion as why:
        raise Refused("no-such-version", str(why), "see: ccctl flow versions --history") from None
    except NoSuchPort as error:
        raise Refused("no-such-port", f"ports.yaml has no port {port!r}", "it has: " + ", ".join(error.known)) from None
    except BadInput as bad:
        click.echo(told([as_told(each) for each in bad.found], 0))
        sys.exit(1)
    texts = [(what, list(_lines(store, one, other))) for what, one, other in pairs]
    if as_json:
        click.echo(json_shown([{"what": what, "diff": lines} for what, lines in texts if lines]))
        return
    for what, lines in texts:
        if lines:
            click.echo(f"{shown(what)}\n" + "\n".join(lines))
    if not any(lines for _, lines in texts):
        click.echo(say("No difference."))


_Pair = tuple[str, Manifest | None, Manifest | None]


def _pairs(api: Api, home: Home, store: Store, a: str, b: str, port: str) -> Iterator[_Pair]:
    """What is compared, in words."""
    if a and b:
        one, other = _named(store, a), _named(store, b)
        yield f"{short(one.id)} -> {short(other.id)}", one, other
        return
    settings = settings_of(home)
    music = music_of(home.accepted, settings)
    queues, sources = frozenset(str(queue) for queue in settings.queues), rights_of(settings.sources)
    wanted = Wanted(queues, settings.language, port, music=music, sources=sources)
    prepared = Workshop(home).prepare(wanted)
    now = {each.key: store.manifest(prepared.versions[each.flow]) for each in prepared.ports}
    if a:
        one = _named(store, a)
        flows = (manifest for manifest in now.values() if manifest.start == one.start)
        yield f"{short(one.id)} -> flows/", one, next(flows, None)
        return
    loaded = {each["port"]: each["now"] for each in api.get("flows", port=port or None)["ports"]}
    for key in dict.fromkeys([*loaded, *now]):
        bound = loaded.get(key)
        old = store.manifest(bound["version"]) if bound else None
        yield f"port {key}: {short(old.id) if old else '-'} -> flows/", old, now.get(key)


def _named(store: Store, name: str) -> Manifest:
    """By how its name begins."""
    plain = name.isascii() and name.isalnum()
    found = sorted(store.root.glob(f"{name}*.json")) if plain else []
    if not found:
        raise NotAVersion(f"there is no version {name[:80]!r}")
    if len(found) > 1:
        raise NotAVersion(f"{name!r} begins the names of {len(found)} versions: write more of it")
    return store.manifest(found[0].stem)


def _lines(store: Store, one: Manifest | None, other: Manifest | None) -> Iterator[str]:
    """A unified diff of the flows and schedules, then which prompts and scripts are others."""
    old, new = _written(one), _written(other)
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            before, after = _text(store, old.get(name)), _text(store, new.get(name))
            file = f"flows/{name}"
            yield from (shown(line) for line in difflib.unified_diff(before, after, file, file, lineterm=""))
    for what, had, has in (
        ("prompts", _prompts(one), _prompts(other)),
        ("flows/scripts", dict(one.scripts) if one else {}, dict(other.scripts) if other else {}),
    ):
        for name in sorted({*had, *has}):
            if had.get(name) != has.get(name):
                how = "changed" if name in had and name in has else "new" if name in has else "gone"
                yield f"{what}/{shown(name)}: {how}"


def _written(manifest: Manifest | None) -> Mapping[str, str]:
    """What somebody wrote, by path in the folder of flows."""
    flows = manifest.flows.items() if manifest else ()
    return {**{f"{name}.yaml": each for name, each in flows}, **(manifest.schedules if manifest else {})}


def _text(store: Store, digest: str | None) -> list[str]:
    return store.text(digest).decode("utf-8", "replace").splitlines() if digest else []


def _prompts(manifest: Manifest | None) -> Mapping[str, str]:
    languages = manifest.prompts.items() if manifest else ()
    return {f"{language}/{name}.wav": digest for language, names in languages for name, digest in names.items()}
