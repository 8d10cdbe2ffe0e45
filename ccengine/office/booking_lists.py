"""Records of the lists of callers -> rows, and how often each entry decided."""

from ccengine.model import facts
from ccengine.model.lists import entry_id
from ccengine.office.page import Entry, Page
from ccengine.office.schema import ListEntry


def listed(page: Page, entry: Entry, body: facts.CallerListed) -> None:
    """One that was there before, or was removed, keeps its hits."""
    id = entry_id(body.kind, body.what, body.port)
    row = page.listed(id) or page.new_listed(ListEntry(id=id, n=entry.n, since=entry.at))
    row.n, row.since, row.until, row.by = entry.n, entry.at, body.until or None, body.by
    row.kind, row.what, row.port = body.kind, body.what, body.port
    row.caller_class, row.reason = body.caller_class, body.reason
    row.removed, row.removed_by = None, ""


def unlisted(page: Page, entry: Entry, body: facts.CallerUnlisted) -> None:
    if row := page.listed(entry_id(body.kind, body.what, body.port)):
        row.removed, row.removed_by = entry.at, body.by


def decided(page: Page, entry: Entry, *ids: str) -> None:
    for id in ids:
        if id and (row := page.listed(id)):
            row.hits, row.last_hit = row.hits + 1, entry.at
