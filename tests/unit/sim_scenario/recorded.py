"""A simulated day as a journal would have it."""

from ccengine.wire.journal import Record
from ccengine_sim.scenario import Day


def recorded(day: Day) -> list[Record]:
    """Run to its end: every fact and order, numbered."""
    records: list[Record] = []
    watch = day.hotline.watch

    def keep(body: object, now: float) -> None:
        records.append(Record(len(records) + 1, now, body))
        watch(body, now)

    day.hotline.watch = keep
    day.run()
    return records
