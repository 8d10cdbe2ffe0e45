"""AMI events -> the switch's state and our facts.  No sockets, no waiting.

A fact is told once, whatever order or number of events brings it."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator

from ccengine.model.facts import (
    CallerGone,
    CallerUp,
    LegAnswered,
    LegConfirmed,
    LegEnded,
    LegFailed,
    LegHeld,
    LegRinging,
    PhoneSeen,
    SwitchFact,
    TalkSeen,
    TalkUnseen,
)
from ccengine.model.ids import AgentId, CallId, OfferId, is_called_back
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.causes import leg_failed, not_originated, released_by
from ccengine.switch.asterisk.dialstring import is_outside
from ccengine.switch.asterisk.state import RINGING, UP, Channel, Pair, SwitchState, is_helper, is_offer
from ccengine.wire.ami import Event

OUT_OF_SIGHT = "gone while the switch was out of sight"
NO_CAUSE = "0"
"""Asterisk's words for it are "Unknown", which tell nobody anything."""
ENDED_KEPT = 4096  # offers that are over, remembered for events that come late


class Tracker:
    def __init__(self, served: Callable[[str], bool] = lambda unique: False) -> None:
        """`served`: has this channel an AGI session at the moment?"""
        self._served = served
        self.state = SwitchState()
        self._bridges: defaultdict[str, set[str]] = defaultdict(set)
        self._talks: dict[OfferId, Pair] = {}
        self._by: dict[str, By] = {}  # who asked first for the end of this channel
        self._released: dict[OfferId, LegCause] = {}  # legs that we hang up
        self._asked: set[OfferId] = set()  # Originate was sent, nothing has come of it yet
        self._asked_for_key: set[OfferId] = set()  # of who answers these, until he presses it
        self._early: set[OfferId] = set()  # of these, answered, and not yet seen to be up
        self._over: OrderedDict[OfferId, None] = OrderedDict()

    # -- our own doings, told before they reach the switch

    def originating(self, offer: OfferId, confirm: bool = False) -> None:
        self._asked.add(offer)
        if confirm:
            self._asked_for_key.add(offer)

    def taken_over(self, offer: OfferId, confirm: bool = False) -> Iterator[SwitchFact]:
        """One that a run before this one ordered: it may have come meanwhile, and be over."""
        if offer not in self._over:
            self.originating(offer, confirm)
            if (channel := self.state.channels.get(offer)) is not None:
                yield from self._appeared(channel)

    def releasing(self, offer: OfferId, cause: LegCause) -> None:
        if offer not in self._over:
            self._released.setdefault(offer, cause)
            self._by.setdefault(offer, released_by(cause))

    def released(self, offer: OfferId) -> LegCause | None:
        """The cause for which this leg is to go, when it is."""
        return self._released.get(offer)

    def hanging_up(self, call: str, by: By) -> None:
        if call in self.state.channels:
            self._by.setdefault(call, by)

    def arrived(self, unique: str, name: str) -> None:
        """AGI told of this channel, perhaps before AMI."""
        self.state.channels.setdefault(unique, Channel(unique, name))

    def answered(self, unique: str) -> bool:
        channel = self.state.channels.get(unique)
        return channel is not None and channel.up

    def expected(self, unique: str) -> bool:
        """A leg that was ordered and has neither failed nor been answered."""
        return OfferId(unique) in self._asked

    def busy(self, offer: OfferId) -> bool:
        """Is a telephone in this leg, or will it be?  Not from its own BYE on: it is done with the leg then, some
        milliseconds before Asterisk is."""
        channel = self.state.channels.get(offer)
        return self.expected(offer) if channel is None else not channel.left

    def begins_with_one_to_come(self, offer: OfferId) -> bool:
        """`o1-12` while `o1-1` was ordered and has no channel yet: Asterisk looks for an id that is taken by its begin,
        and would refuse `o1-1` for `o1-12` (22.10: "Channel Unique ID 'o1-1' already in use", channel.c)."""
        return any(
            OfferId(offer[:end]) in self._asked and offer[:end] not in self.state.channels
            for end in range(offer.rfind("-") + 2, len(offer))
        )

    def over(self, unique: str) -> bool:
        """A leg whose end was told."""
        return OfferId(unique) in self._over

    def unsent(self, offer: OfferId, cause: LegCause = LegCause.SWITCH_LOST) -> Iterator[SwitchFact]:
        """The order to ring never reached the switch."""
        if offer in self._asked:
            yield self._failed(offer, cause)

    # -- events

    def event(self, event: Event) -> Iterator[SwitchFact]:
        handler = _HANDLERS.get(event.name)
        if handler is not None:
            yield from handler(self, event)

    def _newchannel(self, event: Event) -> Iterator[SwitchFact]:
        channel = Channel(event.get("Uniqueid"), event.get("Channel"), up=event.get("ChannelState") == UP)
        if not is_helper(channel.name) and channel.unique not in self.state.channels:
            self.state.channels[channel.unique] = channel
        yield from ()

    def _newstate(self, event: Event) -> Iterator[SwitchFact]:
        channel = self.state.channels.get(event.get("Uniqueid"))
        if channel is None:
            return
        channel.connected = event.get("ConnectedLineNum")
        if event.get("ChannelState") == UP:
            if not channel.up and not is_offer(channel.unique):
                yield CallerUp(CallId(channel.unique))
            channel.up = True
            if OfferId(channel.unique) in self._early:
                yield self._answer(OfferId(channel.unique))
        elif event.get("ChannelState") == RINGING and not channel.ringing:
            channel.ringing = True
            if is_offer(channel.unique):
                yield LegRinging(OfferId(channel.unique))

    def _renamed(self, event: Event) -> Iterator[SwitchFact]:
        channel = self.state.channels.get(event.get("Uniqueid"))
        if channel is not None:
            channel.name = event.get("Newname")
        yield from ()

    def _originated(self, event: Event) -> Iterator[SwitchFact]:
        """Only now is the leg in its dialplan and can be fetched into a bridge."""
        offer = OfferId(event.action_id.removeprefix(ORIGINATE))
        if offer not in self._asked:
            return
        if event.get("Response") == "Success":
            channel = self.state.channels.setdefault(offer, Channel(offer, event.get("Channel"), up=True))
            if channel.up or channel.ringing:
                channel.up = True  # Newstate may follow
                yield self._answer(offer)
            else:
                self._early.add(offer)  # told by another way than its states, which are to come: ringing, up
        elif offer not in self.state.channels:
            yield self._failed(offer, self._released.get(offer) or not_originated(event.get("Reason")))
        # else its Hangup is to come, which tells more

    def _answer(self, offer: OfferId) -> LegAnswered:
        self._asked.discard(offer)
        self._early.discard(offer)
        return LegAnswered(offer)

    def _user_event(self, event: Event) -> Iterator[SwitchFact]:
        """Of our own dialplan."""
        offer = OfferId(event.get("Uniqueid"))
        if event.get("UserEvent") == CONFIRMED_EVENT and offer in self._asked_for_key:
            self._asked_for_key.discard(offer)
            if offer in self._asked:  # OriginateResponse is still to come
                yield self._answer(offer)
            yield LegConfirmed(offer)

    def _hangup_request(self, event: Event) -> Iterator[SwitchFact]:
        unique = event.get("Uniqueid")
        if (channel := self.state.channels.get(unique)) is not None:
            channel.left = True
            self._by.setdefault(unique, By.AGENT if is_offer(unique) else By.CALLER)
        yield from ()

    def _hangup(self, event: Event) -> Iterator[SwitchFact]:
        unique = event.get("Uniqueid")
        channel = self.state.channels.pop(unique, None)
        if channel is None:
            return
        yield from self._left(channel)
        if is_offer(unique) or (is_called_back(unique) and not channel.up):
            yield from self._leg_gone(OfferId(unique), channel, event)
        else:
            self._asked.discard(OfferId(unique))  # one who was called back, and gone before OriginateResponse came
            why = event.get("Cause-txt") if event.get("Cause") != NO_CAUSE else ""
            yield CallerGone(CallId(unique), self._by.pop(unique, By.SWITCH), why)

    def _leg_gone(self, offer: OfferId, channel: Channel, event: Event) -> Iterator[SwitchFact]:
        if offer in self._over:
            self._asked.discard(offer)
            return
        released = self._released.get(offer)
        if channel.up or offer in self._early:
            by = self._by.get(offer, By.SWITCH)
            if offer in self._asked:  # answered and gone before OriginateResponse came
                yield self._answer(offer)
            confirmed = offer not in self._asked_for_key
            self._end(offer)
            yield LegEnded(offer, by) if confirmed or released else LegFailed(offer, LegCause.NOT_CONFIRMED)
        else:
            yield self._failed(offer, released or self._why_failed(offer, channel, event))

    def _why_failed(self, offer: OfferId, channel: Channel, event: Event) -> LegCause:
        if offer not in self._by:  # no HangupRequest: not a word from the phone, the time was up
            # Outside it may well have rung: AMI shows a 183, by which many carriers ring, no otherwise than silence.
            return LegCause.NO_ANSWER if channel.ringing or is_outside(channel) else LegCause.UNREACHABLE
        return leg_failed(event.get("Cause"), event.get("TechCause"))

    def _bridge_enter(self, event: Event) -> Iterator[SwitchFact]:
        channel = self.state.channels.get(event.get("Uniqueid"))
        if channel is None:
            return
        channel.bridge = event.get("BridgeUniqueid")
        inside = self._bridges[channel.bridge]
        inside.add(channel.unique)
        yield from self._talks_in(inside)

    def _talks_in(self, inside: set[str], inferred: bool = False) -> Iterator[SwitchFact]:
        caller = next((each for each in inside if not is_offer(each)), None)
        if caller is None:
            return
        for leg in inside:
            if is_offer(leg) and OfferId(leg) not in self._talks:
                self._talks[OfferId(leg)] = Pair(caller, OfferId(leg))
                yield TalkSeen(CallId(caller), OfferId(leg), inferred)

    def _bridge_leave(self, event: Event) -> Iterator[SwitchFact]:
        channel = self.state.channels.get(event.get("Uniqueid"))
        if channel is not None:
            yield from self._left(channel)

    def _left(self, channel: Channel) -> Iterator[SwitchFact]:
        bridge, channel.bridge = channel.bridge, ""
        if not bridge:
            return
        inside = self._bridges[bridge]
        inside.discard(channel.unique)
        if not inside:
            del self._bridges[bridge]
        for pair in [p for p in self._talks.values() if channel.unique in (p.caller, p.leg)]:
            del self._talks[pair.leg]
            by = self._by.get(channel.unique) or self._by.get(pair.leg) or self._by.get(pair.caller) or By.UNKNOWN
            if by is not By.UNKNOWN:
                self._by.setdefault(pair.leg, by)  # its own end follows from this
            yield TalkUnseen(CallId(pair.caller), pair.leg, by)

    def _held(self, event: Event) -> Iterator[SwitchFact]:
        channel = self.state.channels.get(event.get("Uniqueid"))
        if channel is not None and is_offer(channel.unique):
            yield LegHeld(OfferId(channel.unique), event.name == "Hold")

    def _device(self, event: Event) -> Iterator[SwitchFact]:
        device = event.get("Device")
        if device.startswith("PJSIP/agent"):
            yield from self.phone(AgentId(device.removeprefix("PJSIP/agent")), event.get("State"))

    def phone(self, agent: AgentId, state: str) -> Iterator[SwitchFact]:
        """A device state, in the words of the event (`NOT_INUSE`) or of PJSIPShowEndpoints (`Not in use`)."""
        reachable = state.upper() not in ("UNAVAILABLE", "INVALID", "UNKNOWN")
        if self.state.phones.get(agent) is not reachable:
            self.state.phones[agent] = reachable
            yield PhoneSeen(agent, reachable)

    # -- ends

    def _failed(self, offer: OfferId, cause: LegCause) -> LegFailed:
        self._end(offer)
        return LegFailed(offer, cause)

    def _end(self, offer: OfferId) -> None:
        self._asked.discard(offer)
        self._asked_for_key.discard(offer)
        self._early.discard(offer)
        self._released.pop(offer, None)
        self._by.pop(offer, None)
        self._over[offer] = None
        while len(self._over) > ENDED_KEPT:
            self._over.popitem(last=False)

    # -- a state read anew

    def replace(self, read: SwitchState) -> Iterator[SwitchFact]:
        """Take a state that was read from the switch; tell what changed while nobody listened."""
        anew = bool(self.state.boot) and read.boot != self.state.boot
        before, self.state = self.state, SwitchState(read.channels, self.state.phones, read.boot)
        self._bridges.clear()
        for channel in read.channels.values():
            if channel.bridge:
                self._bridges[channel.bridge].add(channel.unique)
        lost = By.SWITCH if anew else By.UNKNOWN
        for pair in list(self._talks.values()):
            if not self._together(pair):
                del self._talks[pair.leg]
                yield TalkUnseen(CallId(pair.caller), pair.leg, self._by.get(pair.leg, lost), inferred=True)
        for unique, old in before.channels.items():
            if unique in read.channels:
                continue
            if self._served(unique):  # it came while the state was on its way
                self.state.channels[unique] = old
            else:
                yield from self._vanished(unique, old, lost)
        for offer in [each for each in self._asked if each not in read.channels and each not in before.channels]:
            yield self._failed(offer, LegCause.SWITCH_LOST)
        for channel in read.channels.values():
            yield from self._appeared(channel)
            known = before.channels.get(channel.unique)
            if channel.up and not is_offer(channel.unique) and not (known and known.up):
                yield CallerUp(CallId(channel.unique), inferred=True)
        for inside in list(self._bridges.values()):
            yield from self._talks_in(inside, inferred=True)
        for agent, reachable in read.phones.items():
            if self.state.phones.get(agent) is not reachable:
                self.state.phones[agent] = reachable
                yield PhoneSeen(agent, reachable)

    def _together(self, pair: Pair) -> bool:
        channels = self.state.channels
        caller, leg = channels.get(pair.caller), channels.get(pair.leg)
        return caller is not None and leg is not None and caller.bridge != "" and caller.bridge == leg.bridge

    def _vanished(self, unique: str, old: Channel, lost: By) -> Iterator[SwitchFact]:
        offer = OfferId(unique)
        if not is_offer(unique) and offer not in self._asked:
            yield CallerGone(CallId(unique), self._by.pop(unique, lost), OUT_OF_SIGHT, inferred=True)
            return
        if offer in self._over:
            return
        if offer in self._asked:
            yield self._failed(offer, self._released.get(offer) or LegCause.SWITCH_LOST)
        else:
            by = self._by.get(unique, lost)
            self._end(offer)
            yield LegEnded(offer, by, inferred=True)

    def _appeared(self, channel: Channel) -> Iterator[SwitchFact]:
        offer = OfferId(channel.unique)
        if not (is_offer(offer) or is_called_back(offer)) or offer in self._over:
            return
        if channel.confirmed:
            self._asked_for_key.discard(offer)  # he pressed it while nobody listened
        elif channel.asked:
            self._asked_for_key.add(offer)
        if not channel.up:  # also one that an engine before us asked for: its answer is to come
            self._asked.add(offer)
            if channel.ringing:
                yield LegRinging(offer)
        elif offer in self._asked:
            yield self._answer(offer)


CONFIRMED_EVENT = "CCConfirmed"
"""What the dialplan tells when the key was pressed (dialplan/asterisk/extensions.conf)."""

ORIGINATE = "originate-"
"""ActionID of an Originate: with the offer's id behind it, OriginateResponse carries it back."""

_HANDLERS = {
    "Newchannel": Tracker._newchannel,
    "Newstate": Tracker._newstate,
    "Rename": Tracker._renamed,
    "OriginateResponse": Tracker._originated,
    "HangupRequest": Tracker._hangup_request,
    "UserEvent": Tracker._user_event,
    "Hangup": Tracker._hangup,
    "BridgeEnter": Tracker._bridge_enter,
    "BridgeLeave": Tracker._bridge_leave,
    "Hold": Tracker._held,
    "Unhold": Tracker._held,
    "DeviceStateChange": Tracker._device,
}
