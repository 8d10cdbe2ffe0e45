"""Records of surveys -> rows.  A question is a row as soon as it is asked: one that nobody answered counts, too."""

from ccengine.model import facts
from ccengine.office import words
from ccengine.office.page import Entry, Page
from ccengine.office.schema import Mark, Recording
from ccengine.office.words import RecordingState, Step


def questioned(page: Page, entry: Entry, body: facts.Questioned) -> None:
    _ask(page, entry, body.call, body.survey, body.question)


def marked(page: Page, entry: Entry, body: facts.Marked) -> None:
    row = _asked(page, entry, body.call, body.survey, body.question)
    row.key, row.grade, row.answered = body.key, body.grade, entry.at
    page.stage(page.call(body.call, entry), entry, Step.MARK, offer=row.offer, detail=f"{body.question}: {body.key}")


def commented(page: Page, entry: Entry, body: facts.Commented) -> None:
    """It lies with the recordings, as what was said to the agent who is marked."""
    row = _asked(page, entry, body.call, body.survey, body.question)
    row.path, row.seconds, row.answered = body.path, body.seconds, entry.at
    began = entry.at - body.seconds
    recording = Recording(
        n=entry.n, call=row.call, offer=row.offer, path=body.path, started=began, seconds=body.seconds,
        state=RecordingState.READY, problem=words.CUT_OFF if body.estimated else "",
    )  # fmt: skip
    page.recordings(row.call).append(page.add(recording))
    detail = words.spoken(body.path, body.seconds, body.estimated)
    call = page.call(body.call, entry)
    page.stage(call, entry, Step.COMMENT, offer=row.offer, detail=detail, seconds=body.seconds)


def _ask(page: Page, entry: Entry, id: str, survey: str, question: str) -> Mark:
    call = page.call(id, entry)
    talks = [offer.id for offer in page.offers_of(call.id) if offer.connected is not None]
    offer = talks[-1] if talks else ""
    row = Mark(n=entry.n, call=call.id, offer=offer, at=entry.at, survey=survey, question=question)
    page.marks(call.id).append(page.add(row))
    return row


def _asked(page: Page, entry: Entry, id: str, survey: str, question: str) -> Mark:
    """The row of the question that waits for its answer, or has one that was cut off; a journal of before tells only of
    the answer."""
    call = page.call(id, entry).id
    cut = {each.path for each in page.recordings(call) if each.problem == words.CUT_OFF}
    for row in reversed(page.marks(call)):
        if (row.survey, row.question) == (survey, question) and (row.answered is None or row.path in cut):
            return row
    return _ask(page, entry, id, survey, question)
