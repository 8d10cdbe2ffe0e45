"""Which version a port's calls enter, from records alone: what loads, canaries, promotions and rollbacks become."""

import json
from collections.abc import Iterable

import pytest

from ccengine.engine.book import Book
from ccengine.engine.changes import back, conflict, loaded, promoted
from ccengine.engine.portbook import KEPT, PortBook
from ccengine.flow.ports import Port
from ccengine.model import facts
from ccengine.model.ids import CallId, NodeId, VersionId
from ccengine.model.why import By

A = Port("400", "main", takes=("400", "0755"), aliases=("0755",))
B = Port("401", "side", takes=("401",))
ALL = (A, B)


class Floor:
    """A book, and what is done to it."""

    def __init__(self) -> None:
        self.book = Book()

    @property
    def ports(self) -> PortBook:
        return self.book.ports

    def apply(self, bodies: Iterable[object]) -> list[facts.PortSet]:
        done = [body for body in bodies if isinstance(body, facts.PortSet)]
        for body in done:
            self.book.apply(body, 1.0)
        return done

    def load(
        self, main: str, side: str = "s1", ports: Iterable[Port] = ALL, how: str = "load", share: float = 1.0
    ) -> list[facts.PortSet]:
        versions = {"main": VersionId(main), "side": VersionId(side)}
        return self.apply(loaded(self.ports, ports, versions, how, "me", share, whole=True))

    def rollback(self, *keys: str) -> list[facts.PortSet]:
        return self.apply(back(self.ports, keys or self.ports.last_changed(), "me", off=not keys))

    def now(self, key: str = "400") -> str:
        state = self.ports.states[key]
        return state.now.version if state.now else ""

    def call(self, name: str, version: str, *nodes: str, by: By = By.CALLER, failures: int = 0) -> None:
        call = CallId(name)
        self.book.apply(
            facts.CallArrived(call, "x", "400", "", "", "main", "zh", port="400", version=VersionId(version)), 2.0
        )
        for node in nodes:
            self.book.apply(facts.NodeEntered(call, NodeId(node), 1), 2.0)
            if node is not nodes[-1] or by is By.FLOW:
                self.book.apply(facts.NodeLeft(call, NodeId(node), "next"), 2.0)
        for _ in range(failures):
            self.book.apply(facts.NodeFailed(call, NodeId("x"), "why"), 2.0)
        self.book.apply(facts.CallEnded(call, by), 2.0)


@pytest.fixture
def floor() -> Floor:
    floor = Floor()
    floor.load("m1", how="up")
    return floor


def kinds(sets: Iterable[facts.PortSet]) -> list[tuple[str, str, str]]:
    return [(each.port, each.version, each.how) for each in sets]


def test_what_is_the_same_is_not_set_again(floor: Floor) -> None:
    assert floor.load("m1") == []
    assert kinds(floor.load("m2")) == [("400", "m2", "load")]


def test_rollbacks_go_back_one_by_one_and_a_load_goes_on(floor: Floor) -> None:
    for version in ("m2", "m3"):
        floor.load(version)
    assert [floor.rollback("400") and floor.now() for _ in range(2)] == ["m2", "m1"]
    assert floor.rollback("400") == []
    assert kinds(floor.load("m3")) == [("400", "m3", "load")]
    assert floor.rollback("400")
    assert floor.now() == "m1"


def test_a_rollback_without_a_port_undoes_the_last_load_where_it_changed_something(floor: Floor) -> None:
    floor.load("m2", "s1")
    floor.load("m3", "s2")
    assert sorted(kinds(floor.rollback())) == [("400", "m2", "rollback"), ("401", "s1", "rollback")]
    assert kinds(floor.rollback()) == [("400", "m1", "rollback")]
    assert floor.rollback() == []


def test_up_does_not_bring_back_what_was_taken_back(floor: Floor) -> None:
    floor.load("m2")
    floor.rollback()
    assert floor.load("m2", how="up") == []
    assert floor.now() == "m1"
    assert kinds(floor.load("m3", how="up")) == [("400", "m3", "up")]


def test_a_canary_is_tried_promoted_or_withdrawn(floor: Floor) -> None:
    floor.load("m2", share=0.1)
    state = floor.ports.states["400"]
    assert state.versions() == {"m1", "m2"}
    assert floor.load("m2", share=0.1) == []
    assert kinds(floor.load("m2", share=0.2)) == [("400", "m2", "load")]
    drawn = [0.9, 0.2, 0.19, 0.0]  # taken from behind
    assert [state.choose(drawn.pop)[1] for _ in range(4)] == [True, True, False, False]
    assert kinds(floor.rollback()) == [("400", "m1", "rollback")]
    assert (floor.now(), state.canary, state.before) == ("m1", None, [])
    floor.load("m2", share=0.1)
    assert kinds(floor.apply(promoted(floor.ports, ["400", "401"], "me"))) == [("400", "m2", "promote")]
    assert (floor.now(), state.canary) == ("m2", None)
    assert floor.rollback()
    assert floor.now() == "m1"


def test_loading_the_old_withdraws_the_canary_and_loading_the_canary_promotes_it(floor: Floor) -> None:
    floor.load("m2", share=0.1)
    assert kinds(floor.load("m1")) == [("400", "m1", "rollback")]
    assert floor.ports.states["400"].canary is None
    floor.load("m2", share=0.1)
    assert kinds(floor.load("m2")) == [("400", "m2", "load")]
    assert (floor.now(), floor.ports.states["400"].canary) == ("m2", None)


