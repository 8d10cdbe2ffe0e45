"""Which of a hotline's processes come at once, as the kernel tells it."""

import ctypes
import os
import re
import struct

import pytest

from ccengine.scheduling import SHORT
from tests.support.hotline import Hotline

GETATTR = {"x86_64": 315, "aarch64": 275}
LISTENS = tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) >= (6, 12)


def slices(pid: int) -> set[int]:
    """Of its threads, in nanoseconds; 0 by a kernel that tells none.  One that ended meanwhile has none."""
    found = set()
    for thread in os.listdir(f"/proc/{pid}/task"):
        told = ctypes.create_string_buffer(56)
        if ctypes.CDLL(None).syscall(GETATTR[os.uname().machine], int(thread), told, len(told), 0) == 0:
            found.add(int(struct.unpack_from("=Q", told.raw, 24)[0]))
    return found


@pytest.mark.parametrize("role", ["supervisor", "asterisk", "engine"])
def test_who_speaks_with_callers_comes_at_once(hotline: Hotline, role: str) -> None:
    assert slices(hotline.pid(role)) == {SHORT if LISTENS else 0}


def test_who_keeps_the_books_does_not(hotline: Hotline) -> None:
    assert slices(hotline.pid("office")) == slices(os.getpid())
