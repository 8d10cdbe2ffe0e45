"""Asterisk as the engine sees it: calls come in by FastAGI, everything else goes by AMI."""

import logging
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import gevent
from gevent import socket
from gevent.event import Event as Wake
from gevent.server import StreamServer

from ccengine.model.call import CallInfo, Limits
from ccengine.model.clock import Clock
from ccengine.model.dialling import Confirm
from ccengine.model.facts import (
    CallerGone,
    CallerUp,
    LegEnded,
    LegFailed,
    LegSent,
    SwitchDown,
    SwitchFact,
    SwitchUp,
    TalkSeen,
    TalkUnseen,
)
from ccengine.model.home import Home
from ccengine.model.ids import CallId, OfferId, Seconds, is_called_back
from ccengine.model.outgoing import NO_WAY_OUT, Outgoing
from ccengine.model.parties import Party
from ccengine.model.runtime import Runtime
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk.agi_session import AgiSession, NotAgi
from ccengine.switch.asterisk.ami_client import AmiClient
from ccengine.switch.asterisk.call import AsteriskCall
from ccengine.switch.asterisk.door import Door
from ccengine.switch.asterisk.known import KnownChannels
from ccengine.switch.asterisk.legs import Legs
from ccengine.switch.asterisk.line import Line
from ccengine.switch.asterisk.path import name_of
from ccengine.switch.asterisk.prompts import AnyPrompts, Prompts
from ccengine.switch.asterisk.reading import read
from ccengine.switch.asterisk.recorder import Recorder
from ccengine.switch.asterisk.state import SwitchState, is_offer
from ccengine.switch.asterisk.steer import Steer
from ccengine.switch.asterisk.tracker import ORIGINATE, Tracker
from ccengine.switch.asterisk.when import When
from ccengine.switch.asterisk.who import Who
from ccengine.switch.gate import Gate
from ccengine.wire.agi import Environment
from ccengine.wire.ami import Event

log = logging.getLogger("ccengine.switch")

BACKLOG = 1024

LONGEST_ID = 100
"""Characters of a channel's id that a message tells; Asterisk's are of 30."""

STRANGER: Seconds = 5.0  # AMI may be so far behind AGI with the channel of a session

BEHIND: Seconds = 0.25
"""A failed Originate is told so much later: it may overtake the events of its own channel, and these say why."""

SIGHT: Seconds = 2.0
"""Sessions wait so long at the start for AMI: what they do is then seen from the first moment, with its time."""


class Post(Protocol):
    def __call__(self, fact: SwitchFact, at: Seconds | None = None, /) -> None:
        """`at`: when it happened, by the engine's clock; None: at some time before now."""


