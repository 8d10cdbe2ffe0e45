"""The office as a process: journal on disk in, HTTP out."""

import json
import os
import signal
import socket
import wave
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import pytest_asyncio

from tests.unit.office.days import Day
from tests.unit.office.following import write, write_records
from tests.unit.office.journals import ABANDONED, CALL, HANDLED, PATH
from tests.whole.office import PASSWORDS, SETTINGS, TOKEN, Office, answers, make_home, running_office, start

ONE_LOOP = pytest.mark.asyncio(loop_scope="module")  # of the tests that share an office, and so the engine's side of it


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["home-office"])
async def shared_office() -> AsyncIterator[Office]:
    async with running_office() as office:
        yield office


@pytest.fixture
def office(shared_office: Office) -> Iterator[Office]:
    """Afterwards the engine answers again, and is asked by nobody; no ERROR but of an alarm was logged."""
    shared_office.engine.asked.clear()
    yield shared_office
    shared_office.engine.silent = False
    assert shared_office.errors() == []


def whole_of(schema: dict[str, Any], path: str, method: str = "get", status: str = "200") -> dict[str, Any]:
    """The schema of one answer, with what it refers to."""
    found = schema["paths"][f"/v1/{path}"][method]["responses"][status]["content"]["application/json"]["schema"]
    return {**found, "components": schema["components"]}


@ONE_LOOP
async def test_the_description_fits_the_answers(office: Office) -> None:
    first = await office.get("status")
    assert first["office"]["books"]["ready"], "a new home's tables are there when the door opens"
    write(office.home.journal, *HANDLED, *ABANDONED)
    await office.until_booked(len(HANDLED) + len(ABANDONED))
    schema = await office.get("openapi.json")
    for path in ("status", "calls", "agents", "queues", "inside", "records", "numbers/queues", "numbers/agents"):
        jsonschema.validate(await office.get(path), whole_of(schema, path))
    one = await office.get(f"calls/{CALL}")
    jsonschema.validate(one, whole_of(schema, "calls/{call}"))
    gone = await office.http.get("/v1/calls/none")
    jsonschema.validate(gone.json(), whole_of(schema, "calls/{call}", status="404"))

    assert (one["live"], one["record"]["outcome"], len(one["record"]["stages"])) == (None, "handled", 17)
    assert gone.status_code == 404
    assert "HTTPValidationError" not in json.dumps(schema)
    assert not any(password in json.dumps([schema, one]) for password in PASSWORDS)


@ONE_LOOP
async def test_orders_reach_the_engine_and_its_no_comes_back(office: Office) -> None:
    done = await office.http.post("/v1/agents/8001/not-ready", json={"reason": "午饭"})
    unknown = await office.http.post("/v1/agents/8009/ready")
    hung_up = await office.http.post("/v1/calls/cc-live.1/hangup")

    asked = [request for request in office.engine.asked if request["do"] in ("agent", "hangup")]
    assert asked == [
        {"id": 1, "do": "agent", "agent": "8001", "action": "not_ready", "reason": "午饭"},
        {"id": 1, "do": "agent", "agent": "8009", "action": "ready", "reason": ""},
        {"id": 1, "do": "hangup", "call": "cc-live.1"},
    ]
    assert (done.status_code, unknown.status_code, hung_up.status_code) == (200, 404, 200)
    assert unknown.json()["error"]["code"] == "no-such-agent"


BAD = [
    ("GET", "nothing", b"", 404, "no-such-path"),
    ("PUT", "calls", b"", 405, "no-such-method"),
    ("GET", "records?limit=0", b"", 422, "not-allowed"),
    ("GET", "records?since=nan", b"", 422, "not-allowed"),
    ("GET", "records?after=%00", b"", 422, "not-allowed"),
    ("GET", "numbers/queues?since=yesterday", b"", 422, "not-allowed"),
    ("GET", "numbers/agents?until=nan", b"", 422, "not-allowed"),
    ("GET", "numbers/queues?since=2026-11-23&until=2026-11-22", b"", 422, "not-allowed"),
    ("GET", "numbers/queues?queue=servise", b"", 404, "no-such-queue"),
    ("GET", "numbers/agents?agent=9999", b"", 404, "no-such-agent"),
    ("GET", "numbers/queues?formula=SL9", b"", 422, "not-allowed"),
    ("GET", "numbers/queues?interval=7m", b"", 422, "not-allowed"),
    ("GET", "calls/%0d%0aX", b"", 422, "not-allowed"),
    ("POST", "agents/8001/not-ready", b"{", 422, "not-allowed"),
    ("POST", "agents/8001/not-ready", b'{"reason": "a\\nb"}', 422, "not-allowed"),
    ("POST", "agents/8001/not-ready", b'{"reason": 7}', 422, "not-allowed"),
    ("POST", "agents/8001/not-ready", b'{"reason": "%s"}' % (b"x" * 65), 422, "not-allowed"),  # the engine takes 64
    ("POST", "agents/8001/not-ready", b'{"reason": "x", "more": 1}', 422, "not-allowed"),
    ("POST", "agents/8001/not-ready", b" " * 20_000, 413, "too-large"),
    ("POST", "members", b'{"members": [{"number": "1"}, {"number": "1"}]}', 422, "not-allowed"),
    ("POST", "members", b'{"members": [{"number": "1x"}]}', 422, "not-allowed"),
    ("POST", "members", b'{"members": [{"number": "1", "pin_hash": "836295"}]}', 422, "not-allowed"),
    ("POST", "members", b'{"members": [{"number": "1", "phones": ["abc"]}]}', 422, "not-allowed"),
    ("POST", "lists/blacklist/add", b'{"entries": []}', 422, "not-allowed"),
    ("GET", "lists/blacklist?after=%00", b"", 422, "not-allowed"),
    ("GET", "surveys/of/none", b"", 404, "no-such-survey"),
    ("GET", "surveys/of/a%2Fb", b"", 404, "no-such-survey"),
    ("POST", "sources/property/try", b'{"table": "bills", "where": {"room": NaN}}', 422, "not-allowed"),
]


