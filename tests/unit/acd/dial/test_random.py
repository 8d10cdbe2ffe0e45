"""A world of callers and phones that do anything, in any order, with crashes: every rule holds all the time, every call
that dials is told its end once, and no leg is left.

The world keeps its own account of what lives on the switch, from the orders alone."""

import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ccengine.acd import events as e
from ccengine.acd.commands import Release, StopRinging
from ccengine.acd.dial.commands import Dial, DialCommand, DialOver, PutThrough
from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.dial.events import DialAsked, DialEvent, OfferConfirmed
from ccengine.acd.dial.state import DialState
from ccengine.model.dialling import Confirm, Rung
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause

CALLS = [CallId(name) for name in "ABC"]


@dataclass
class World:
    dialer: Dialer = field(default_factory=Dialer)
    log: list[tuple[DialEvent | DialCommand, float]] = field(default_factory=list)
    now: float = 0.0
    ringing: dict[OfferId, CallId] = field(default_factory=dict)  # on the switch, not answered
    up: dict[OfferId, CallId] = field(default_factory=dict)  # answered, and not hung up by anybody
    joined: dict[CallId, OfferId] = field(default_factory=dict)  # PutThrough was ordered
    dials: set[CallId] = field(default_factory=set)
    asked: set[OfferId] = field(default_factory=set)  # who answers these has to press a key, and has not
    crash: bool = False

    def fact(self, fact: DialEvent) -> None:
        if isinstance(fact, OfferConfirmed):
            self.asked.discard(fact.offer)
        self.log.append((fact, self.now))
        self.dialer.take(fact, self.now)
        if self.crash:
            self.dialer = self.rebuilt()
        for order in self.dialer.decide(self.now):
            self.dialer.apply(order, self.now)
            self.log.append((order, self.now))
            self.order(order)
        assert self.dialer.check() == []

    def rebuilt(self) -> Dialer:
        again = Dialer()
        for item, when in self.log:
            if isinstance(item, DialCommand):
                again.apply(item, when)
            else:
                again.take(item, when)
        assert again.snapshot() == self.dialer.snapshot()
        return Dialer.restore(json.loads(json.dumps(again.snapshot())))

    def order(self, order: DialCommand) -> None:
        match order:
            case Dial(offer, _, call):
                assert call in self.dials
                self.asked |= {offer} if order.confirm else set()
                assert call not in self.joined
                self.ringing[offer] = call
            case PutThrough(offer, _, call):
                assert self.up[offer] == call
                assert offer not in self.asked, "nobody pressed the key"
                assert call not in self.joined, "a second partner"
                self.joined[call] = offer
            case DialOver(call):
                assert call not in self.joined
                self.dials.remove(call)  # once
            case StopRinging(offer) | Release(offer):
                assert offer not in self.joined.values() or self.joined[self.up[offer]] == offer
                self.gone(offer)

    def gone(self, offer: OfferId) -> None:
        self.ringing.pop(offer, None)
        call = self.up.pop(offer, None)
        if call is not None and self.joined.get(call) == offer:
            del self.joined[call]

    def ends(self, call: CallId) -> None:
        """The caller's side: he hung up, or his talk is over."""
        self.dials.discard(call)
        self.joined.pop(call, None)


def step(world: World, what: int, which: int, how: int) -> None:
    call = CALLS[which % 3]
    match what:
        case 0 if call not in world.dials:
            world.dials.add(call)
            targets = tuple(str(n) for n in range(how % 5))
            asks = Confirm("1", ("asks",), "zh", 8.0) if which % 2 else None
            plan = tuple(Rung(target, 5.0 + n, n // 2, asks) for n, target in enumerate(targets)) if how > 9 else ()
            world.fact(DialAsked(call, targets, at_once=which > 10, ring=10.0, limit=5.0 + how * 3, plan=plan))
        case 0:
            world.fact(DialAsked(call, ("9",)))  # taken up: it goes on
        case 1 if call in world.dials:
            world.ends(call)
            world.fact(e.CallerLeft(call))
        case 2 | 3 if world.ringing:
            offer = list(world.ringing)[which % len(world.ringing)]
            world.up[offer] = world.ringing.pop(offer)
            world.fact(e.OfferAnswered(offer))
        case 4 | 5 if world.ringing:
            offer = list(world.ringing)[which % len(world.ringing)]
            del world.ringing[offer]
            world.fact(e.OfferFailed(offer, list(LegCause)[how % len(LegCause)]))
        case 6 if world.joined:
            world.fact(e.TalkBegan(list(world.joined.values())[which % len(world.joined)]))
        case 7 if world.up:
            offer = list(world.up)[which % len(world.up)]
            mate = world.up[offer]
            talk = world.joined.get(mate) == offer
            over = talk and dial_state(world, mate) is DialState.TALKING
            world.gone(offer)
            if over:
                world.ends(mate)
            world.fact(e.TalkEnded(offer, By.AGENT))
        case 8 if world.joined:
            mate = list(world.joined)[which % len(world.joined)]
            if dial_state(world, mate) is not DialState.TALKING:
                world.fact(e.TalkEnded(world.joined.pop(mate), By.ENGINE, ok=False))
        case 9:
            world.fact(e.SwitchAvailable(how % 2 == 0))
        case 12 | 13 if world.up:
            world.fact(OfferConfirmed(list(world.up)[which % len(world.up)]))
        case 10:  # late words of legs that are gone, and of nobody's
            late = OfferId(f"d1-{how}")
            if late not in world.ringing and late not in world.up:
                facts = (e.OfferFailed(late, LegCause.BUSY), e.TalkEnded(late, By.AGENT), OfferConfirmed(late))
                world.fact(facts[which % 3])
        case _:
            pass


def dial_state(world: World, call: CallId) -> DialState | None:
    dial = world.dialer.dialling(call)
    return dial.state if dial else None


def pass_time(world: World, seconds: float) -> None:
    world.now += seconds
    while (due := world.dialer.next_deadline()) is not None and due <= world.now:
        over = [call for call in world.joined if dial_state(world, call) is DialState.TALKING]
        world.fact(e.TimePassed())
        for call in over:  # the guard of a talk that nobody ended
            if dial_state(world, call) is None:
                world.ends(call)


STEPS = st.lists(st.tuples(st.integers(0, 13), st.integers(0, 20), st.integers(0, 20), st.booleans()), max_size=60)


@pytest.mark.many
@given(STEPS)
@settings(max_examples=300)
def test_nothing_is_left_and_nobody_is_told_twice(steps: list[tuple[int, int, int, bool]]) -> None:
    world = World()
    for what, which, how, crash in steps:
        world.crash = crash
        step(world, what, which, how)
        pass_time(world, how / 4)
    world.crash = False
    world.fact(e.SwitchAvailable(True))
    pass_time(world, 20_000.0)
    pass_time(world, 20_000.0)
    assert not world.ringing
    assert not world.up
    assert not world.dials
    assert world.dialer.snapshot()["dials"] == world.dialer.snapshot()["legs"] == []
    assert world.dialer.next_deadline() is None
