"""Records of callbacks -> stages of the call that asked, and the wait in the queue of the one that came of it."""

from ccengine.acd import commands, events
from ccengine.model.ids import asked_by
from ccengine.office.page import Entry, Page
from ccengine.office.schema import QueueVisit
from ccengine.office.words import Step


def asked(page: Page, entry: Entry, body: events.CallbackAsked) -> None:
    page.stage(page.call(body.call, entry), entry, Step.CALLBACK_ASKED, queue=body.queue, detail=body.number)


def dialled(page: Page, entry: Entry, body: commands.CallBack) -> None:
    if call := page.known_call(asked_by(body.callback)):
        page.stage(call, entry, Step.CALLED_BACK, queue=body.queue, agent=body.agent, detail=body.call)


def over(page: Page, entry: Entry, body: commands.CallbackOver) -> None:
    if call := page.known_call(asked_by(body.callback)):
        page.stage(call, entry, Step.CALLBACK_OVER, detail=body.end)


def cancelled(page: Page, entry: Entry, body: events.CallbackCancelled) -> None:
    if call := page.known_call(asked_by(body.callback)):
        page.stage(call, entry, Step.CALLBACK_OVER, detail=f"cancelled {body.by}".strip())


def reached(page: Page, entry: Entry, body: events.CallbackReached) -> None:
    """From now on he waits in the queue as others do."""
    call = page.call(body.call, entry)
    if page.waiting(call.id) is not None or call.ended is not None:
        return
    visit = QueueVisit(n=entry.n, call=call.id, queue=body.queue, head_start=0.0, entered=entry.at)
    page.visits(call.id).append(page.add(visit))
    page.stage(call, entry, Step.CALLBACK_REACHED, queue=body.queue)
