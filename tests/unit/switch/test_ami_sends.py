"""What is sent to the manager interface, when it reads slowly."""

import re

import gevent
import pytest
from gevent import socket

from ccengine.model.secret import Secret
from ccengine.switch.asterisk import ami_client
from ccengine.switch.asterisk.ami_client import AmiClient

ORDERS = 8_000
LONG = "x" * 900
PATIENCE = 20.0


def test_nothing_waits_for_a_manager_that_does_not_read_and_everything_comes_in_its_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ami_client, "PING_AFTER", 3600.0)
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
        server.bind(("127.0.0.1", 0))
        server.listen()
        client = AmiClient(
            server.getsockname()[1], "ccengine", Secret("s"), lambda _e: None, lambda: None, lambda _w: None
        )
        client.start()
        manager, _ = server.accept()
        with manager:
            manager.settimeout(PATIENCE)
            manager.sendall(b"Asterisk Call Manager/9.0.0\r\n")
            login = manager.recv(4096).decode()
            manager.sendall(f"Response: Success\r\nActionID: {_ids(login)[0]}\r\n\r\n".encode())
            manager.sendall(b"Event: FullyBooted\r\n\r\n")
            with gevent.Timeout(PATIENCE):
                while not client.up:
                    gevent.sleep(0.001)
            parts: list[bytes] = []
            for number in range(ORDERS):  # more than two sockets hold
                client.tell("Setvar", {"Variable": f"N{number}", "Value": LONG})
                if number > ORDERS // 2 and number % 100 == 0:  # what is left is not overtaken when there is room again
                    parts.append(manager.recv(1 << 20))
            last = f"Variable: N{ORDERS - 1}\r\nValue: {LONG}\r\n\r\n".encode()
            while not b"".join(parts[-20:]).endswith(last):
                parts.append(manager.recv(1 << 20))
                assert parts[-1], "it was dropped"
            actions = b"".join(parts).decode().split("\r\n\r\n")[:ORDERS]
            assert [re.findall(r"Variable: N(\d+)", each) for each in actions] == [[str(n)] for n in range(ORDERS)]
            assert all(each.endswith(f"Value: {LONG}") for each in actions)
        client.stop()


def _ids(text: str) -> list[str]:
    return re.findall(r"ActionID: (\S+)", text)
