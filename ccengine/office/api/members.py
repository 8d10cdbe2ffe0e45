"""Members: in the books; what was tried on them: asked from the engine.

No PIN comes here: ccctl hashes it, and the engine's worker compares it."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ccengine.model.members import LONGEST_NUMBER, PHONES, PIN_HASH
from ccengine.model.numbering import Numbering
from ccengine.office import members as kept
from ccengine.office.api.answers import Answer
from ccengine.office.api.books import LIMIT, ask
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED, ApiError
from ccengine.office.api.flows import NAME
from ccengine.office.api.live import read
from ccengine.office.engine_link import EngineAway
from ccengine.office.threads import DatabaseAway, Worker, reason

NUMBER = rf"^[0-9]{{1,{LONGEST_NUMBER}}}$"
Number = Annotated[str, Path(pattern=NUMBER)]
T = TypeVar("T")


class GivenMember(BaseModel):
    """Null: as it is."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)

    number: str = Field(pattern=NUMBER)
    name: str | None = Field(default=None, max_length=64)
    kind: str | None = Field(default=None, alias="class", max_length=64, pattern=NAME)
    phones: list[str] | None = Field(default=None, max_length=PHONES, description="However they are written.")
    pin_hash: str | None = Field(default=None, max_length=200, pattern=f"^{PIN_HASH.pattern}$")


class Members(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    members: list[GivenMember] = Field(min_length=1, max_length=50)
    new_only: bool = Field(default=False, description="Refuse them all when one is there already.")


class Unlock(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    by: str = Field(default="", max_length=64, pattern=NAME)


class Done(BaseModel):
    done: int


class ShownMember(BaseModel):
    number: str
    name: str
    kind: str = Field(serialization_alias="class")
    has_pin: bool
    changed: float
    phones: list[str]
    learned: list[str] = Field(description="Numbers from which he was known last: they count as his.")


class Listed(BaseModel):
    members: list[ShownMember]
    count: int
    next: str | None


class Tried(Answer):
    member: str
    wrong: dict[str, int] = Field(description="Wrong PINs of the last hour, by kind of count.")


class OneMember(BaseModel):
    member: ShownMember
    wrong: dict[str, int] | None = Field(description="Null: the engine is away.")


class Unlocked(Answer):
    member: str


def router(context: Context) -> APIRouter:
    routes = APIRouter(tags=["members"], responses={s: DECLARED[s] for s in (401, 404, 409, 422, 503)})

    @routes.get("/members")
    async def members(
        after: Annotated[str, Query(max_length=LONGEST_NUMBER)] = "",
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> Listed:
        """By number."""
        found = await ask(context.reads, lambda session: kept.listed(session, after, limit))
        many = await ask(context.reads, kept.count)
        following = found[-1].number if len(found) == limit else None
        return Listed(members=[_shown(one) for one in found], count=many, next=following)

    @routes.post("/members")
    async def put(body: Members) -> Done:
        """Add members, or change those that are there."""
        if twice := [number for number, count in Counter(each.number for each in body.members).items() if count > 1]:
            raise ApiError(422, "not-allowed", f"given more than once: {', '.join(twice)}", "give each member once")
        given = [_put(each, context.numbering) for each in body.members]
        there = await change(context.reads, lambda session: kept.put(session, given, time.time(), body.new_only))
        if there:
            text = f"there already: {', '.join(there)}; none was added"
            raise ApiError(409, "member-there", text, "change one with `ccctl member change`")
        return Done(done=len(given))

    @routes.get("/members/{number}")
    async def one(number: Number) -> OneMember:
        found = await ask(context.reads, lambda session: kept.find(session, number))
        if found is None:
            raise no_such(number)
        try:
            tried: Tried | None = read(Tried, await context.link.ask("member_attempts", member=number))
        except EngineAway:
            tried = None
        return OneMember(member=_shown(found), wrong=tried.wrong if tried else None)

    @routes.post("/members/{number}/remove")
    async def remove(number: Number) -> Done:
        if not await change(context.reads, lambda session: kept.remove(session, number)):
            raise no_such(number)
        return Done(done=1)

    @routes.post("/members/{number}/unlock")
    async def unlock(number: Number, body: Unlock) -> Unlocked:
        """Forget what was tried on this member: he, and anybody else, may try again at once."""
        if await ask(context.reads, lambda session: kept.find(session, number)) is None:
            raise no_such(number)
        return read(Unlocked, await context.link.ask("member_unlock", member=number, by=body.by))

    return routes


async def change(worker: Worker, work: Callable[[Session], T]) -> T:
    def write() -> T:
        with worker.database.writing() as session:
            return work(session)

    try:
        return await worker.run(write, LIMIT)
    except SQLAlchemyError as error:
        raise DatabaseAway(f"database {worker.database.shown}: {reason(error)}") from error


def no_such(number: str) -> ApiError:
    return ApiError(404, "no-such-member", f"there is no member {number}", "`ccctl member list` shows them")


def _shown(one: kept.Shown) -> ShownMember:
    return ShownMember(
        number=one.number,
        name=one.name,
        kind=one.kind,
        has_pin=one.has_pin,
        changed=one.changed,
        phones=one.phones,
        learned=one.learned,
    )


def _put(given: GivenMember, numbering: Numbering) -> kept.Put:
    """Raises ApiError for a phone that is no number."""
    phones: list[str] | None = None
    if given.phones is not None:
        phones = []
        for phone in given.phones:
            if not (form := numbering.form(phone)):
                raise ApiError(422, "not-allowed", f"member {given.number}: {phone[:40]!r} is no telephone number")
            phones.append(form)
    return kept.Put(given.number, given.name, given.kind, phones, given.pin_hash)
