"""Database work whose asker is gone."""

import asyncio
import gc
import threading
from pathlib import Path
from typing import Any

import pytest

from ccengine.office.database import Database, parse_url
from ccengine.office.threads import Worker


async def test_who_is_gone_need_not_hear_that_it_failed(tmp_path: Path) -> None:
    """An office that ends cuts the statements of those whom it has cancelled: that is no error in its log."""
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))
    worker, begun, goes_on = (
        Worker(Database(parse_url(f"sqlite:///{tmp_path}/books")), "books"),
        asyncio.Event(),
        threading.Event(),
    )
    loop = asyncio.get_running_loop()

    def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        goes_on.wait()
        raise ValueError("interrupted")

    asker = asyncio.create_task(worker.run(work, 60.0))
    await begun.wait()
    asker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asker
    goes_on.set()
    await asyncio.to_thread(worker.close)
    await asyncio.sleep(0)
    del asker
    gc.collect()
    assert told == []
