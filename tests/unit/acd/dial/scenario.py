"""Scenarios in text, as those of the ACD: what happens, `----`, what is ordered.

    0    A dials 8001 13800138000; ring 20; limit 60         one after the other
    0    A dials 8001 8002 at once, shown 4008001234
    3    d1 failed: busy
    ----
    0    dial 8001 for A as d1, 20 s

With `confirm 20` who answers is asked for a key so long; `1+2 3` rings 1 and 2 together, then 3; `1/10` has a ring time
of its own.

Facts: `A leaves`, `d1 rings|answered|confirmed|failed: busy|talks|ended by agent`, `d1 join failed`,
`switch lost|back`; `wait` lets time pass to there.  Doings: `restart` (snapshot, JSON, restore with the next run),
`crash` (a new dialer from the recorded facts and orders),
`<fact> | crash` (the fact was recorded, its orders were not yet given).  Questions: `A?`.
After every line all invariants hold."""

import json
import re
from pathlib import Path

from ccengine.acd import events as e
from ccengine.acd.commands import Release, StopRinging
from ccengine.acd.dial.commands import Dial, DialCommand, DialOver, PutThrough
from ccengine.acd.dial.dialer import Dialer
from ccengine.acd.dial.events import DialAsked, DialEvent, OfferConfirmed
from ccengine.model.dialling import Confirm, Rung
from ccengine.model.ids import CallId, OfferId
from ccengine.model.why import By, LegCause
from tests.unit.acd.notation import say as acd_says
from tests.unit.acd.notation import short
from tests.unit.acd.scenario import blocks

FACTS = (
    (r"([A-Z]\w*) dials ?(.*)", lambda call, rest: asked(call, rest)),
    (r"([A-Z]\w*) leaves", lambda c: e.CallerLeft(CallId(c))),
    (r"(d\d+) rings", lambda o: e.OfferRinging(OfferId(o))),
    (r"(d\d+) answered", lambda o: e.OfferAnswered(OfferId(o))),
    (r"(d\d+) confirmed", lambda o: OfferConfirmed(OfferId(o))),
    (r"(d\d+) failed: (.+)", lambda o, why: e.OfferFailed(OfferId(o), LegCause(why))),
    (r"(d\d+) talks", lambda o: e.TalkBegan(OfferId(o))),
    (r"(d\d+) ended by (\w+)", lambda o, by: e.TalkEnded(OfferId(o), By(by))),
    (r"(d\d+) join failed", lambda o: e.TalkEnded(OfferId(o), By.ENGINE, ok=False)),
    (r"switch back", lambda: e.SwitchAvailable(True)),
    (r"switch lost", lambda: e.SwitchAvailable(False)),
    (r"wait", lambda: e.TimePassed()),
)


def asked(call: str, rest: str) -> DialAsked:
    who, *more = re.split(r"[;,] *", rest)
    values = {key: float(value) for key, value in (m.split() for m in more if not m.startswith("shown"))}
    shown = next((m.split()[1] for m in more if m.startswith("shown")), "")
    targets = tuple(who.replace(" at once", "").split())
    ring, limit = values.get("ring", 25.0), values.get("limit", 120.0)
    plan = planned(targets, ring, values.get("confirm", 0.0))
    return DialAsked(CallId(call), targets, who.endswith(" at once"), ring, limit, shown, plan=plan)


def planned(targets: tuple[str, ...], ring: float, confirm: float) -> tuple[Rung, ...]:
    """None for targets that are all alike."""
    if not confirm and not any(set("+/") & set(each) for each in targets):
        return ()
    question = Confirm("1", ("asks",), "zh", confirm) if confirm else None
    steps = [(step, *each.partition("/")[::2]) for step, group in enumerate(targets) for each in group.split("+")]
    return tuple(Rung(target, float(own or ring), step, question) for step, target, own in steps)


