"""Records of the caller's side -> rows.  A fact told twice is one fact: the first stands."""

from ccengine.acd import commands, events
from ccengine.model import facts
from ccengine.model.ids import asked_by
from ccengine.model.why import By, LegCause
from ccengine.office import words
from ccengine.office.booking_lists import decided
from ccengine.office.booking_offers import end_offer
from ccengine.office.page import Entry, Page
from ccengine.office.schema import Call, QueueVisit, Recording
from ccengine.office.words import Outcome, RecordingState, Step


def arrived(page: Page, entry: Entry, body: facts.CallArrived) -> None:
    call = page.call(body.call, entry)
    if call.flow or call.refused:
        return
    call.called, call.caller, call.caller_name = body.called, body.caller, body.caller_name
    call.caller_form = body.caller_form
    call.flow, call.language, call.channel = body.flow, body.language, body.channel
    call.port, call.version, call.canary = body.port, body.version, body.canary
    call.caller_class, call.area, call.carrier, call.listed = body.caller_class, body.area, body.carrier, body.listed
    decided(page, entry, body.listed, body.classed)
    call.arrived, call.estimated = min(call.arrived, entry.at), False
    page.stage(call, entry, Step.OFFERED, detail=body.called)


def refused(page: Page, entry: Entry, body: facts.CallRefused) -> None:
    call = page.call(body.call, entry)
    if call.ended is not None:
        return
    call.called, call.caller = call.called or body.called, call.caller or body.caller
    call.caller_form = call.caller_form or body.caller_form
    call.refused, call.outcome = body.why or "refused", Outcome.REFUSED
    call.ended, call.ended_by, call.why, call.estimated = entry.at, By.ENGINE, body.why, False
    call.listed = body.listed
    decided(page, entry, body.listed)
    page.stage(call, entry, Step.REFUSED, detail=f"{body.why}: {body.listed}" if body.listed else body.why)


def class_given(page: Page, entry: Entry, body: facts.ClassGiven) -> None:
    page.call(body.call, entry).caller_class = body.caller_class


def answered(page: Page, entry: Entry, body: facts.CallAnswered) -> None:
    call = page.call(body.call, entry)
    if call.answered is None:
        call.answered, call.answered_estimated = entry.at, body.estimated
        page.stage(call, entry, Step.ANSWERED)


def resumed(page: Page, entry: Entry, body: facts.CallResumed) -> None:
    page.stage(page.call(body.call, entry), entry, Step.RESUMED, detail=body.node)


def node_entered(page: Page, entry: Entry, body: facts.NodeEntered) -> None:
    where = {"flow": body.flow, "node": body.node}
    page.stage(page.call(body.call, entry), entry, Step.NODE, detail=body.node, line=body.line, **where)


def node_left(page: Page, entry: Entry, body: facts.NodeLeft) -> None:
    call = page.call(body.call, entry)
    where = {"flow": body.flow or call.flow, "node": body.node, "exit": body.exit}
    page.stage(call, entry, Step.NODE_LEFT, detail=f"{body.node}: {body.exit}", changed=body.changed, **where)


def tagged(page: Page, entry: Entry, body: facts.Tagged) -> None:
    page.stage(page.call(body.call, entry), entry, Step.TAG, detail=f"{body.name}: {body.value}")


def node_failed(page: Page, entry: Entry, body: facts.NodeFailed) -> None:
    page.stage(page.call(body.call, entry), entry, Step.NODE_FAILED, detail=body.why, node=body.node)


def flow_entered(page: Page, entry: Entry, body: facts.FlowEntered) -> None:
    call = page.call(body.call, entry)
    page.stage(call, entry, Step.FLOW, detail=body.flow, flow=body.flow, changed=body.variables)


def flow_left(page: Page, entry: Entry, body: facts.FlowLeft) -> None:
    page.stage(page.call(body.call, entry), entry, Step.FLOW_LEFT, detail=body.exit, exit=body.exit)


def input_taken(page: Page, entry: Entry, body: facts.InputTaken) -> None:
    page.stage(page.call(body.call, entry), entry, Step.INPUT, detail=body.keys)


def language_chosen(page: Page, entry: Entry, body: facts.LanguageChosen) -> None:
    page.stage(page.call(body.call, entry), entry, Step.LANGUAGE, detail=body.language)


def effect_ended(page: Page, entry: Entry, body: facts.EffectEnded) -> None:
    detail = f"{body.outcome}, {body.seconds:.3f} s" + (f": {body.detail}" if body.detail else "")
    call = page.call(body.call, entry)
    page.stage(call, entry, Step.EFFECT, detail=detail, node=body.node, exit=body.outcome, seconds=body.seconds)


