"""The HTTP control API put together."""

from fastapi import FastAPI

from ccengine.office.api import (
    books,
    errors,
    flows,
    inside,
    lists,
    live,
    members,
    metrics,
    numbers,
    schedules,
    sources,
    status,
    surveys,
)
from ccengine.office.api.context import Context

DESCRIPTION = """Live state is asked from the engine, records come from the database.  Either may be away: then the
answer is 503 and says what to do.  Every error has the shape {"error": {"code", "text", "remedy"}}."""


def make_app(context: Context) -> FastAPI:
    app = FastAPI(
        title="ccengine control API",
        version=context.version,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    errors.install(app)
    for part in (status, inside, live, flows, schedules, sources, lists, members, books, numbers, surveys, metrics):
        app.include_router(part.router(context), prefix="/v1")
    app.include_router(metrics.router(context), include_in_schema=False)  # where Prometheus looks by itself
    return app
