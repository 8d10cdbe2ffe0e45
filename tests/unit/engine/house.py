"""Machines and book together, without sockets, journal or greenlets."""

from typing import Any, ClassVar, Self, cast

from ccengine.acd.rules import Rules
from ccengine.engine.book import Book
from ccengine.engine.machines import Machines
from ccengine.engine.translate import translate


class House:
    """Machines and book, fed as the engine feeds them; `log` is the journal."""

    RULES: ClassVar[Rules]

    def __init__(self, *bodies: object) -> None:
        self.machines = Machines.restore(self.RULES, None)
        self.book = Book()
        self.log: list[tuple[object, float]] = []
        for body in bodies:
            self.take(body)

    def take(self, fact: object) -> list[object]:
        now = float(len(self.log))
        orders: list[object] = []
        for body in translate(fact, self.book):
            ordered = self.machines.handle(cast(Any, body), now)
            for each in (body, *ordered):
                self.log.append((each, now))
                self.book.apply(each, now)
            orders += ordered
        return orders

    def again(self) -> Self:
        """What the journal gives after a crash."""
        house = type(self)()
        for body, at in self.log:
            house.machines.replay(body, at)
            house.book.apply(body, at)
            house.log.append((body, at))
        assert house.machines.snapshot() == self.machines.snapshot()
        return house
