"""What the routes work with."""

from dataclasses import dataclass

from ccengine.model.numbering import Numbering
from ccengine.office.engine_link import EngineLink
from ccengine.office.lateness import Lateness
from ccengine.office.numbers.rules import NumberRules
from ccengine.office.recordings import Recordings
from ccengine.office.tail import Bookkeeper
from ccengine.office.threads import Worker


@dataclass(frozen=True, slots=True)
class Context:
    version: str
    started: float  # seconds since the epoch
    link: EngineLink
    reads: Worker  # of its own database connections: a slow question delays no booking
    bookkeeper: Bookkeeper
    recordings: Recordings
    rules: NumberRules
    lateness: Lateness
    numbering: Numbering
