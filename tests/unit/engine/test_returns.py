"""Waiting callers come back one after the other, and at once when somebody has something to tell them."""

import time

import gevent

from ccengine.engine.returns import Returns
from ccengine.model.ids import CallId

A, B, C = CallId("ast-1.1"), CallId("ast-1.2"), CallId("ast-1.3")


def taken_up(returns: Returns, call: CallId, back: list[CallId]) -> "gevent.Greenlet[[], None]":
    def come() -> None:
        returns.wait(call)
        back.append(call)

    return gevent.spawn(come)


def test_the_first_comes_at_once_and_the_others_in_their_order() -> None:
    returns, back = Returns(rate=20.0), list[CallId]()
    began = time.monotonic()
    gevent.joinall([taken_up(returns, call, back) for call in (B, A, C)], raise_error=True)
    assert back == [B, A, C]
    assert time.monotonic() - began >= 2 / 20.0


def test_one_who_is_wanted_waits_for_nobody() -> None:
    returns, back = Returns(rate=0.01), list[CallId]()
    comers = [taken_up(returns, call, back) for call in (A, B, C)]
    gevent.sleep(0)
    assert back == [A]
    returns.hurry(C)
    returns.hurry(CallId("nobody"))
    comers[2].join()
    assert back == [A, C]
    returns.hurry(C)  # it is here already
    gevent.killall(comers)


def test_one_who_calls_again_meanwhile_is_hurried_himself() -> None:
    returns, back = Returns(rate=0.01), list[CallId]()
    comers = [taken_up(returns, call, back) for call in (A, B, B)]
    gevent.sleep(0)
    returns.hurry(B)
    comers[2].join()
    assert back == [A, B]
    gevent.killall(comers)


def test_after_a_while_the_next_one_is_the_first_again() -> None:
    returns, back = Returns(rate=50.0), list[CallId]()
    gevent.joinall([taken_up(returns, call, back) for call in (A, B)])
    gevent.sleep(0.05)
    late = taken_up(returns, C, back)
    gevent.sleep(0)
    assert back == [A, B, C]
    assert late.ready()
