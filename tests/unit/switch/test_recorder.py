"""What is told of a recording when its talk is over."""

import re
from collections.abc import Iterator
from pathlib import Path

import gevent
import pytest
from gevent import socket
from gevent.queue import Queue

from ccengine.model.facts import RecordingSeen
from ccengine.model.ids import CallId, OfferId
from ccengine.model.secret import Secret
from ccengine.switch.asterisk import recorder
from ccengine.switch.asterisk.ami_client import AmiClient
from ccengine.switch.asterisk.recorder import Recorder

PATIENCE = 20.0
CALL, OFFER, NAME = CallId("cc1-1795489513.659"), OfferId("o2-428"), "day/cc1_1795489513.659-8013-o2_428"


@pytest.fixture
def ami() -> Iterator[AmiClient]:
    """To a manager that does what it is asked to."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client = AmiClient(
            server.getsockname()[1], "ccengine", Secret("s"), lambda _e: None, lambda: None, lambda _w: None
        )
        client.start()
        manager, _ = server.accept()
        with manager:
            serving = gevent.spawn(_serve, manager)
            with gevent.Timeout(PATIENCE):
                while not client.up:
                    gevent.sleep(0.001)
            yield client
            client.stop()
            serving.kill()


def _serve(manager: socket.socket) -> None:
    manager.sendall(b"Asterisk Call Manager/9.0.0\r\n")
    first = True
    while sent := manager.recv(65536).decode():
        for action in re.findall(r"ActionID: (\S+)", sent):
            manager.sendall(f"Response: Success\r\nActionID: {action}\r\n\r\n".encode())
        if first:
            manager.sendall(b"Event: FullyBooted\r\n\r\n")
        first = False


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"raw": 640}, ""),
        ({"raw": 0}, "Asterisk wrote nothing"),
        ({}, "Asterisk wrote nothing"),
        ({"wav": 684}, ""),  # the office was sooner than a loop that stood still
        ({"wav": 44}, "Asterisk wrote nothing"),
    ],
)
def test_what_was_written_is_looked_at_after_the_talk(
    ami: AmiClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, int], why: str
) -> None:
    monkeypatch.setattr(recorder, "CLOSED", 0.01)
    told: Queue[RecordingSeen] = Queue()
    it = Recorder(ami, tmp_path, told.put)
    it.start(CALL, "PJSIP/ccengine-trunk-1", OFFER, NAME)
    it.talk_seen(OFFER)
    assert told.get(timeout=PATIENCE) == RecordingSeen(CALL, OFFER, f"{NAME}.wav", True, "")
    for suffix, size in files.items():
        (tmp_path / f"{NAME}.{suffix}").write_bytes(bytes(size))
    it.stop(OFFER)
    gevent.sleep(0.1)
    later = [told.get_nowait() for _ in range(told.qsize())]
    assert later == ([RecordingSeen(CALL, OFFER, f"{NAME}.wav", False, why)] if why else [])
