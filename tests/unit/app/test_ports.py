import socket

import pytest

from ccengine.app.ports import EPHEMERAL, check_free, free_port
from ccengine.app.trouble import Trouble


@pytest.mark.parametrize(("kind", "type_"), [("udp", socket.SOCK_DGRAM), ("tcp", socket.SOCK_STREAM)])
def test_a_port_in_use_is_named_with_the_remedy(kind: str, type_: socket.SocketKind) -> None:
    with socket.socket(socket.AF_INET, type_) as one:
        one.bind(("127.0.0.1", 0))
        if kind == "tcp":
            one.listen()
        port = one.getsockname()[1]
        with pytest.raises(Trouble, match=rf"{kind} port 127.0.0.1:{port} \(SIP\) is in use\n.*ss -l.np.*--sip"):
            check_free(kind, "127.0.0.1", port, "SIP", "or --sip HOST:PORT")
    check_free(kind, "127.0.0.1", port, "SIP", "")


def test_an_address_of_another_machine() -> None:
    with pytest.raises(Trouble, match=r"192\.0\.2\.1 is not an address of this machine"):
        check_free("udp", "192.0.2.1", 5060, "SIP", "choose one")


def test_a_free_port_is_free() -> None:
    port = free_port("both")
    check_free("udp", "127.0.0.1", port, "x", "")
    check_free("tcp", "127.0.0.1", port, "x", "")


def test_a_free_port_is_none_that_the_kernel_hands_out() -> None:
    first = int(EPHEMERAL.read_text().split()[0])
    assert all(free_port(kind) < first for kind in ("tcp", "udp", "both") for _ in range(50))