def test_a_new_port_has_nothing_beside_which_it_could_be_tried() -> None:
    floor = Floor()
    (first, _) = floor.load("m1", share=0.1)
    assert first.share == 1.0


def test_a_port_that_is_gone_takes_no_calls_and_comes_back_by_rollback(floor: Floor) -> None:
    assert kinds(floor.load("m1", ports=[B])) == [("400", "", "load")]
    assert floor.ports.port_of("400") is None
    assert floor.load("m1", ports=[B]) == []
    assert floor.rollback()
    assert floor.ports.port_of("0755") == "400"


def test_a_canary_takes_no_port_off(floor: Floor) -> None:
    assert floor.load("m1", ports=[B], share=0.5) == []


def test_a_number_moves_from_one_port_to_another_in_one_load(floor: Floor) -> None:
    plain = Port("400", "main", takes=("400",))
    with_alias = Port("401", "side", takes=("401", "0755"), aliases=("0755",))
    floor.load("m1", ports=[with_alias, plain])
    assert floor.ports.port_of("0755") == "401"
    floor.load("m1", ports=[B, A])
    assert floor.ports.port_of("0755") == "400"


def test_two_ports_never_take_one_number(floor: Floor) -> None:
    taken = Port("401", "side", takes=("401", "0755"), aliases=("0755",))
    sets = loaded(floor.ports, [taken], {"side": VersionId("s1")}, "load", "", 1.0, whole=False)
    assert conflict(floor.ports, sets) is not None
    plain = Port("400", "main", takes=("400",))
    versions = {"main": VersionId("m1"), "side": VersionId("s1")}
    assert conflict(floor.ports, loaded(floor.ports, [plain, taken], versions, "load", "", 1.0, whole=True)) is None


def test_how_the_calls_of_each_version_ended(floor: Floor) -> None:
    floor.call("0", "m1", "greet")  # before the trial: not counted
    floor.load("m2", share=0.5)
    floor.call("1", "m1", "greet", "menu")
    floor.call("2", "m1", "greet", "bye", by=By.FLOW)
    floor.call("3", "m2", "greet", "bye", by=By.FLOW, failures=2)
    tallies = floor.ports.states["400"].tallies
    assert {version: (t.calls, t.ended, t.abandoned, t.failures) for version, t in tallies.items()} == {
        "m1": (2, 2, 1, 0),
        "m2": (1, 1, 0, 2),
    }
    assert tallies[VersionId("m1")].exits == {"menu: caller": 1, "bye: next": 1}


def test_a_snapshot_is_the_whole_of_it(floor: Floor) -> None:
    for n in range(2, KEPT + 5):
        floor.load(f"m{n}")
    floor.load("m99", share=0.25)
    floor.book.apply(facts.FlowsTaken("stamp"), 3.0)
    floor.call("1", "m99", "greet")
    floor.book.apply(
        facts.CallArrived(CallId("2"), "x", "400", "", "", "main", "zh", port="400", version=VersionId("m99")), 2.0
    )
    again = Book.restore(json.loads(json.dumps(floor.book.snapshot())), floor.ports.snapshot().decoded())
    assert again.snapshot() == floor.book.snapshot()
    assert again.ports.snapshot().decoded() == floor.ports.snapshot().decoded()
    assert again.ports.states == floor.ports.states
    assert again.ports.port_of("0755") == "400"
    assert len(again.ports.states["400"].before) == KEPT
    assert again.calls[CallId("2")].version == "m99"


def test_a_snapshot_has_what_changed_since_the_last(floor: Floor) -> None:
    """What did not change is text from before."""
    floor.load("m2", share=0.5)
    floor.call("1", "m2", "greet")
    before = floor.ports.snapshot().decoded()
    floor.call("2", "m2", "greet", "bye", by=By.FLOW)
    floor.load("m3")
    again = PortBook.restore(floor.ports.snapshot().decoded())
    assert again.states == floor.ports.states
    assert again.snapshot().decoded() != before


def test_a_snapshot_of_before_the_ports_were_apart(floor: Floor) -> None:
    data = floor.ports.snapshot().decoded()
    for state in data["states"].values():
        state["now"]["port"] = A.as_data()  # twice there was what `settings` says
    again = Book.restore({**floor.book.snapshot(), "ports": data})
    assert again.ports.states == floor.ports.states


def test_rollback_of_a_load_that_only_added_a_port_takes_that_port_off_and_leaves_the_others() -> None:
    floor = Floor()
    floor.load("m1", ports=[A])
    floor.load("m2", ports=[A])
    floor.load("m2", ports=ALL)
    assert [(each.port, each.version) for each in floor.rollback()] == [("401", "")]
    assert (floor.now("400"), floor.now("401")) == ("m2", "")
    assert not floor.load("m2", ports=ALL, how="up")  # what was taken back stays taken back
    assert [(each.port, each.version) for each in floor.rollback()] == [("400", "m1")]
    assert not floor.rollback()  # the first load of all


def test_rollback_of_a_load_that_moved_a_number_to_a_new_port() -> None:
    floor = Floor()
    floor.load("m1", ports=[A])
    floor.load("m1", ports=[Port("400", "main", takes=("400",)), Port("401", "side", takes=("401", "0755"))])
    sets = back(floor.ports, floor.ports.last_changed(), "me", off=True)
    assert conflict(floor.ports, sets) is None
    floor.apply(sets)
    assert floor.ports.port_of("0755") == "400"
    restored = PortBook.restore(floor.ports.snapshot().decoded())
    assert restored.snapshot().decoded() == floor.ports.snapshot().decoded()
