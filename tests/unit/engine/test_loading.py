"""Loads with real worker processes: all or nothing, the same again nothing, a lost version made again or told."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ccengine.app.versions import prepare
from ccengine.engine.book import Book
from ccengine.engine.compiler import ALONE, Compiler
from ccengine.engine.control import Refused
from ccengine.engine.library import Library, Unavailable
from ccengine.engine.loading import Loader
from ccengine.engine.watching import FolderWatch
from ccengine.model import facts
from ccengine.model.settings import Settings
from ccengine.workers.versions import ready
from tests.unit.workers.test_versions import PORTS, edit, home


class Place:
    def __init__(self, folder: Path) -> None:
        self.home = home(folder)
        self.book = Book()
        self.compiler = Compiler(self.home.root)
        self.library = Library(self.home.versions, self.compiler.make_ready)
        self.loader = Loader(self.book, Settings(), self.compiler, self.library, self.take, self.take)
        self.taken: list[object] = []

    def take(self, body: object) -> None:
        self.taken.append(body)
        self.book.apply(body, 1.0)

    def load(self, port: str = "") -> list[tuple[str, str]]:
        answer = self.loader.load(port, by="me")
        assert answer["found"] == []
        return [(each["port"], each["how"]) for each in answer["changed"]]

    def now(self) -> dict[str, str]:
        return {key: state.now.version for key, state in self.book.ports.states.items() if state.now}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = Place(tmp_path)
    yield place
    place.compiler.close()


def test_a_load_is_all_or_nothing(place: Place) -> None:
    assert place.load() == [("400", "load"), ("401", "load")]
    before = place.now()
    assert place.load() == []
    edit("flows/short.yaml", "play: welcome", "play: goodbye")(place.home)
    edit("flows/part.yaml", "play: goodbye", "play: wellcome")(place.home)
    answer = place.loader.load()
    assert [(each["file"], each["rule"]) for each in answer["found"]] == [("flows/part.yaml", "missing-prompt")]
    assert (answer["changed"], place.now()) == ([], before)
    assert place.load("400") == [("400", "load")]  # its own flow is right
    assert place.now()["401"] == before["401"]


def test_flows_that_no_port_enters_are_named(place: Place) -> None:
    (place.home.flows / "bill.yaml").write_text("flow: bill\nwrong")
    answer = place.loader.load()
    assert (answer["found"], answer["apart"]) == ([], ["bill"])  # and not part, which other enters
    assert place.loader.load("400")["apart"] == []


def test_flows_that_two_workers_share_are_apart_when_neither_meets_them(place: Place) -> None:
    for number in range(ALONE):
        (place.home.flows / f"bill{number}.yaml").write_text("wrong")
    answer = place.loader.load()
    assert {each["flow"] for each in answer["changed"]} == {"other", "short"}
    assert answer["apart"] == sorted(f"bill{number}" for number in range(ALONE))


def test_a_port_that_is_not_there_is_told_with_the_ones_that_are(place: Place) -> None:
    with pytest.raises(Refused, match=r'no port .402.; did you mean "40[01]"') as caught:
        place.loader.load("402")
    assert caught.value.code == "no-such-port"
    with pytest.raises(Refused, match="there are none"):
        place.loader.rollback("400")


def test_one_port_does_not_take_another_ones_number(place: Place) -> None:
    (place.home.flows / "ports.yaml").write_text(PORTS.replace("{flow: short", "{aliases: [499], flow: short"))
    place.load()
    (place.home.flows / "ports.yaml").write_text(PORTS.replace("{flow: other}", "{flow: other, aliases: [499]}"))
    with pytest.raises(Refused, match=r"499 would belong to the ports 40[01] and 40[01]"):
        place.loader.load("401")
    assert place.book.ports.port_of("499") == "400"
    assert sorted(place.load()) == [("400", "load"), ("401", "load")]
    assert place.book.ports.port_of("499") == "401"


def test_a_version_is_made_ready_again_from_its_bytes_or_told_as_lost(place: Place) -> None:
    place.load()
    bound = place.book.ports.states["401"].now
    assert bound
    version = bound.version
    place.library.keep(set())
    ready.file_of(place.home.versions, version).unlink()
    assert set(place.library.get(version).bundle.flows) == {"other", "part"}
    edit("flows/other.yaml", "start: first", "start:  first")(place.home)
    place.load()
    place.library.keep(set())
    ready.file_of(place.home.versions, version).unlink()
    (place.home.versions / f"{version}.json").unlink()
    with pytest.raises(Unavailable):
        place.library.get(version)
    now = place.now()
    with pytest.raises(Refused) as caught:
        place.loader.rollback("401")
    assert caught.value.code == "version-lost"
    assert place.now() == now


def test_a_worker_that_ends_in_a_load_changes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.load()
    before = place.now()
    monkeypatch.setenv("PYTHONPATH", str(place.home.root))  # workers find no ccengine: none can start
    (place.home.root / "ccengine.py").write_text("raise SystemExit(1)\n")
    place.compiler.close()
    broken = Compiler(place.home.root)
    loader = Loader(place.book, Settings(), broken, place.library, place.take, place.take)
    edit("flows/short.yaml", "play: welcome", "play: goodbye")(place.home)
    with pytest.raises(Refused) as caught:
        loader.load()
    assert caught.value.code == "not-loaded"
    assert place.now() == before
    broken.close()


def test_what_up_made_ready_is_taken_once(place: Place) -> None:
    file = place.home.root / "load.json"
    assert place.loader.taken_by_up(file) == []
    file.write_text(json.dumps(prepare(place.home, Settings())))
    for body in place.loader.taken_by_up(file):
        place.take(body)
    assert [type(body) for body in place.taken] == [facts.PortSet, facts.PortSet, facts.FlowsTaken]
    edit("flows/short.yaml", "play: welcome", "play: goodbye")(place.home)
    place.load()
    loaded = place.now()
    assert place.loader.taken_by_up(file) == []  # the engine was killed and is back
    file.write_text(json.dumps(prepare(place.home, Settings())))
    assert [type(body) for body in place.loader.taken_by_up(file)] == [facts.FlowsTaken]  # down and up: the same
    place.loader.warm()
    assert place.now() == loaded
    assert len(place.library) == 2


def test_a_watched_folder_is_loaded_when_it_is_quiet(place: Place) -> None:
    alarms: list[str] = []
    watch = FolderWatch(place.compiler.look, place.loader.load, alarms.append)
    watch.look()
    assert place.now() == {}
    watch.look()  # the same twice
    first = place.now()
    assert set(first) == {"400", "401"}
    for _ in range(3):
        edit("flows/short.yaml", "start:", "start: ")(place.home)
        watch.look()
        assert place.now() == first  # somebody is still writing
    watch.look()
    assert place.now() != first
    edit("flows/short.yaml", "play: welcome", "play: wellcome")(place.home)
    for _ in range(4):
        watch.look()
    assert len(alarms) == 1
    assert "flows/short.yaml" in alarms[0]
