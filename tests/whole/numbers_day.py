"""The day of docs/manual/numbers.md: 20 November 2026 in Shanghai, two queues, three agents, eighteen calls."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ccengine.model.ids import QueueName
from ccengine.wire.journal import Record
from tests.unit.office.days import Day

REPAIRS = QueueName("repairs")


def clock(hour: int, minute: int, second: float = 0.0) -> float:
    return datetime(2026, 11, 20, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() + second


def story() -> list[Record]:
    day = Day()
    for agent in ("8001", "8002", "8003"):
        day.agent(agent, clock(8, 30), "ready")
    first = day.answered(clock(9, 1), 6.4, 180.0, 20.0, "8001", ring=4.0)
    second = day.answered(clock(9, 2), 8.0, 240.5, 15.0, "8002", ring=6.0)
    third = day.answered(clock(9, 3), 9.5, 95.0, 30.0, "8003", ring=5.0)
    fourth = day.answered(clock(9, 4), 30.0, 310.0, 20.0, "8001", ring=3.0)
    day.rated(first, clock(9, 5), "after-talk", satisfied="5", solved="1")
    day.rated(second, clock(9, 7), "after-talk", satisfied="1", solved="", comment="comments/2026-11-20/c5-9.wav")
    day.rated(third, clock(9, 6), "after-talk", satisfied="")
    day.rated(fourth, clock(9, 10), "after-talk", satisfied="5", solved="1")
    day.answered(clock(9, 9), 11.0, 60.0, 10.0, "8002", ring=5.0)
    day.abandoned(clock(9, 10), 2.1)
    day.abandoned(clock(9, 12), 14.0)
    day.abandoned(clock(9, 14), 51.0)
    day.answered(clock(9, 20), 18.0, 420.0, 40.0, "8003", ring=7.0)
    day.agent("8002", clock(9, 15), "not_ready", "lunch")
    day.agent("8002", clock(9, 45), "ready")
    day.answered(clock(9, 31), 7.0, 200.0, 20.0, "8001", ring=3.0)
    day.answered(clock(9, 40), 33.0, 150.0, 20.0, "8003", ring=4.0)
    day.sent_on(clock(9, 41), 120.0)
    day.missed(clock(9, 50), "8001")
    day.agent("8001", clock(9, 52), "ready")
    day.answered(clock(9, 51), 9.0, 130.0, 10.0, "8002", ring=5.0, queue=REPAIRS)
    day.answered(clock(9, 53), 40.0, 90.0, 10.0, "8003", ring=5.0, queue=REPAIRS)
    day.abandoned(clock(9, 56), 16.0, REPAIRS)
    for agent in ("8001", "8002", "8003"):
        day.agent(agent, clock(10, 0), "logged_out")
    return day.records()