def say(order: DialCommand) -> str:
    match order:
        case Dial(offer, target, call, limit, shown, confirm):
            more = (f", shown {shown}" if shown else "") + (", to confirm" if confirm else "")
            return f"dial {target} for {call} as {short(offer)}, {limit:g} s{more}"
        case PutThrough(offer, target, call, _):
            return f"put {call} through to {target} ({short(offer)})"
        case DialOver(call, exit):
            return f"send {call} on: {exit.value}"
        case StopRinging() | Release():
            return acd_says(order)


class Player:
    def __init__(self) -> None:
        self.run = 1
        self.dialer = Dialer()
        self.base: str | None = None  # the snapshot that the log goes on from
        self.log: list[tuple[DialEvent | DialCommand, float]] = []
        self.said: list[str] = []
        self.ids: dict[str, str] = {}

    def line(self, text: str) -> None:
        text = text.partition("#")[0].strip()
        if not text:
            return
        at, _, what = text.partition(" ")
        now, what = float(at), what.strip()
        while (due := self.dialer.next_deadline()) is not None and due < now:
            self.fact(e.TimePassed(), due)
        if what.endswith("?"):
            self.said.append(f"{now:g} {self.answer(CallId(what[:-1]))}")
        elif what == "restart":
            self.restart(now)
        elif what == "crash":
            self.crash()
            self.said += [f"{now:g} {say(order)}" for order in self.dialer.settle(now)]
        else:
            self.do(what, now)
        assert self.dialer.check() == []
        due = self.dialer.next_deadline()
        assert due is None or due > now

    def do(self, what: str, now: float) -> None:
        what, _, crash = what.partition(" | ")
        for pattern, make in FACTS:
            if found := re.fullmatch(pattern, what):
                groups = (self.whole(group) for group in found.groups())
                self.fact(make(*groups), now, bool(crash))
                return
        raise ValueError(f"not a fact: {what}")

    def whole(self, name: str) -> str:
        """d17 -> d3-17, of the run in which it was made."""
        return self.ids.get(name) or (f"d{self.run}-{name[1:]}" if re.fullmatch(r"d\d+", name) else name)

    def fact(self, fact: DialEvent, now: float, crash: bool = False) -> None:
        self.log.append((fact, now))
        self.dialer.take(fact, now)
        if crash:
            self.crash()
        for order in self.dialer.decide(now):
            self.dialer.apply(order, now)
            self.log.append((order, now))
            if isinstance(order, Dial):
                self.ids[short(order.offer)] = order.offer
            self.said.append(f"{now:g} {say(order)}")

    def restart(self, now: float) -> None:
        self.run += 1
        self.base = json.dumps(self.dialer.snapshot())
        self.log = []
        self.dialer = Dialer.restore(json.loads(self.base), self.run)
        self.said += [f"{now:g} {say(order)}" for order in self.dialer.settle(now)]

    def crash(self) -> None:
        """What the journal holds gives the same dialer again."""
        before = self.dialer.snapshot()
        again = Dialer.restore(json.loads(self.base), self.run) if self.base else Dialer(self.run)
        for item, when in self.log:
            if isinstance(item, DialCommand):
                again.apply(item, when)
            else:
                again.take(item, when)
        assert again.snapshot() == before
        self.dialer = again

    def answer(self, call: CallId) -> str:
        dial = self.dialer.dialling(call)
        legs = ", ".join(f"{leg.target} {leg.state.value}" for leg in self.dialer.legs_of(call))
        return f"{call} {dial.state.value}: {legs or 'nobody'}" if dial else f"{call} dials nobody"


def play(text: str) -> list[tuple[list[str], list[str], list[str]]]:
    """(what happens, what is expected, what was ordered) of each part."""
    player = Player()
    played = []
    for happens, expected in blocks(text):
        player.said = []
        for line in happens:
            player.line(line)
        played.append((happens, expected, player.said))
    return played


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
