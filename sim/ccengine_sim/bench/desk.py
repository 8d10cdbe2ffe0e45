"""Who tells the machine: alone, or as the engine does, with facts and orders on record before the orders leave."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from ccengine.acd import commands, events
from ccengine.acd.machine import Machine
from ccengine.journal import Writer
from ccengine.model.ids import Seconds
from ccengine.wire.journal import Vocabulary

Tell = Callable[[events.Event, Seconds], list[commands.Command]]


@contextmanager
def journalled(machine: Machine, folder: Path) -> Iterator[Tell]:
    """One write() for each event and its orders; fsync in another thread, as often as the disk can."""
    with ThreadPoolExecutor(1) as thread:
        writer = Writer(folder, Vocabulary((*events.EVENTS, *commands.COMMANDS)), lambda job: _submit(thread, job))

        def tell(event: events.Event, now: Seconds) -> list[commands.Command]:
            writer.append(now, event)
            orders = machine.handle(event, now)
            for order in orders:
                writer.append(now, order)
            writer.flush()
            return orders

        try:
            yield tell
        finally:
            writer.close()


def _submit(thread: ThreadPoolExecutor, job: Callable[[], None]) -> None:
    thread.submit(job)
