"""Versions are named by their content: the same bytes have the same name, any other byte another; what was changed
after it was loaded is noticed."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from ccengine.flow.versions import Manifest, NotAVersion
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.ids import VersionId
from ccengine.workers.versions import digests, ready
from ccengine.workers.versions.digests import Digests
from ccengine.workers.versions.workshop import NoSuchPort, Wanted, Workshop

PORTS = "numbers:\n  400: {flow: short, variables: {company: ACME}}\n  401: {flow: other}\n"
SHORT = """\
flow: short
language: zh
start: greet
variables: {company: nobody}
nodes:
  greet: {play: welcome, next: mark}
  mark: {tag: {of: "{{ company }}", by: "{{ port.company }}", at: "{{ port.number }}"}, next: hangup}
"""
OTHER = """\
flow: other
language: zh
start: first
nodes:
  first: {call: part, next: reckon}
  reckon: {script: "reckon.py:add", exits: {unknown: hangup}, next: hangup}
"""
PART = "flow: part\nlanguage: zh\nstart: a\nexits: [done]\nnodes:\n  a: {play: goodbye, next: done}\n"


def home(folder: Path) -> Home:
    """Two ports, two flows, one of them with a part and scripts; prompts in two languages."""
    place = Home(folder / "home")
    (place.flows / "scripts").mkdir(parents=True)
    for name, text in {"ports": PORTS, "short": SHORT, "other": OTHER, "part": PART}.items():
        (place.flows / f"{name}.yaml").write_text(text)
    (place.flows / "scripts" / "reckon.py").write_text("def add(): return 1\n")
    (place.flows / "scripts" / "helper.py").write_text("X = 1\n")
    for language in ("zh", "en"):
        for prompt in ("welcome", "goodbye"):
            path = place.prompts / language / f"{prompt}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(f"RIFF {language} {prompt}".encode())
    return place


def wanted(port: str = "") -> Wanted:
    return Wanted(frozenset(), "zh", port)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return home(tmp_path)


def prepare(place: Home) -> dict[str, VersionId]:
    return dict(Workshop(place).prepare(wanted()).versions)


def edit(path: str, old: str, new: str) -> Callable[[Home], None]:
    def change(place: Home) -> None:
        file = place.root / path
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new))

    return change


def test_the_same_bytes_have_the_same_name(place: Home, tmp_path: Path) -> None:
    first = prepare(place)
    assert prepare(place) == first
    assert prepare(home(tmp_path / "elsewhere")) == first


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (edit("flows/short.yaml", "next: hangup", "next:  hangup"), {"short"}),
        (edit("flows/other.yaml", "start: first", "start: first  "), {"other"}),
        (edit("flows/part.yaml", "exits", "exits "), {"other"}),
        (edit("prompts/zh/welcome.wav", "R", "r"), {"short"}),
        (edit("prompts/zh/goodbye.wav", "R", "r"), {"other"}),
        (edit("flows/scripts/helper.py", "1", "2"), {"other"}),
        (lambda place: (place.flows / "scripts" / "reckon.py").chmod(0o755), {"other"}),
        (lambda place: (place.flows / "scripts" / "more.txt").write_text(""), {"other"}),
        (edit("flows/ports.yaml", "flow: short,", "flow: short, language: en,"), {"short"}),
        # What no call of it plays or runs is no part of it.
        (edit("prompts/en/welcome.wav", "R", "r"), set()),
        (lambda place: (place.prompts / "zh" / "more.wav").write_bytes(b"RIFF"), set()),
        (edit("flows/ports.yaml", "{company: ACME}", "{company: ABC}, limit: 7"), set()),
    ],
)
def test_any_byte_of_what_is_played_or_run_makes_another(
    place: Home, change: Callable[[Home], object], changed: set[str]
) -> None:
    first = prepare(place)
    change(place)
    now = prepare(place)
    assert {flow for flow in first if now[flow] != first[flow]} == changed


def test_an_edit_is_seen_by_a_workshop_that_has_read_before(place: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digests, "SETTLED", -(10**18))  # no file counts as just written: only stamps can tell
    workshop = Workshop(place)
    first = workshop.prepare(wanted()).versions
    read = workshop._parsed["flows/other.yaml"].flow
    edit("flows/part.yaml", "goodbye", "welcome")(place)
    now = workshop.prepare(wanted()).versions
    assert (now["short"], now["other"]) == (first["short"], prepare(place)["other"])
    assert now["other"] != first["other"]
    assert workshop._parsed["flows/other.yaml"].flow is read  # its own bytes were the same


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (lambda place: (place.prompts / "zh" / "welcome.wav").unlink(), "missing-prompt"),
        (lambda place: (place.flows / "scripts" / "reckon.py").unlink(), "unknown-script"),
        (edit("flows/ports.yaml", "flow: short,", "flow: short, language: fr,"), "unknown-language"),
        (edit("flows/ports.yaml", "company", "firm"), "unknown-field"),
        (lambda place: (place.flows / "part.yaml").unlink(), "unknown-flow"),
    ],
)
def test_what_was_right_is_checked_again_when_the_things_around_it_change(
    place: Home, change: Callable[[Home], object], rule: str
) -> None:
    workshop = Workshop(place)
    workshop.prepare(wanted())
    change(place)
    with pytest.raises(BadInput) as caught:
        workshop.prepare(wanted())
    assert rule in {found.rule for found in caught.value.found}


def test_a_file_that_was_just_written_is_read_each_time(tmp_path: Path) -> None:
    """Two writes within a tick of the clock leave the same stamp."""
    file = tmp_path / "x"
    file.write_bytes(b"1")
    stamp = file.stat()
    known = Digests()
    first = known.of(str(file))
    file.write_bytes(b"2")
    os.utime(file, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert known.of(str(file)) != first


def test_all_that_is_wrong_is_told_and_nothing_is_kept(place: Home) -> None:
    edit("flows/short.yaml", "welcome", "wellcome")(place)
    edit("flows/part.yaml", "done}", "dome}")(place)
    with pytest.raises(BadInput) as caught:
        Workshop(place).prepare(wanted())
    told = {(found.at.file, found.rule) for found in caught.value.found}
    assert told >= {("flows/part.yaml", "unknown-node"), ("flows/short.yaml", "missing-prompt")}
    assert not list(place.versions.glob("*.json"))


def test_one_port_is_prepared_without_the_others(place: Home) -> None:
    edit("flows/short.yaml", "welcome", "wellcome")(place)
    prepared = Workshop(place).prepare(wanted("401"))
    assert [port.key for port in prepared.ports] == ["401"]
    assert prepared.versions.keys() == {"other"}
    with pytest.raises(NoSuchPort):
        Workshop(place).prepare(wanted("402"))


def test_shards_together_are_the_whole(place: Home) -> None:
    parts = [Workshop(place).prepare(Wanted(frozenset(), "zh", "", (n, 3))).versions for n in range(3)]
    assert {flow: version for part in parts for flow, version in part.items()} == prepare(place)


def test_a_version_is_whole_without_the_home_it_came_from(place: Home) -> None:
    versions = prepare(place)
    edit("prompts/zh/welcome.wav", "RIFF zh welcome", "something else")(place)  # in place: the same inode
    (place.flows / "scripts" / "reckon.py").unlink()
    short = ready.read(place.versions, versions["short"])
    other = ready.read(place.versions, versions["other"])
    assert short
    assert other
    assert Path(short.prompts["zh"]["welcome"] + ".wav").read_bytes() == b"RIFF zh welcome"
    assert set(other.bundle.flows) == {"other", "part"}
    assert (Path(other.bundle.scripts) / "reckon.py").exists()
    assert (short.bundle.scripts, short.bundle.version) == ("", versions["short"])


def test_a_version_is_opened_again_from_its_bytes(place: Home) -> None:
    versions = prepare(place)
    workshop = Workshop(place)
    for version in versions.values():
        first = ready.file_of(place.versions, version).read_bytes()
        ready.file_of(place.versions, version).unlink()
        assert ready.read(place.versions, version) is None
        ready.open_again(workshop.store, version)
        again = ready.read(place.versions, version)
        assert again
        assert again.bundle.flows.keys() == pickle.loads(first).bundle.flows.keys()
        assert again.prompts == pickle.loads(first).prompts


TAMPERED = ["objects/*.yaml", "objects/*.wav", "scripts/*/reckon.py", "*.json"]


@pytest.mark.parametrize("what", TAMPERED)
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_what_was_changed_after_it_was_loaded_is_noticed(place: Home, what: str, how: str) -> None:
    versions = prepare(place)
    store = Workshop(place).store
    for version in versions.values():
        store.check(store.manifest(version))
    for file in place.versions.glob(what):
        if how == "gone":
            file.unlink()
        else:
            file.chmod(0o644)
            file.write_bytes(file.read_bytes()[:-1] + b"?")
    noticed = 0
    for version in versions.values():
        ready.file_of(place.versions, version).unlink()
        try:
            ready.open_again(store, version)
        except NotAVersion:
            noticed += 1
    assert noticed == (1 if what.startswith("scripts") else 2)


def test_a_manifest_is_canonical() -> None:
    one = Manifest("a", {"a": "1", "b": "2"}, {"zh": {"x": "3", "y": "4"}})
    other = Manifest("a", {"b": "2", "a": "1"}, {"zh": {"y": "4", "x": "3"}})
    assert one.id == other.id
    assert Manifest.from_bytes(one.to_bytes(), one.id) == one
    with pytest.raises(NotAVersion, match="was changed"):
        Manifest.from_bytes(one.to_bytes() + b" ", one.id)


def test_a_class_of_music_that_came_or_went_is_noticed_in_a_flow_that_did_not_change(place: Home) -> None:
    (place.flows / "part.yaml").write_text(PART.replace("play: goodbye", "dial: 8001, music: waltz"))
    workshop = Workshop(place)

    def known(*music: str) -> VersionId:
        return workshop.prepare(Wanted(frozenset(), "zh", music=frozenset(music))).versions["other"]

    first = known("waltz")
    with pytest.raises(BadInput, match=r'no music class "waltz"'):
        known("default")
    assert first == known("waltz", "default") == workshop.prepare(wanted()).versions["other"]


def test_what_a_loss_of_power_left_empty_is_made_again(place: Home) -> None:
    wanted = Wanted(frozenset({"service"}), "zh")
    version = next(iter(Workshop(place).prepare(wanted).versions.values()))
    made = ready.file_of(place.versions, version)
    made.write_bytes(b"")
    assert ready.read(place.versions, version) is None
    spoilt = sorted((place.versions / "objects").iterdir())
    whole = [path.read_bytes() for path in spoilt]
    for path in spoilt:
        path.chmod(0o644)
        path.write_bytes(b"")
    Workshop(place).prepare(wanted)
    assert ready.read(place.versions, version) is not None
    assert [path.read_bytes() for path in spoilt] == whole