def message_recorded(page: Page, entry: Entry, body: facts.MessageRecorded) -> None:
    detail = words.spoken(body.path, body.seconds, body.estimated)
    page.stage(page.call(body.call, entry), entry, Step.MESSAGE, detail=detail, seconds=body.seconds)


def recording_started(page: Page, entry: Entry, body: facts.RecordingStarted) -> None:
    call = page.call(body.call, entry)
    if any(row.path == body.path for row in page.recordings(call.id)):
        return
    # The switch's two sockets race: a short talk may be over before its recording is told of.
    offer = page.offer(body.offer)
    over = call.ended is not None or (offer is not None and offer.ended is not None)
    state = RecordingState.DUE if over else RecordingState.RECORDING
    row = Recording(n=entry.n, call=call.id, offer=body.offer, path=body.path, started=entry.at, state=state)
    page.recordings(call.id).append(page.add(row))
    page.stage(call, entry, Step.RECORDING, offer=body.offer, detail=body.path)


def recording_failed(page: Page, entry: Entry, body: facts.RecordingFailed) -> None:
    call = page.call(body.call, entry)
    page.stage(call, entry, Step.RECORDING_FAILED, offer=body.offer, detail=body.why)
    begun = [row for row in page.recordings(call.id) if row.offer == body.offer]
    for row in begun:
        row.problem = body.why  # what there is of the file is still made into one
    if not begun:
        state = RecordingState.FAILED
        row = Recording(
            n=entry.n, call=call.id, offer=body.offer, path="", started=entry.at, state=state, problem=body.why
        )
        page.recordings(call.id).append(page.add(row))


def queued(page: Page, entry: Entry, body: events.CallerQueued) -> None:
    call = page.call(body.call, entry)
    if page.waiting(call.id) is not None or call.ended is not None:
        return  # it keeps its place
    visit = QueueVisit(n=entry.n, call=call.id, queue=body.queue, head_start=body.head_start, entered=entry.at)
    page.visits(call.id).append(page.add(visit))
    page.stage(call, entry, Step.QUEUED, queue=body.queue)


def left(page: Page, entry: Entry, body: events.CallerLeft) -> None:
    _leave_queue(page, entry, page.call(body.call, entry), body.by, body.why)


def widened(page: Page, entry: Entry, body: commands.Widen) -> None:
    if (asking := asked_by(body.call)) != body.call:  # a callback, which is no call until it is reached
        if known := page.known_call(asking):
            page.stage(known, entry, Step.WIDENED, detail=f"step {body.step}")
        return
    call = page.call(body.call, entry)
    if visit := page.waiting(call.id):
        page.stage(call, entry, Step.WIDENED, queue=visit.queue, detail=f"step {body.step}")


def sent_on(page: Page, entry: Entry, body: commands.SendOn) -> None:
    call = page.call(body.call, entry)
    if visit := page.waiting(call.id):
        visit.left, visit.exit = entry.at, body.exit
        page.stage(call, entry, Step.LEFT_QUEUE, queue=visit.queue, detail=f"{body.exit} {body.key}".rstrip())


def ended(page: Page, entry: Entry, body: facts.CallEnded) -> None:
    call = page.call(body.call, entry)
    if call.ended is not None:
        return
    _leave_queue(page, entry, call, body.by, body.why)
    for offer in page.offers_of(call.id):
        end_offer(page, entry, offer, by=body.by, cause=LegCause.CALLER_LEFT, estimated=body.estimated)
    for row in page.recordings(call.id):
        if row.state == RecordingState.RECORDING:
            row.state = RecordingState.DUE
    call.ended, call.ended_by, call.why = entry.at, body.by, body.why
    call.estimated = call.estimated or body.estimated
    call.outcome = _outcome(page, call)
    page.stage(call, entry, Step.ENDED, by=body.by, detail=body.why)


def _leave_queue(page: Page, entry: Entry, call: Call, by: By, why: str) -> None:
    if visit := page.waiting(call.id):
        visit.left = entry.at
        visit.exit = words.ABANDONED if by is By.CALLER else by.value
        page.stage(call, entry, Step.LEFT_QUEUE, queue=visit.queue, by=by, detail=why or visit.exit)


def _outcome(page: Page, call: Call) -> Outcome:
    visits, offers = page.visits(call.id), page.offers_of(call.id)
    if any(offer.connected is not None for offer in offers):
        return Outcome.HANDLED
    if visits:
        return Outcome.ABANDONED if visits[-1].exit == words.ABANDONED else Outcome.UNSERVED
    if offers:  # it was dialled for
        return Outcome.ABANDONED if offers[-1].cause == LegCause.CALLER_LEFT else Outcome.UNSERVED
    return Outcome.CONTAINED
