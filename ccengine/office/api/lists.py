"""Lists of callers: who stands there is asked from the books, all else from the engine."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from ccengine.model.lists import Kind
from ccengine.office.api import list_answers as shapes
from ccengine.office.api.books import ask
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.flows import NAME
from ccengine.office.api.live import read
from ccengine.office.schema import ListEntry

AT_ONCE = 100  # entries of one request
PATIENCE = 3.0  # seconds for the books to have what was just put on record

Text = Annotated[str, Field(max_length=400, pattern=NAME)]
Word = Annotated[str, Query(max_length=400, pattern=NAME)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    what: Text = Field(description="A number, a prefix (`138*`), a pattern (`138XXXX8000`) or `withheld`.")
    reason: Text = ""
    until: Text = Field(default="", description="`30d`, `2026-12-31` or `2026-12-31T18:00`; empty: it stays.")
    caller_class: Text = Field(default="", description="Of the list `class`.")
    port: Text = Field(default="", description="Empty: all.")


class Add(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    entries: list[Entry] = Field(min_length=1, max_length=AT_ONCE)
    by: Text = Field(default="", description="Who wants it: kept on record.")
    booked: bool = Field(default=True, description="Answer when the books have it, too, or cannot have it now.")


class Remove(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    what: Text
    port: Text = ""
    by: Text = ""


def router(context: Context) -> APIRouter:
    link = context.link
    routes = APIRouter(tags=["lists"], responses={s: DECLARED[s] for s in (401, 404, 409, 422, 503)})

    @routes.get("/lists/{kind}")
    async def list_entries(
        kind: Kind, after: Word = "", limit: Annotated[int, Query(ge=1, le=1000)] = 100
    ) -> shapes.Entries:
        """Who stands there, by what is named; how often each entry decided, and when it did last."""

        def question(session: Session) -> list[ListEntry]:
            wanted = select(ListEntry).where(ListEntry.kind == kind.value, ListEntry.removed.is_(None))
            wanted = wanted.where(ListEntry.id > after).order_by(ListEntry.id)
            return list(session.scalars(wanted.limit(limit + 1)))

        rows = await ask(context.reads, question)
        page = [shapes.Entry.model_validate(row) for row in rows[:limit]]
        return shapes.Entries(entries=page, next=page[-1].id if len(rows) > limit else None)

    @routes.post("/lists/{kind}/add")
    async def add_entries(kind: Kind, body: Add) -> shapes.Added:
        """All of them or, when one is wrong, none.  What is there already is replaced, and keeps its hits."""
        entries = [entry.model_dump() for entry in body.entries]
        got = await link.ask("list_add", kind=kind.value, entries=entries, by=body.by)
        return read(shapes.Added, await booked(got) if body.booked else got)

    @routes.post("/lists/{kind}/remove")
    async def remove_entry(kind: Kind, body: Remove) -> shapes.Removed:
        return read(shapes.Removed, await booked(await link.ask("list_remove", kind=kind.value, **body.model_dump())))

    @routes.get("/caller")
    async def caller(
        number: Word = "", withheld: bool = False, port: Word = "", language: Word = "zh"
    ) -> shapes.Caller:
        """What would become of a call of this number now, and why.  Nothing is counted."""
        got = await link.ask("caller", number=number, withheld=withheld, port=port, language=language)
        return read(shapes.Caller, got)

    async def booked(got: object) -> object:
        """Who asks for the list after this shall find it there."""
        n = got.get("n") if isinstance(got, dict) else None
        for _ in range(int(PATIENCE / 0.05)):
            if not isinstance(n, int) or context.bookkeeper.position.n >= n or context.bookkeeper.problem:
                break
            await asyncio.sleep(0.05)
        return got

    return routes
