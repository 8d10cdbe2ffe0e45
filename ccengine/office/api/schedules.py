"""Schedules: when it is open, and by hand: asked from the engine."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ccengine.office.api import schedule_answers as shapes
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.flows import NAME
from ccengine.office.api.live import read

Word = Annotated[str, Query(max_length=64, pattern=NAME)]


class Release(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    schedule: str = Field(default="", max_length=64, pattern=NAME, description='"" for all.')
    by: str = Field(default="", max_length=64, pattern=NAME, description="Who wants it: kept on record.")


class Force(Release):
    state: str = Field(min_length=1, max_length=64, pattern=NAME)
    until: str = Field(
        default="", max_length=40, pattern=NAME, description='`14:00`, or a moment; "": until it is released.'
    )


def router(context: Context) -> APIRouter:
    link = context.link
    routes = APIRouter(tags=["schedules"], responses={s: DECLARED[s] for s in (401, 404, 409, 422, 503)})

    @routes.get("/schedules")
    async def schedules(schedule: Word = "", at: Word = "") -> shapes.Schedules:
        """The state of each schedule, now or at a moment (`2026-10-01T12:30`), and when it changes next."""
        return read(shapes.Schedules, await link.ask("schedules", schedule=schedule, at=at))

    @routes.post("/schedules/force")
    async def force(body: Force) -> shapes.Put:
        """Put a state in a schedule's place, or in the place of all that know it."""
        return read(shapes.Put, await link.ask("schedule_force", **body.model_dump()))

    @routes.post("/schedules/release")
    async def release(body: Release) -> shapes.Put:
        """The schedule counts again."""
        return read(shapes.Put, await link.ask("schedule_release", **body.model_dump()))

    return routes
