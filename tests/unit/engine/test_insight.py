"""Greenlets by kind: never one kind for each call."""

from typing import Any

import gevent

from ccengine.engine.insight import by_kind


def serve() -> None:
    pass


def greenlet(name: str = "") -> "gevent.Greenlet[Any, None]":
    made = gevent.Greenlet(serve)
    if name:
        made.name = name
    return made


def test_greenlets_are_told_by_kind() -> None:
    over = greenlet("call c1-3")
    over.start()
    over.join()
    named = [greenlet("call c1-1"), greenlet("call c1-2"), greenlet("beat")]
    assert by_kind([*named, greenlet(), greenlet(), over]) == {"call": 2, "beat": 1, "serve": 2, "(ended)": 1}
