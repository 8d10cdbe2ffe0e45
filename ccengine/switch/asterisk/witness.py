"""The switch's own word of when things happened, told as it is found."""

from collections.abc import Callable

from ccengine.model.clock import Clock
from ccengine.model.home import Home
from ccengine.model.ids import Seconds
from ccengine.model.why import Moment
from ccengine.switch.asterisk.cel_tail import CelTail
from ccengine.switch.asterisk.moments import Moments
from ccengine.switch.asterisk.when import When
from ccengine.wire.cel import CelEvent


class Witness:
    """`told`: what happened, to whom (a call's id; of a talk, the offer's), and when, by `clock`."""

    def __init__(self, home: Home, clock: Clock, told: Callable[[Moment, str, Seconds], None]) -> None:
        self._told = told
        self._when = When(clock)
        self._moments = Moments()
        self.follow = CelTail(home.channel_events, self._event).follow

    def _event(self, event: CelEvent) -> None:
        for each in self._moments.take(event):
            if (at := self._when.at(each.at)) is not None:
                self._told(each.moment, each.unique, at)
