"""One journal record -> rows: which function books which kind."""

from collections.abc import Callable, Iterable
from typing import Any

from ccengine.acd import commands, events
from ccengine.acd.dial.commands import Dial, DialOver, PutThrough
from ccengine.acd.dial.events import DialAsked, OfferConfirmed
from ccengine.model import facts
from ccengine.model.ids import CallId, OfferId
from ccengine.office import booking_agents as agents
from ccengine.office import booking_callbacks as callbacks
from ccengine.office import booking_calls as calls
from ccengine.office import booking_dials as dials
from ccengine.office import booking_lists as lists
from ccengine.office import booking_marks as marks
from ccengine.office import booking_members as members
from ccengine.office import booking_offers as offers
from ccengine.office import booking_service as service
from ccengine.office import booking_times as times
from ccengine.office.page import Entry, Page
from ccengine.wire.journal import Gap, Record, Unknown

Booker = Callable[[Page, Entry, Any], None]

BOOKERS: dict[type, tuple[Booker, ...]] = {
    facts.EngineStarted: (service.engine_started,),
    facts.EngineStopped: (service.engine_stopped,),
    facts.SwitchUp: (service.switch_up,),
    facts.SwitchDown: (service.switch_down,),
    facts.PortSet: (service.port_set,),
    facts.CallerListed: (lists.listed,),
    facts.CallerUnlisted: (lists.unlisted,),
    facts.ClassGiven: (calls.class_given,),
    facts.CallArrived: (calls.arrived,),
    facts.CallRefused: (calls.refused,),
    facts.CallAnswered: (calls.answered,),
    facts.CallResumed: (calls.resumed,),
    facts.NodeEntered: (calls.node_entered,),
    facts.NodeLeft: (calls.node_left,),
    facts.NodeFailed: (calls.node_failed,),
    facts.FlowEntered: (calls.flow_entered,),
    facts.FlowLeft: (calls.flow_left,),
    facts.InputTaken: (calls.input_taken,),
    facts.Tagged: (calls.tagged,),
    facts.LanguageChosen: (calls.language_chosen,),
    facts.PinJudged: (members.judged,),
    facts.MemberKnown: (members.known,),
    facts.EffectEnded: (calls.effect_ended,),
    facts.MessageRecorded: (calls.message_recorded,),
    facts.Questioned: (marks.questioned,),
    facts.Marked: (marks.marked,),
    facts.Commented: (marks.commented,),
    facts.RecordingStarted: (calls.recording_started,),
    facts.RecordingFailed: (calls.recording_failed,),
    facts.CallEnded: (calls.ended,),
    facts.Corrected: (service.corrected,),
    facts.TimeFound: (times.found,),
    facts.InvariantBroken: (service.invariant_broken,),
    events.CallerQueued: (calls.queued,),
    events.CallerLeft: (agents.caller_left, calls.left),
    events.OfferRinging: (offers.ringing,),
    events.OfferAnswered: (offers.answered,),
    events.OfferFailed: (agents.offer_failed, offers.failed),
    events.TalkBegan: (offers.began, agents.talks),
    events.TalkHeld: (agents.held,),
    events.TalkEnded: (agents.talk_ended, offers.ended),
    events.CallbackAsked: (callbacks.asked,),
    events.CallbackReached: (callbacks.reached,),
    events.CallbackCancelled: (callbacks.cancelled,),
    commands.CallBack: (callbacks.dialled, agents.reserved),
    commands.CallbackOver: (callbacks.over,),
    commands.Ring: (offers.ring, agents.rung),
    commands.Join: (agents.joined,),
    commands.StopRinging: (offers.stop_ringing,),
    commands.Release: (offers.release,),
    commands.Widen: (calls.widened,),
    commands.SendOn: (calls.sent_on,),
    commands.SetAgent: (agents.set_agent,),
    DialAsked: (dials.asked,),
    Dial: (dials.dialled,),
    DialOver: (dials.over,),
    OfferConfirmed: (dials.confirmed,),
    facts.LegRefused: (dials.refused,),
    Gap: (service.gap,),
    Unknown: (service.unknown,),
}

BY_SET_AGENT = "the state that comes of it is told by SetAgent"

NOT_BOOKED: dict[type, str] = {
    events.CallbackFailed: "SetAgent tells that his agent is free, CallBack the next try, CallbackOver the last",
    commands.EndPause: "CallBack tells the next try",
    events.AgentLoggedIn: BY_SET_AGENT,
    events.AgentLoggedOut: BY_SET_AGENT,
    events.AgentReady: BY_SET_AGENT,
    events.AgentNotReady: BY_SET_AGENT,
    events.AgentReachable: BY_SET_AGENT,
    events.WrapUpExtended: BY_SET_AGENT,
    events.WayOutTaken: "SendOn tells what came of it",
    facts.ScheduleForced: "the journal says who forced what; the state now is the engine's",
    facts.ScheduleReleased: "as ScheduleForced",
    facts.LegSent: "Dial tells of the leg, and what came of it; what is counted is the engine's",
    facts.FlowsTaken: "PortSet tells what was taken",
    facts.Announced: "what a waiting caller hears is no stage of his call; the journal has it",
    facts.PinTried: "PinJudged tells what came of it",
    facts.MemberUnlocked: "the journal says who did it; what counts now is the engine's",
    facts.SpeechBegan: "MessageRecorded or Commented tells what came of it, also after a crash",
    facts.EffectBegan: "EffectEnded tells what came of it; without it, the node's exit does",
    events.SwitchAvailable: "SwitchUp and SwitchDown tell it",
    PutThrough: "TalkBegan tells what came of it",
    events.TimePassed: "nothing happened; the orders that follow tell what came of it",
}


def begun(bodies: Iterable[object]) -> tuple[list[CallId], list[OfferId]]:
    """The calls and offers that begin with these."""
    calls: list[CallId] = []
    offers: list[OfferId] = []
    for body in bodies:
        match body:
            case facts.CallArrived(call=call) | facts.CallRefused(call=call):
                calls.append(call)
            case commands.Ring(offer=offer) | Dial(offer=offer):
                offers.append(offer)
    return calls, offers


def book(page: Page, record: Record) -> None:
    for booker in BOOKERS.get(type(record.body), ()):
        booker(page, Entry(record.n, record.t), record.body)