@ONE_LOOP
async def test_bad_requests_have_one_shape(office: Office) -> None:
    for method, path, body, status, code in BAD:
        answer = await office.http.request(
            method, f"/v1/{path}", content=body, headers={"content-type": "application/json"}
        )
        assert (path, answer.status_code) == (path, status)
        assert (path, answer.json()["error"]["code"]) == (path, code)
        assert set(answer.json()["error"]) == {"code", "text", "remedy"}


@ONE_LOOP
async def test_the_engine_away_is_told_with_a_remedy(office: Office) -> None:
    away = office.home.engine_socket.rename(office.home.root / "away")
    calls = await office.http.get("/v1/calls")
    events = await office.http.get("/v1/events")
    status = await office.http.get("/v1/status")
    metrics = await office.http.get("/v1/metrics")
    away.rename(office.home.engine_socket)

    assert (calls.status_code, events.status_code) == (503, 503)
    assert calls.json()["error"]["code"] == "engine-away"
    assert "ccengine up" in calls.json()["error"]["remedy"]
    assert (status.status_code, status.json()["ready"], status.json()["engine"]) == (200, False, None)
    assert "ccengine_engine_up 0.0" in metrics.text


@ONE_LOOP
async def test_an_engine_that_says_nothing_has_a_deadline(office: Office) -> None:
    office.engine.silent = True
    answer = await office.http.get("/v1/agents")

    assert answer.status_code == 503
    assert "no answer within 5 s" in answer.json()["error"]["text"]


@ONE_LOOP
async def test_events_flow_until_the_engine_goes(office: Office) -> None:
    async with office.http.stream("GET", "/v1/events") as stream:
        await office.engine.follower.wait()
        office.engine.publish(None)
        office.engine.publish({"n": 7, "t": 1.5, "k": "CallAnswered", "call": "c\n1"})
        lines = stream.aiter_lines()
        assert json.loads(await anext(lines)) == {"n": 7, "t": 1.5, "k": "CallAnswered", "call": "c\n1"}
        for writer in office.engine.followers:
            writer.close()
        assert json.loads(await anext(lines))["error"]["code"] == "engine-away"


@ONE_LOOP
async def test_the_loopback_port_wants_the_token(office: Office) -> None:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{office.tcp}/v1") as tcp:
        none = await tcp.get("/status")
        wrong = await tcp.get("/status", headers={"authorization": f"Bearer {TOKEN[:-1]}"})
        right = await tcp.get("/status", headers={"authorization": f"Bearer {TOKEN}"})

    assert [answer.status_code for answer in (none, wrong, right)] == [401, 401, 200]
    assert none.json()["error"]["code"] == "no-token"


@ONE_LOOP
async def test_what_both_hold_is_told_also_while_the_engine_is_away(office: Office) -> None:
    both = await office.get("inside?collect=true")
    assert both["engine"]["greenlets"] == {"call": 2}
    assert both["engine"]["collected"] == 0.01
    told = both["office"]
    assert told["collected"] > 0
    assert told["objects"]["ccengine.office.tail.Bookkeeper"] == 1
    assert told["tasks"]["Bookkeeper.run"] == 1
    assert told["tables"]["bookkeeper.pending"] == 0
    assert told["descriptors"]["socket"] > 1
    assert told["memory"]["private"] > 10_000_000

    office.engine.silent = True
    away = await office.get("inside")
    assert (away["engine"], away["office"]["collected"]) == (None, None)


