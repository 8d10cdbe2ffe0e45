"""Data sources: how they do, and a lookup as flows make it; asked from the engine."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from ccengine.office.api import source_answers as shapes
from ccengine.office.api.context import Context
from ccengine.office.api.errors import DECLARED
from ccengine.office.api.flows import NAME
from ccengine.office.api.live import read

Source = Annotated[str, Path(min_length=1, max_length=64, pattern=NAME)]
Column = Annotated[str, Field(max_length=64, pattern=NAME)]
Value = Annotated[str, Field(max_length=4000)] | bool | int | Annotated[float, Field(allow_inf_nan=False)] | None


class Try(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    table: str = Field(min_length=1, max_length=64, pattern=NAME)
    where: dict[Column, Value] = Field(
        min_length=1, max_length=20, description="Each column and the value that it has."
    )
    fields: list[Column] = Field(default=[], max_length=50, description="Empty: all that may be read.")
    order: list[Column] = Field(default=[], max_length=5, description="`-column`: the largest first.")
    most: int = Field(default=0, ge=0, le=500, description="So many of the first; 0: all.")


LONGEST = 35.0  # seconds: a source may have thirty


def router(context: Context) -> APIRouter:
    link = context.link
    routes = APIRouter(tags=["sources"], responses={s: DECLARED[s] for s in (401, 404, 409, 422, 503)})

    @routes.get("/sources")
    async def sources() -> shapes.Sources:
        """The databases that flows may ask."""
        return read(shapes.Sources, await link.ask("sources"))

    @routes.post("/sources/{source}/test")
    async def test(source: Source) -> shapes.Tested:
        """Reach it, and look for the tables and columns that the settings name."""
        return read(shapes.Tested, await link.ask("source_test", LONGEST, source=source))

    @routes.post("/sources/{source}/try")
    async def try_(source: Source, body: Try) -> shapes.Tried:
        """A lookup, with the rights that flows have."""
        return read(shapes.Tried, await link.ask("source_try", LONGEST, source=source, **body.model_dump()))

    return routes
