"""When an agent's phone can take the next INVITE."""

import pytest

from ccengine.model.ids import AgentId, OfferId
from ccengine.switch.asterisk.phones import KEPT, LOOK, PATIENCE, REST, PhonesAtRest

PHONE, OTHER = AgentId("8001"), AgentId("8002")
FIRST, SECOND = OfferId("o1-1"), OfferId("o1-2")


class Desk:
    """A phone that is rung for one offer, and then for another."""

    def __init__(self) -> None:
        self.now = 100.0
        self.legs = {FIRST}
        self.phones = PhonesAtRest(lambda leg: leg in self.legs, lambda: self.now)
        self.phones.rung(PHONE, FIRST)
        assert self.phones.rest(FIRST) == 0

    def stop(self) -> None:
        self.phones.stopped(FIRST)
        self.phones.rung(PHONE, SECOND)

    def gone(self) -> None:
        self.legs.clear()
        self.phones.ended(FIRST)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_cancelled_phone_rests(desk: Desk) -> None:
    desk.gone()
    desk.stop()
    assert desk.phones.rest(SECOND) == pytest.approx(REST)
    desk.now += REST
    assert desk.phones.rest(SECOND) == 0


def test_the_rest_begins_when_the_leg_is_gone(desk: Desk) -> None:
    desk.stop()
    desk.now += 3 * REST
    assert desk.phones.rest(SECOND) == LOOK
    desk.gone()
    assert desk.phones.rest(SECOND) == pytest.approx(REST)


def test_a_leg_that_never_goes_does_not_hold_up_the_next_caller_for_ever(desk: Desk) -> None:
    desk.stop()
    desk.now += PATIENCE
    assert desk.phones.rest(SECOND) == 0


def test_a_phone_that_hung_up_itself_needs_no_rest(desk: Desk) -> None:
    desk.gone()
    desk.phones.rung(PHONE, SECOND)
    assert desk.phones.rest(SECOND) == 0


def test_each_phone_has_its_own_rest(desk: Desk) -> None:
    desk.stop()
    third = OfferId("o1-3")
    desk.phones.rung(OTHER, third)
    assert desk.phones.rest(third) == 0


def test_what_is_remembered_has_a_bound(desk: Desk) -> None:
    desk.stop()
    for n in range(KEPT):
        desk.phones.rung(OTHER, OfferId(f"o2-{n}"))
    desk.phones.stopped(FIRST)  # nothing is known of it any more
    assert desk.phones.rest(SECOND) == 0
