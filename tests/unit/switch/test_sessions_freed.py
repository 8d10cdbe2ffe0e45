"""A call that is over leaves no cycle behind: the engine's heap does not grow until the garbage collector comes by."""

import gc
from collections.abc import Iterator
from weakref import ref

import gevent
import pytest
from gevent import socket

from ccengine.model.call import Limits
from ccengine.model.ids import CallId
from ccengine.switch.asterisk.agi_session import AgiSession
from ccengine.switch.asterisk.line import Line

ENVIRONMENT = b"agi_uniqueid: cc-1.1\nagi_channel: PJSIP/trunk-1\n\n"


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("closed_by_far", [False, True])
def test_a_session_is_gone_with_its_call(closed_by_far: bool) -> None:
    near, far = _pair()
    with far:
        session, line = _served(near, far)
        reader = session._greenlet
        if closed_by_far:
            far.close()
            assert reader is not None
            reader.join()
        session.close()
        line_gone, session_gone = ref(line), ref(session)
        del line, session, reader
        gevent.sleep(0)  # the reader dies
        assert (line_gone(), session_gone()) == (None, None)


def _served(near: socket.socket, far: socket.socket) -> tuple[AgiSession, Line]:
    """As AsteriskSwitch does."""
    line: Line | None = None

    def wake() -> None:
        if line is not None:
            line.wake()

    session = AgiSession(near, wake)
    far.sendall(ENVIRONMENT)
    session.open()
    line = Line(CallId("cc-1.1"), session, Limits(), lambda: False)
    return session, line


def _pair() -> tuple[socket.socket, socket.socket]:
    """TCP on loopback, as AGI comes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        far = socket.create_connection(listener.getsockname())
        near, _ = listener.accept()
    return near, far
