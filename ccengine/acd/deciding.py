"""A machine that takes facts and gives orders: the ACD's, and the dialer.

It is made of three parts, which recovery uses apart (docs/decisions/0042):
`take` absorbs a fact, `decide` tells the orders that the state asks for and changes nothing, `apply` changes the
state by an order.  So the recorded facts and orders, taken and applied with their recorded times, rebuild the very
same state, whatever this code would decide today."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from ccengine.model.ids import Seconds

Fact = TypeVar("Fact")
Order = TypeVar("Order")


class Undecided(Exception):
    """A bug: an order was not applied before the next one was asked for, or applying it changed nothing."""


def _differ(order: object, last: object) -> None:
    if type(order) is type(last) and order == last:
        raise Undecided(repr(order))


class Deciding(ABC, Generic[Fact, Order]):
    """Times are seconds since the epoch; `now` that goes back is held at the last one."""

    def handle(self, event: Fact, now: Seconds) -> list[Order]:
        self.take(event, now)
        return self.settle(now)

    def settle(self, now: Seconds) -> list[Order]:
        """Decide and apply until nothing is left to do: after a recovery, once."""
        done: list[Order] = []
        while order := self._next_order(now):
            if done:
                _differ(order, done[-1])
            self.apply(order, now)
            done.append(order)
        return done

    def decide(self, now: Seconds) -> Iterator[Order]:
        """Each order is to be applied before the next is asked for.  May be left off and taken up again later, so
        that a turn of the engine stays short when very much has come due at once."""
        last: Order | None = None
        while order := self._next_order(now):
            _differ(order, last)
            last = order
            yield order

    @property
    @abstractmethod
    def now(self) -> Seconds:
        """Of the last fact or order."""

    @abstractmethod
    def take(self, event: Fact, now: Seconds) -> None: ...

    @abstractmethod
    def apply(self, command: Order, now: Seconds) -> None: ...

    @abstractmethod
    def _next_order(self, now: Seconds) -> Order | None:
        """What the state asks for; changes nothing.  `now` may go back here, too."""
