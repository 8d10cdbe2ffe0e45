"""Batches of journal records -> the books, each record exactly once: the position is written in the same transaction
as the rows, so that after any crash the next batch begins where the last whole one ended."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from sqlalchemy.orm import Session

from ccengine.office.booking import begun, book
from ccengine.office.database import Database, away
from ccengine.office.page import Page
from ccengine.office.schema import Correction, JournalPosition
from ccengine.office.words import Doubt
from ccengine.wire.journal import Damaged, Record

log = logging.getLogger("ccengine.office")
Found = Record | Damaged


@dataclass(frozen=True, slots=True)
class Position:
    """The last record that is booked.  0 at the beginning."""

    n: int = 0
    at: float = 0.0


class Moved(Exception):
    """The position is not where this process left it: somebody else writes these books."""


def position(database: Database) -> Position:
    with database.reading() as session:
        row = session.get(JournalPosition, 1)
        return Position(row.n, row.at) if row else Position()


class Books:
    """As one process writes them, batch after batch.  Rows that may change again are kept from one to the next: nobody
    else writes them, or `Moved` tells (of a hundred calls a minute, half of the work was to read them anew)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._page: Page | None = None

    def apply(self, found: Sequence[Found], before: Position) -> Position:
        """Book what was found after `before`; returns the new position.  Records at or under it are passed over.

        Raises what `away` is true of when the database cannot be had: then nothing of it is booked.  A record that
        cannot be booked for another reason is noted in the corrections, so that it does not keep the others out."""
        try:
            return self._together(found, before)
        except Exception as error:
            self.forget()
            if away(error) or isinstance(error, Moved):
                raise
            if len(found) == 1:
                return _not_booked(self._database, found[0], before, error)
        for each in found:
            before = self.apply([each], before)
        return before

    def forget(self) -> None:
        """What was kept: it is read again."""
        if self._page is not None:
            self._page.session.close()
            self._page = None

    def _together(self, found: Sequence[Found], before: Position) -> Position:
        page = self._page = self._page or Page(self._database.lasting(), empty=before.n == 0)
        with self._database.writing(page.session) as session:
            row = _row(session, before)
            page.expect(*begun(each.body for each in found if isinstance(each, Record) and each.n > row.n))
            for each in found:
                if isinstance(each, Damaged):
                    what = f"{each.file}, byte {each.offset}: {each.why}"
                    session.merge(Correction(n=row.n, kind=Doubt.DAMAGED, at=row.at, what=what))
                elif each.n > row.n:
                    book(page, each)
                    row.n, row.at = each.n, each.t
            page.write()
            position = Position(row.n, row.at)
        page.turn()
        return position


def apply(database: Database, found: Sequence[Found], before: Position) -> Position:
    """One batch alone: see Books.apply."""
    books = Books(database)
    try:
        return books.apply(found, before)
    finally:
        books.forget()


def _not_booked(database: Database, found: Found, before: Position, error: Exception) -> Position:
    if isinstance(found, Damaged):
        raise error
    log.error("journal record %d cannot be booked and is passed over", found.n, exc_info=error)
    what = f"a record of kind {type(found.body).__name__}: {error}"
    with database.writing() as session:
        row = _row(session, before)
        row.n, row.at = found.n, found.t if isfinite(found.t) else row.at
        session.merge(Correction(n=found.n, kind=Doubt.NOT_BOOKED, at=row.at, what=what))
        session.flush()
        return Position(row.n, row.at)


def _row(session: Session, before: Position) -> JournalPosition:
    row = session.get(JournalPosition, 1, populate_existing=True)  # as it is now, whoever wrote it
    if row is None:
        row = JournalPosition(id=1, n=0, at=0.0)
        session.add(row)
    if row.n != before.n:
        raise Moved(f"the books are at record {row.n}, not {before.n}: another office writes them")
    return row