@ONE_LOOP
async def test_the_engines_health_is_text_for_prometheus(office: Office) -> None:
    text = (await office.http.get("/metrics")).text
    assert (await office.http.get("/v1/metrics")).status_code == 200

    assert 'ccengine_loop_lateness_seconds_bucket{le="0.01"} 5.0' in text
    assert 'ccengine_loop_lateness_seconds_bucket{le="+Inf"} 6.0' in text
    assert 'ccengine_loop_lateness_max_seconds{greenlet="a"} 0.1' in text
    assert 'ccengine_office_loop_lateness_seconds_bucket{le="+Inf"}' in text
    assert "ccengine_journal_lag_records 2.0" in text
    assert 'ccengine_queue_waiting{queue="service"} 1.0' in text
    assert 'ccengine_agents{state="ready"} 1.0' in text


async def test_numbers_by_the_hotlines_clock_and_any_formula() -> None:
    """An hour that comes twice, in the zone of the settings; 2 answered, 1 of them in time; 1 abandoned in time."""
    autumn = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).timestamp()  # 2:30 for the first time in Berlin
    day = Day()
    day.answered(autumn, 10.0)
    day.answered(autumn + 3600, 30.0)
    day.abandoned(autumn + 3601, 15.0)
    async with running_office(SETTINGS + "timezone: Europe/Berlin\nservice_level: SL1\n") as office:
        write_records(office.home.journal, day.records())
        await office.until_booked(len(day.records()))
        asked = "numbers/queues?since=2026-10-25&until=2026-10-26T00:00&interval=1h"
        answer = await office.get(asked)
        day_of_25 = await office.get("numbers/queues?since=2026-10-25&until=2026-10-26&formula=SL3&threshold=30")

    assert [(row["begins"], row["offered"]) for row in answer["rows"]] == [
        ("2026-10-25T02:00:00+02:00", 1),
        ("2026-10-25T02:00:00+01:00", 2),
    ]
    assert (answer["formula"], answer["definition"], answer["zone"]) == ("SL1", "(AT + BT) / (A + B)", "Europe/Berlin")
    assert answer["rows"][1]["service_level"] == {"formula": "SL1", "threshold": 20.0, "value": 0.5}
    assert (day_of_25["until"] - day_of_25["since"]) / 3600 == 25
    assert day_of_25["rows"][0]["service_level"] == {"formula": "SL3", "threshold": 30.0, "value": 2 / 3}


async def test_a_recording_of_an_ended_talk_becomes_a_wav_also_one_left_by_a_killed_office() -> None:
    async with running_office() as office:
        raw = office.home.recordings / PATH.replace(".wav", ".raw")
        raw.parent.mkdir()
        raw.write_bytes(b"\x01\x00\xff\x7f" * 16000)
        os.utime(raw, (1.0, 1.0))
        write(office.home.journal, *HANDLED)
        await office.until_booked(len(HANDLED))
        done = await office.see(f"calls/{CALL}", lambda one: bool(one["record"]["recordings"][0]["state"] == "ready"))
        recording = done["record"]["recordings"][0]
        assert (recording["seconds"], recording["path"], recording["problem"]) == (2.0, PATH, "")
        with wave.open(str(office.home.recordings / PATH)) as file:
            assert file.getnframes() == 16000
        assert not raw.exists()


async def test_a_killed_office_goes_on_where_it_was_and_takes_the_socket_over() -> None:
    async with running_office() as office:
        write(office.home.journal, *HANDLED[:20])
        await office.until_booked(20)
        office.process.send_signal(signal.SIGKILL)
        await office.process.wait()
        assert office.home.control_socket.is_socket()
        last = write(office.home.journal, *HANDLED[20:], *ABANDONED)
        office.process = await start(office.home)
        await answers(office.http, office.process, office.home)
        await office.until_booked(last)
        records = (await office.get("records"))["records"]
        assert [record["outcome"] for record in records] == ["abandoned", "handled"]


@ONE_LOOP
async def test_a_second_office_of_a_home_says_so_and_ends(office: Office) -> None:
    second = await start(office.home)
    assert await second.wait() == 1
    assert (await office.http.get("/v1/status")).status_code == 200
    assert "another office serves" in office.log()
    (office.home.root / "office.log").write_text("")  # its error was wanted


async def test_a_port_in_use_and_bad_settings_are_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        home = make_home(tmp_path / "a", f"http: 127.0.0.1:{port}\n")
        assert await (await start(home)).wait() == 1
        assert f"127.0.0.1:{port}" in (home.root / "office.log").read_text()
    home = make_home(tmp_path / "b", "database: mysql://h/x\n")
    assert await (await start(home)).wait() == 2
    assert "settings" in (home.root / "office.log").read_text()
