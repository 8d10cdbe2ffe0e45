"""What the engine knows of each call that is here: enough to show it, and to take it up again after a crash.

Pure: `apply` is fed every record of the journal, live and in recovery, and nothing else changes it."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ccengine.acd import commands, events
from ccengine.acd.dial.commands import Dial, DialOver
from ccengine.engine import stand
from ccengine.engine.attempts import Attempts
from ccengine.engine.listbook import ListBook
from ccengine.engine.portbook import PortBook
from ccengine.engine.speech import Speech, after
from ccengine.flow import Standing
from ccengine.flow.schedules.forced import Forced
from ccengine.model import facts
from ccengine.model.ids import CallId, NodeId, OfferId, Seconds, VersionId
from ccengine.model.why import By
from ccengine.switch.tally import Tally

NOWHERE = NodeId("")
ENDED_KEPT = 4096  # ids of calls that ended, remembered for sessions that come late


@dataclass(slots=True)
class Visit:
    """How far the present node has come, for a node that is taken up again (only the nodes queue and dial need
    more than its name: a talk must not be had twice)."""

    node: NodeId = NOWHERE
    count: int = 0
    since: Seconds = 0.0
    talk: str = ""  # "", "on", "over"
    talk_of: str = ""  # the leg that talks: others of the same call may end meanwhile
    talk_by: str = ""
    sent_on: str = ""  # the exit by which the machine sent the call on


@dataclass(slots=True)
class Known:
    """A call that is here."""

    call: CallId
    channel: str
    called: str
    caller: str
    caller_name: str
    flow: str
    language: str
    arrived: Seconds
    touched: Seconds = 0.0  # time of the last record about it
    answered: Seconds | None = None
    visit: Visit = field(default_factory=Visit)
    standing: Standing = field(default_factory=lambda: Standing([]))
    port: str = ""
    version: VersionId = facts.NO_VERSION  # it is pinned to
    variables: str = ""  # of its port, as JSON
    left_by: str = ""  # the last node that was left, and its exit
    failures: int = 0  # nodes that left because something went wrong
    caller_form: str = ""  # by which callers are compared
    unconfirmed: bool = False  # it was called back, and who answered did not say that it is he
    caller_class: str = ""
    area: str = ""
    carrier: str = ""
    speech: Speech | None = None  # what he may be speaking into


class Book:
    def __init__(self) -> None:
        self.run = 0
        self.clean = True  # the last run ended as it should
        self.boot = ""  # of the switch, as it was seen last
        self.anew = False  # it is another one than before, and what that had was not compared yet
        self.calls: dict[CallId, Known] = {}
        self.ports = PortBook()
        self.lists = ListBook()
        self.attempts = Attempts()
        self.forced: dict[str, Forced] = {}  # by schedule; also those whose time is over
        self.outgoing = Tally()  # what left for outside
        self._offers: dict[OfferId, CallId] = {}
        self._ended: OrderedDict[CallId, None] = OrderedDict()

    def __iter__(self) -> Iterator[Known]:
        return iter(self.calls.values())

    def get(self, call: CallId) -> Known | None:
        return self.calls.get(call)

    def has_ended(self, call: CallId) -> bool:
        """It was here, and its end is on record."""
        return call in self._ended

    def is_another(self, boot: str) -> bool:
        """Is this the mark of another start of the switch than the one that was seen last?"""
        return "" not in (boot, self.boot) and boot != self.boot

    def offers(self) -> Iterable[tuple[OfferId, CallId]]:
        """Legs of calls that are here, and these."""
        return self._offers.items()

    def call_of(self, offer: OfferId) -> CallId | None:
        return self._offers.get(offer)

    def apply(self, body: object, at: Seconds) -> None:  # one case a kind: the list is the length
        if (known := self.calls.get(getattr(body, "call", CallId("")))) is not None:
            known.touched = max(known.touched, at)
            stand.apply(known, body)
            known.speech = after(known.speech, body)
        self.outgoing.apply(body, at)
        match body:
            case facts.EngineStarted(run=run):
                self.run, self.clean, self.anew = run, False, False
                for each in self:
                    if each.speech:
                        each.speech.cut = True
            case facts.EngineStopped():
                self.clean = True
            case facts.SwitchUp(boot=boot):
                self.anew = self.is_another(boot)
                self.boot = boot or self.boot
            case events.SwitchAvailable(available=True):
                self.anew = False  # what it took with it was told
            case facts.PortSet():
                self.ports.apply(body, at)
            case facts.FlowsTaken(stamp=stamp):
                self.ports.taken = stamp
            case facts.PinTried() | facts.PinJudged() | facts.MemberUnlocked():
                self.attempts.apply(body, at)
            case facts.ScheduleForced(schedule=schedule):
                self.forced[schedule] = Forced(body.state, at, body.until, body.by)
            case facts.ScheduleReleased(schedule=schedule):
                self.forced.pop(schedule, None)
            case facts.CallerListed() | facts.CallerUnlisted():
                self.lists.apply(body, at)
            case facts.CallRefused(call=call, listed=listed):
                if call not in self._ended:  # else the engine died before it could say so, and decided again
                    self.lists.decided([listed], at)
                self._remember_end(call)
            case facts.ClassGiven(call=call, caller_class=given):
                if known := self.calls.get(call):
                    known.caller_class = given
            case facts.CallArrived():
                self.ports.arrived(body)
                if body.call not in self.calls:
                    self.lists.decided([body.listed, body.classed], at)
                self.calls[body.call] = Known(
                    call=body.call,
                    channel=body.channel,
                    called=body.called,
                    caller=body.caller,
                    caller_name=body.caller_name,
                    flow=body.flow,
                    language=body.language,
                    arrived=at,
                    touched=at,
                    standing=stand.read(body.standing) if body.standing else stand.at_start(body.flow),
                    port=body.port,
                    version=body.version,
                    variables=body.variables,
                    caller_class=body.caller_class,
                    area=body.area,
                    carrier=body.carrier,
                    caller_form=body.caller_form,
                )
            case facts.CallEnded(call=call):
                self.attempts.apply(body, at)
                if known := self.calls.pop(call, None):
                    self.ports.ended(known, body)
                self._remember_end(call)
                for offer in [offer for offer, of in self._offers.items() if of == call]:
                    del self._offers[offer]
            case facts.CallAnswered(call=call):
                if known := self.calls.get(call):
                    known.answered = at
            case facts.NodeEntered(call=call, node=node, visit=count):
                if known := self.calls.get(call):
                    known.visit = Visit(node=node, count=count, since=at)
            case facts.NodeLeft(call=call, node=node, exit=left):
                if known := self.calls.get(call):
                    known.visit.talk = known.visit.sent_on = ""
                    known.left_by = f"{node}: {left}"
            case facts.NodeFailed(call=call):
                if known := self.calls.get(call):
                    known.failures += 1
            case commands.Ring(offer=offer, call=call) | Dial(offer=offer, call=call):
                self._offers[offer] = call
            case commands.SendOn(call=call):
                if known := self.calls.get(call):
                    known.visit.sent_on = body.leads
            case DialOver(call=call, exit=exit):
                if known := self.calls.get(call):
                    known.visit.sent_on = exit.value
            case events.TalkBegan(offer=offer):
                self._talk(offer, "on", "")
            case events.TalkEnded(offer=offer, by=by, ok=ok):
                self._talk(offer, "over" if ok else "", by.value)
            case events.CallbackFailed(call=call):
                if known := self.calls.get(call):
                    known.unconfirmed = True
            case events.OfferFailed(offer=offer):
                self._offers.pop(offer, None)
            case _:
                pass

    def _remember_end(self, call: CallId) -> None:
        self._ended[call] = None
        if len(self._ended) > ENDED_KEPT:
            self._ended.popitem(last=False)

    def _talk(self, offer: OfferId, state: str, by: str) -> None:
        known = self.calls.get(self._offers.get(offer, CallId("")))
        if known is None or (state != "on" and (known.visit.talk, known.visit.talk_of) != ("on", offer)):
            return  # a talk that never began is not over: the caller still waits
        known.visit.talk, known.visit.talk_of, known.visit.talk_by = state, offer, by

    def resolved(self, call: CallId) -> bool:
        """The present visit's wait is settled already: a call taken up there must not queue again."""
        known = self.calls.get(call)
        return known is not None and (known.visit.talk == "over" or known.visit.sent_on != "")

    def snapshot(self) -> dict[str, Any]:
        """Without ports and lists, which have one of their own.  To be encoded before anything changes."""
        return {
            "run": self.run,
            "clean": self.clean,
            "boot": self.boot,
            "calls": [_shallow(known) for known in self],
            "offers": self._offers,
            "outgoing": self.outgoing.snapshot(),
            "attempts": self.attempts.snapshot(),
            "forced": {schedule: asdict(forced) for schedule, forced in self.forced.items()},
        }

    @classmethod
    def restore(
        cls, state: dict[str, Any], ports: dict[str, Any] | None = None, lists: list[Any] | None = None
    ) -> "Book":
        """`ports` and `lists`: of the same snapshot; one of before ports were apart has them in `state`, or none."""
        book = cls()
        book.run, book.clean, book.boot = state["run"], state["clean"], state.get("boot", "")
        for entry in state["calls"]:
            known = Known(**{**entry, "visit": Visit(**entry["visit"]), "standing": stand.restore(entry["standing"])})
            known.speech = Speech.restore(entry.get("speech"))
            book.calls[known.call] = known
        book._offers = dict(state["offers"])
        book.forced = {schedule: Forced(**forced) for schedule, forced in state.get("forced", {}).items()}
        if outgoing := state.get("outgoing"):
            book.outgoing = Tally.restore(outgoing)
        book.attempts = Attempts.restore(state.get("attempts", {}))
        if ports := ports or state.get("ports"):
            book.ports = PortBook.restore(ports)
        if lists:
            book.lists = ListBook.restore(lists)
        return book


_KNOWN = tuple(each.name for each in fields(Known))
_VISIT = tuple(each.name for each in fields(Visit))


def _shallow(known: Known) -> dict[str, Any]:
    """`asdict` copies to the last leaf, 80 µs a call; this is encoded at once, before anything changes."""
    data = {name: getattr(known, name) for name in _KNOWN}
    data["visit"] = {name: getattr(known.visit, name) for name in _VISIT}
    data["standing"] = stand.shallow(known.standing)
    data["speech"] = asdict(known.speech) if known.speech else None
    return data


def talk_by(known: Known) -> By:
    return By(known.visit.talk_by) if known.visit.talk_by else By.UNKNOWN
