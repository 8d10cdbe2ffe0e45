"""Ports and the versions that their calls enter: asked from the engine; who did what is asked from the books."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from ccengine.office.api import flow_answers as shapes
from ccengine.office.api.books import ask
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.live import read
from ccengine.office.schema import PortVersion

PATIENCE = 150.0
"""Seconds for a load: five hundred flows take some; the engine itself gives up before."""

NAME = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
PortName = Annotated[str, Query(max_length=64, pattern=NAME)]


class Change(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    port: str = Field(default="", max_length=64, pattern=NAME, description='"" for all.')
    by: str = Field(default="", max_length=64, pattern=NAME, description="Who wants it: kept on record.")


class Load(Change):
    share: float = Field(default=1.0, gt=0, le=1, allow_inf_nan=False, description="Of new calls; below 1: a canary.")


def router(context: Context) -> APIRouter:
    link = context.link
    routes = APIRouter(tags=["flows"], responses={s: DECLARED[s] for s in (401, 404, 409, 422, 503)})

    @routes.get("/flows")
    async def flows(port: PortName = "") -> shapes.Ports:
        """The ports and their versions; of one port also what was before, and how the calls of each version ended."""
        return read(shapes.Ports, await link.ask("flows_versions", port=port))

    @routes.post("/flows/load")
    async def load(body: Load) -> shapes.Loaded:
        """Check and load what lies in the home's flows folder.  Anything that is wrong is told, and nothing changes."""
        got = await link.ask("flows_load", within=PATIENCE, port=body.port, by=body.by, share=body.share)
        return read(shapes.Loaded, got)

    @routes.post("/flows/promote")
    async def promote(body: Change) -> shapes.Changes:
        """The canary's version for all calls."""
        return read(shapes.Changes, await link.ask("flows_promote", within=PATIENCE, port=body.port, by=body.by))

    @routes.post("/flows/rollback")
    async def rollback(body: Change) -> shapes.Changes:
        """Back to the version before; or, while a canary is tried, without it."""
        return read(shapes.Changes, await link.ask("flows_rollback", within=PATIENCE, port=body.port, by=body.by))

    @routes.get("/flows/history")
    async def history(port: PortName = "", limit: Annotated[int, Query(ge=1, le=500)] = 50) -> shapes.History:
        """Who let the calls of which port enter which version, the newest first."""

        def question(session: Session) -> list[PortVersion]:
            wanted = select(PortVersion).order_by(PortVersion.n.desc()).limit(limit)
            return list(session.scalars(wanted.where(PortVersion.port == port) if port else wanted))

        rows = await ask(context.reads, question)
        return shapes.History(versions=[shapes.PortVersion.model_validate(row) for row in rows])

    return routes
