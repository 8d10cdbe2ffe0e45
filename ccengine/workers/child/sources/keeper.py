"""Tasks for one database, one at a time, each within its time: an answer in every case."""

import resource

from ccengine.workers.child.channel import Channel
from ccengine.workers.child.sources.cells import TooLarge
from ccengine.workers.child.sources.database import Database
from ccengine.workers.child.sources.errors import CannotAsk, CannotConnect, reason
from ccengine.workers.child.sources.lookups import lookup
from ccengine.workers.child.sources.probe import probe
from ccengine.workers.child.sources.stores import store
from ccengine.workers.child.within import OutOfTime, within
from ccengine.workers.frames import Message


class SourceKeeper:
    """`setup`: the source's settings; `memory`: bytes of address space, for a row of a gigabyte must cost no more than
    this process."""

    def __init__(self, setup: Message, memory: int) -> None:
        self._tables = setup["tables"]
        self._database = Database(setup)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    def __call__(self, task: Message, _: Channel) -> Message:
        """The answer's fields as `LookupAnswer` and `StoreAnswer` name them."""
        database = self._database
        database.begin(task["timeout"])
        try:
            with within(task["timeout"]):
                return self._do(task)
        except OutOfTime:
            answer = self._late(task)
        except CannotConnect as error:
            answer = self._late(task) if database.over else self._told("unreachable", str(error))
        except (CannotAsk, TooLarge) as error:
            return self._told("failed", str(error))
        except Exception as error:  # drivers raise anything when they are told garbage
            answer = self._late(task) if database.over else self._told("failed", reason(error))
        database.drop()
        return answer

    def _do(self, task: Message) -> Message:
        if task["do"] == "nothing":
            return self._told("done", "")
        if task["do"] == "test":
            return probe(self._database, self._tables)
        rights = self._tables[task["table"]]
        return (lookup if task["do"] == "lookup" else store)(self._database, rights, task)

    def _late(self, task: Message) -> Message:
        return self._told(
            "timeout" if self._database.reached else "unreachable", f"not over within {task['timeout']:.3g} s"
        )

    def _told(self, outcome: str, detail: str) -> Message:
        return {"outcome": "unknown" if self._database.sent else outcome, "detail": detail}
