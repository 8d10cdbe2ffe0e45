"""What operators ask over the control socket."""

import os
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from ccengine import __version__
from ccengine.acd import events
from ccengine.acd.state import Agent, AgentState
from ccengine.engine import views
from ccengine.engine.book import Book
from ccengine.engine.control import Args, Refused
from ccengine.engine.machines import Machines
from ccengine.model.clock import Clock
from ccengine.model.ids import AgentId, CallId, Seconds
from ccengine.model.settings import Settings

REASON = 64  # characters
ALARMS = 100
LONGEST_WRAP_UP: Seconds = 3600.0  # that an operator may add at once


class SwitchState:
    """Is the switch there?  As last told."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.up = False
        self.why = "not connected yet"

    def as_dict(self) -> dict[str, Any]:
        return {"kind": self.kind, "up": self.up, "why": self.why}


class Operator:
    """The verbs of the control socket.  All read the state in one go, between two turns."""

    def __init__(
        self,
        machines: Machines,
        book: Book,
        settings: Settings,
        clock: Clock,
        post: Callable[[object], None],
        hangup: Callable[[CallId], None],
        metrics: Callable[[], dict[str, Any]],
        journal: Callable[[], dict[str, Any]],
        switch: SwitchState,
        hours: Callable[[], dict[str, Any]],
    ) -> None:
        self._machines = machines
        self._machine = machines.acd
        self._book = book
        self._settings = settings
        self._clock = clock
        self._post = post
        self._hangup = hangup
        self._metrics = metrics
        self._journal = journal
        self._switch = switch
        self._hours = hours
        self._started: Seconds = clock.now()
        self.alarms: deque[dict[str, Any]] = deque(maxlen=ALARMS)

    def verbs(self) -> Mapping[str, Callable[[Args], Any]]:
        return {
            "status": self.status,
            "calls": self.calls,
            "agents": lambda _args: views.agent_views(self._machine, self._settings),
            "queues": lambda _args: views.queue_views(self._machine, self._settings, self._clock.now()),
            "callbacks": lambda _args: views.callback_views(self._machine),
            "callback_cancel": self.cancel_callback,
            "agent": self.agent,
            "hangup": self.hangup,
            "metrics": lambda _args: self._metrics(),
        }

    def status(self, _args: Args) -> dict[str, Any]:
        return {
            "version": __version__,
            "run": self._book.run,
            "pid": os.getpid(),
            "started": self._started,
            "now": self._clock.now(),
            "switch": self._switch.as_dict(),
            "journal": self._journal(),
            "alarms": list(self.alarms),
            "hours": self._hours(),
            **views.status_counts(self._machine, self._book, self._settings),
        }

    def calls(self, _args: Args) -> list[dict[str, Any]]:
        return [views.call_view(known, self._machines, self._clock.now()) for known in self._book]

    def agent(self, args: Args) -> dict[str, Any]:
        agent = AgentId(str(args.get("agent", "")))
        if agent not in self._settings.agents:
            raise Refused("no-such-agent", f"no agent {agent!r} in settings.yaml")
        state = self._machine.agent(agent)
        logged_in = state is not None and state.logged_in
        match args.get("action"):
            case "login":
                self._post(events.AgentLoggedIn(agent))
                self._post(events.AgentReady(agent))
            case "logout":
                self._post(events.AgentLoggedOut(agent))
            case "ready" | "not_ready" if not logged_in:
                raise Refused("not-logged-in", f"agent {agent} is not logged in")
            case "ready":
                self._post(events.AgentReady(agent))
            case "not_ready":
                reason = args.get("reason") or "break"
                if not isinstance(reason, str) or len(reason) > REASON:
                    raise Refused("bad-request", f"a reason is text of at most {REASON} characters")
                self._post(events.AgentNotReady(agent, reason))
            case "longer":
                self._post(events.WrapUpExtended(agent, self._longer(state, args.get("seconds"))))
            case other:
                raise Refused("bad-request", f"action {other!r}: login, logout, ready, not_ready or longer")
        return {}

    def cancel_callback(self, args: Args) -> dict[str, Any]:
        """Also one that is being dialled; who has been reached is a call, which can be hung up."""
        callback = CallId(str(args.get("callback", "")))
        found = self._machine.call(callback)
        if found is None or not found.off_line:
            raise Refused("no-such-callback", f"no callback {callback!r} is kept, or it was reached")
        self._post(events.CallbackCancelled(callback, "operator"))
        return {}

    def _longer(self, agent: Agent | None, seconds: object) -> Seconds:
        if agent is None or agent.state is not AgentState.WRAP_UP:
            raise Refused("not-in-wrap-up", "only a wrap-up that goes on can be made longer")
        if not isinstance(seconds, int | float) or isinstance(seconds, bool) or not 0 < seconds <= LONGEST_WRAP_UP:
            raise Refused("bad-request", f"seconds: more than 0, at most {LONGEST_WRAP_UP:g}")
        return float(seconds)

    def hangup(self, args: Args) -> dict[str, Any]:
        call = CallId(str(args.get("call", "")))
        if self._book.get(call) is None:
            raise Refused("no-such-call", f"no call {call!r} is here")
        self._hangup(call)
        return {}
