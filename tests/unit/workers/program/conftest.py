"""Workers for AGI programs, with the prompts of the languages."""

from collections.abc import Iterator

import pytest

from ccengine.flow.spoken import spoken
from ccengine.workers.services import Workers
from ccengine.workers.settings import WorkerSettings


@pytest.fixture
def workers() -> Iterator[Workers]:
    made = Workers(WorkerSettings(program=2, grace=15.0, hangup_grace=2.0), speak=spoken)
    yield made
    made.close()
