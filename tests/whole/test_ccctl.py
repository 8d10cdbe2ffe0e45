"""ccctl against the real office."""

import asyncio
import json
import re
import time

from ccengine.model import facts
from tests.unit.office.following import write
from tests.unit.office.journals import CALL, HANDLED
from tests.whole.office import AGENT, ccctl, running_office


async def test_tables_json_orders_and_exit_codes() -> None:
    async with running_office() as office:
        write(office.home.journal, *HANDLED)
        await office.until_booked(len(HANDLED))

        code, out, _ = await office.ccctl("calls")
        assert (code, len(out.splitlines())) == (0, 2)
        assert "\\x1b[2J张\\u202e三" in out
        code, out, _ = await office.ccctl("calls", "--json")
        assert (code, json.loads(out)["calls"][0]["caller_name"]) == (0, "\x1b[2J张\u202e三")
        assert "\x1b" not in out
        assert "\u202e" not in out

        code, out, _ = await office.ccctl("calls", "show", CALL, LC_ALL="zh_CN.UTF-8")
        assert code == 0
        assert "被叫: 4008001234 (hotline)" in out
        assert any("talk ended" in line and "8002" in line and "agent" in line for line in out.splitlines())

        code, out, _ = await office.ccctl("records", "--agent", "8002")
        assert (code, "handled" in out) == (0, True)

        assert (await office.ccctl("agents", "not-ready", "8001", "--reason", "lunch"))[:2] == (0, "Done.\n")
        assert {
            "id": 1,
            "do": "agent",
            "agent": "8001",
            "action": "not_ready",
            "reason": "lunch",
        } in office.engine.asked
        assert (await office.ccctl("agents", "wrap-up", "8001", "--longer", "60"))[:2] == (0, "Done.\n")
        assert {"action": "longer", "seconds": 60.0}.items() <= office.engine.asked[-1].items()
        assert (await office.ccctl("agents", "ready", "8001"))[:2] == (0, "Done.\n")
        office.engine.verbs["agents"] = lambda _: [AGENT | {"reachable": False}]
        code, out, _ = await office.ccctl("agents", "ready", "8001")
        assert (code, "Done.\nThe phone of 8001 cannot be reached" in out) == (0, True)
        code, _, err = await office.ccctl("agents", "login", "8009")
        assert (code, "no agent '8009'" in err, "[no-such-agent]" in err) == (1, True, True)
        code, out, _ = await office.ccctl("inside")
        assert (code, "engine: resident 9.0 MB" in out, "Bookkeeper.run" in out) == (0, True, True)
        code, out, _ = await office.ccctl("status")
        assert (code, "office: closed until released, by li" in out, "[no-calendar-year]" in out) == (0, True, True)

        code, out, _ = await office.ccctl("schedule", "show", "--at", "2026-10-01T12:30")
        assert code == 0
        assert re.search(r"^office +closed \(holiday\) +2026-10-08 06:30 +closed until 2026-10-01 14:00 +li", out, re.M)
        assert {"do": "schedules", "schedule": "", "at": "2026-10-01T12:30"}.items() <= office.engine.asked[-1].items()
        code, out, _ = await office.ccctl("schedule", "force", "closed", "--until", "14:00", "--by", "li")
        assert (code, out) == (0, "office: closed by hand until 2026-10-01 14:00\nporch: is never closed; as it was\n")
        forced = {"state": "closed", "schedule": "", "until": "14:00", "by": "li"}
        assert forced.items() <= office.engine.asked[-1].items()
        code, out, _ = await office.ccctl("schedule", "release", "office", LC_ALL="zh_CN.UTF-8")
        assert (code, out) == (0, "office：恢复按时间表\n")

        code, out, _ = await office.ccctl("source", "list")
        assert (code, "postgresql 10.0.0.5/property" in out, "timeout 3.000 s: not over" in out) == (0, True, True)
        assert (await office.ccctl("source", "test", "property"))[:2] == (1, 'property: bills: no column "due"\n')
        code, out, _ = await office.ccctl(
            "source", "try", "property", "bills", "--where", "room=1=1", "--order", "-month"
        )
        assert (code, out.split()) == (0, ["month", "total", "2026-10"])
        tried = {"source": "property", "table": "bills", "where": {"room": "1=1"}, "order": ["-month"], "most": 0}
        assert tried.items() <= office.engine.asked[-1].items()
        code, _, err = await office.ccctl("source", "try", "property", "bills", "--where", "room")
        assert (code, "COLUMN=VALUE" in err) == (2, True)

        marked = facts.Marked(CALL, "how-satisfied", "4")  # of before surveys had names
        write(office.home.journal, marked, t=time.time() - 3600)
        await office.until_booked(len(HANDLED) + 1)
        code, out, _ = await office.ccctl("survey", "show", "", "--from", str(int(time.time() - 7200)))
        assert (code, out.splitlines()[1].split()[:2]) == (0, ["how-satisfied", "1"])


async def test_engine_or_office_away_is_told_with_a_remedy() -> None:
    async with running_office() as office:
        office.home.engine_socket.unlink()
        code, _, err = await office.ccctl("agents")
        assert (code, "engine-away" in err, "ccengine up" in err) == (3, True, True)
        code, out, _ = await office.ccctl("status")
        assert (code, "not ready" in out) == (1, True)
        office.process.terminate()
        await office.process.wait()
        code, _, err = await ccctl(office.home, "status")
        assert (code, "not running" in err, "ccengine up" in err) == (3, True, True)


async def test_events_follow_until_the_engine_goes() -> None:
    async with running_office() as office:
        following = asyncio.create_task(office.ccctl("events", "--follow"))
        await office.engine.follower.wait()
        office.engine.publish({"n": 7, "t": 1.5, "k": "CallArrived", "call": "c-1", "caller_name": "\x1b[2J"})
        for writer in office.engine.followers:
            writer.close()
        code, out, err = await following

    assert code == 3
    assert "CallArrived" in out
    assert "caller_name=\\x1b[2J" in out
    assert "engine-away" in err