class AsteriskSwitch:
    """`post` takes every fact and must not block.  `on_call` runs in a greenlet of the call's own; when it returns,
    the AGI session is closed.  No method here blocks but `read_state`."""

    def __init__(
        self,
        runtime: Runtime,
        home: Home,
        clock: Clock,
        post: Post,
        on_call: Callable[[AsteriskCall], None],
        limits: Limits,
        outgoing: Outgoing = NO_WAY_OUT,
        gate: Gate | None = None,
        written: Callable[[LegSent], None] = lambda _leg: None,
        who: Callable[[Environment], CallInfo] | None = None,
    ) -> None:
        """`gate`: what may leave; else one of these settings alone.  `written`: put it on record and return when it is
        on disk.  `who`: who calls; else what From says."""
        self._who = who or Who().read
        self._clock = clock
        self._when = When(clock)
        self.name = name_of(runtime, home)
        self._post = post
        self._on_call = on_call
        self._limits = limits
        self._home = home
        self._prompts = Prompts(home.prompts)
        self._lines: dict[CallId, Line] = {}
        self._calls: dict[CallId, AsteriskCall] = {}
        self._known = KnownChannels()
        self._tracker = Tracker(self._served)
        self._ami = AmiClient(
            runtime.ami_port, runtime.ami_user, runtime.ami_secret, self._event, self._came_up, self._went_down
        )
        self._steer = Steer(self._ami, self._tracker, lambda offer, why: self._legs.refused(offer, why))
        self._legs = Legs(
            self._steer,
            self._tracker,
            gate or Gate(outgoing),
            self,
            self.name,
            outgoing.longest,
            written,
            self._seen,
        )
        self._recorder = Recorder(self._ami, home.recordings, self._seen)
        self._stopped = False
        self._sight = Wake()  # AMI told the state for the first time
        self._door = Door(runtime.agi_key)
        self._server = StreamServer(("127.0.0.1", runtime.agi_port), self._accepted, backlog=BACKLOG)

    # -- the engine's side

    def start(self) -> None:
        """Raises OSError when the FastAGI port is taken."""
        self._server.init_socket()
        self._ami.start()
        gevent.spawn(self._serve_calls)

    def _serve_calls(self) -> None:
        self._sight.wait(SIGHT)
        if not self._stopped:
            self._server.start()
            self._home.engine_away.unlink(missing_ok=True)

    def stop(self) -> None:
        """Calls stay on the switch: their dialplan plays music and asks for the engine's next run."""
        self._stopped = True
        self._server.stop(timeout=0)
        self._ami.stop()
        for line in list(self._lines.values()):
            line.session.close()
            line.wake()

    def ring(
        self,
        offer: OfferId,
        party: Party,
        call: CallId,
        limit: Seconds,
        shown: str,
        confirm: Confirm | None = None,
    ) -> None:
        """Starts every leg that there is, agents' and dialled ones."""
        self._legs.ring(offer, party, call, limit, shown, confirm)

    def expect(self, offer: OfferId, confirm: bool, outside: bool, limit: Seconds) -> None:
        """A run before this one ordered this leg just now: it may come, within `limit`, or else has failed.  It may
        be ordered once more with `ring`: Asterisk makes no second channel of one id."""
        self._legs.expect(offer, confirm, outside, limit)

    def stop_ringing(self, offer: OfferId, cause: LegCause) -> None:
        self._legs.stop(offer, cause)

    def release(self, offer: OfferId, cause: LegCause) -> None:
        self._steer.hang_up_leg(offer, cause)

    def hangup(self, call: CallId, by: By = By.OPERATOR) -> None:
        self._steer.hang_up_call(call, by)

    def call(self, call: CallId) -> AsteriskCall | None:
        """The call's present session; None while it has none (after a crash, until its talk ends)."""
        return self._calls.get(call)

    def read_state(self) -> SwitchState:
        """Asked from Asterisk now.  Blocks for seconds at most; raises AmiAway, AmiRefused."""
        return read(self._ami)

    # -- a leg's side (legs.Behalf)

    def prompts_of(self, call: CallId) -> AnyPrompts:
        session = self._calls.get(call)
        return session.prompts if session is not None else self._prompts

    def path_of(self, call: CallId) -> tuple[str, ...]:
        session = self._calls.get(call)
        return session.info.path if session is not None else ()

    # -- a call's side (talk.Talks)

    def leg_channel(self, offer: OfferId) -> str:
        channel = self._tracker.state.channels.get(offer)
        return channel.name if channel is not None and channel.up else ""

    def hang_up_leg(self, offer: OfferId, cause: LegCause) -> None:
        self._steer.hang_up_leg(offer, cause)

    def hang_up_call(self, call: CallId, by: By) -> None:
        self._steer.hang_up_call(call, by)

    def hanging_up(self, call: CallId, by: By) -> None:
        self._tracker.hanging_up(call, by)

    def press(self, channel: str, key: str) -> None:
        self._steer.press(channel, key)

    def remember(self, call: CallId, variable: str, value: str) -> bool:
        return self._steer.remember(call, variable, value)

    def start_recording(self, call: CallId, channel: str, offer: OfferId, name: str) -> None:
        self._recorder.start(call, channel, offer, name)

    def stop_recording(self, offer: OfferId) -> None:
        self._recorder.stop(offer)

    # -- AMI

    def _event(self, event: Event) -> None:
        if event.name in ("DTMFBegin", "DTMFEnd"):
            self._key(event)
            return
        if event.name == "OriginateResponse" and event.get("Response") != "Success":
            if not self._legs.expects(event.action_id.removeprefix(ORIGINATE)):
                gevent.spawn_later(BEHIND, self._track, event)
            return
        self._track(event)
        if event.name == "Newchannel":
            self._known.add(unique := event.get("Uniqueid"), self._when(event.get("Timestamp")))
            if is_offer(unique) or is_called_back(unique):
                self._steer.appeared(unique)

    def _track(self, event: Event) -> None:
        for fact in self._tracker.event(event):
            self._seen(fact, self._when(event.get("Timestamp")))
        if event.name == "Hangup":
            self._known.gone(unique := event.get("Uniqueid"))
            self._legs.gone(OfferId(unique))

    def _key(self, event: Event) -> None:
        line = self._lines.get(CallId(event.get("Uniqueid")))
        key = event.get("Digit")[:1]
        if line is None or event.get("Direction") != "Received" or not key:
            return
        if event.name == "DTMFBegin":
            line.strokes.begin(key, time.monotonic())
        elif line.strokes.end(key, time.monotonic()):
            line.pressed(key)
        elif line.strokes.flood and not line.flooded:
            line.flooded = True
            log.warning("call %s: keys by INFO among others without a pause; hung up", line.call)
            self._steer.hang_up_call(line.call, By.ENGINE)

    def _seen(self, fact: SwitchFact, at: Seconds | None = None) -> None:
        if isinstance(fact, CallerGone):
            self._legs.over(OfferId(fact.call))  # of one who was called back
        if isinstance(fact, CallerUp) and (line := self._lines.get(fact.call)):
            line.up = True
            line.wake()
            at = None if at is None else _earliest(at, line.answered)  # AMI's stamp comes late on full cores
        elif isinstance(fact, CallerGone) and (line := self._lines.get(fact.call)):
            line.gone = True
            line.wake()
        elif isinstance(fact, TalkUnseen) and (line := self._lines.get(fact.call)) and line.talk == fact.offer:
            line.left_talk = fact.by
            line.wake()
        elif isinstance(fact, TalkSeen):
            self._recorder.talk_seen(fact.offer)
            self._legs.limit_talk(fact.offer)
        elif isinstance(fact, LegFailed | LegEnded):
            self._legs.over(fact.offer)
        self._post(fact, at)

    def _came_up(self) -> None:
        state = read(self._ami, self._take)
        log.info("AMI is up; %d channels", len(state.channels))
        self._post(SwitchUp(state.boot))
        self._sight.set()
        gevent.spawn(self._settle)

    def _take(self, state: SwitchState) -> None:
        self._known.only(state.channels)
        self._legs.found(state.channels.values())
        for fact in self._tracker.replace(state):
            self._seen(fact)

    def _served(self, unique: str) -> bool:
        """Has this channel a session?  Then it exists, whatever AMI has told by now."""
        line = self._lines.get(CallId(unique))
        return line is not None and not line.session.ended

    def _settle(self) -> None:
        self._steer.settle()
        self._wake_all()

    def _went_down(self, why: str) -> None:
        log.warning("AMI is away: %s; keys are taken from AGI until it is back", why)
        self._post(SwitchDown(why))
        self._wake_all()

    def _wake_all(self) -> None:
        for line in list(self._lines.values()):
            line.wake()

    def _blind(self) -> bool:
        return not self._ami.up

    # -- AGI

    def _accepted(self, sock: socket.socket, address: tuple[str, int]) -> None:
        line: Line | None = None

        def wake() -> None:
            if line is not None:
                line.wake()

        session = AgiSession(sock, wake)
        try:
            environment = self._door.admit(session)
            info = self._who(environment)
            if self._ami.up and not self._known.wait(info.id, STRANGER):
                raise NotAgi(f"Asterisk has no channel {info.id[:LONGEST_ID]!r}")
            info = replace(info, arrived=self._arrived(info.id, environment))
            line = Line(info.id, session, self._limits, self._blind)
            self._serve(info, environment.get("channel"), line)
        except NotAgi as why:
            self._door.dropped(why)
        finally:
            session.close()

    def _arrived(self, call: CallId, environment: Environment) -> Seconds | None:
        """The earlier of what the dialplan's first step and AMI say: either may be late, neither early.  On full cores
        the channel's thread was seen to wait half a second for its first step."""
        return _earliest(self._when(environment.arguments.get("arrived", "")), self._known.since(call))

    def _serve(self, info: CallInfo, channel: str, line: Line) -> None:
        call = AsteriskCall(info, channel, line, self._prompts, self._clock, self, str(self._home.recordings))
        line.up = self._tracker.answered(info.id)
        self._lines[info.id] = line
        self._tracker.arrived(info.id, channel)
        self._calls[info.id] = call
        try:
            self._on_call(call)
        finally:
            if self._calls.get(info.id) is call:
                del self._calls[info.id], self._lines[info.id]


def _earliest(*told: Seconds | None) -> Seconds | None:
    """Of several who tell of one thing, each of whom may be late, and none early."""
    return min((at for at in told if at is not None), default=None)
