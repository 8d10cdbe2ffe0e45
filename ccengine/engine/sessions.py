"""A caller's greenlet: which flow, where it begins, how it ends."""

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from ccengine.engine.book import Book, Known, talk_by
from ccengine.engine.desk import EngineDesk
from ccengine.engine.dispatch import Dispatch
from ccengine.engine.machines import Machines
from ccengine.flow import Bundle, run
from ccengine.model import facts
from ccengine.model.call import CallFault, CallInfo, Cancelled, Hangup, Leave, TalkOver
from ccengine.model.ids import CallId
from ccengine.model.services import Services
from ccengine.model.settings import PortSettings
from ccengine.model.why import By
from ccengine.switch.asterisk import AsteriskCall

log = logging.getLogger("ccengine.engine")

UNALLOCATED = 1  # Q.850: the caller hears "number not in service" (SIP 404)


@dataclass(frozen=True, slots=True)
class Ports:
    """Called numbers and the flows they enter, as loaded."""

    settings: Mapping[str, PortSettings]
    flows: Mapping[str, Bundle]


class Sessions:
    def __init__(
        self,
        post: Callable[[object], None],
        book: Book,
        machines: Machines,
        ports: Ports,
        desk: EngineDesk,
        dispatch: Dispatch,
        services: Callable[[CallId], Services],
    ) -> None:
        self._post = post
        self._book = book
        self._machines = machines
        self._ports = ports
        self._desk = desk
        self._dispatch = dispatch
        self._services = services
        self.live: dict[CallId, AsteriskCall] = {}

    def get(self, call: CallId) -> AsteriskCall | None:
        return self.live.get(call)

    def serve(self, call: AsteriskCall) -> None:
        """One session, from the switch's first word to the end.  Runs in the session's greenlet."""
        info = call.info
        known = self._book.get(info.id)
        if known is None:
            port = self._ports.settings.get(info.called)
            if port is None:
                log.warning("call %s to %r: no port has this number; refused", info.id, info.called)
                self._post(facts.CallRefused(info.id, info.called, info.caller, "unknown number"))
                call.refuse(UNALLOCATED)
                return
            self._arrive(call, port)
        else:
            self._resume(call, known)

    def _arrive(self, call: AsteriskCall, port: PortSettings) -> None:
        info = call.info
        self._post(
            facts.CallArrived(
                call=info.id,
                channel=call.channel,
                called=info.called,
                caller=info.caller,
                caller_name=info.caller_name,
                flow=port.flow,
                language=port.language,
            )
        )
        self._run(call, self._ports.flows[port.flow], None, port.language)

    def _resume(self, call: AsteriskCall, known: Known) -> None:
        flow = self._ports.flows.get(known.flow)
        if flow is None:
            log.error("call %s was in flow %s, which is gone; released", known.call, known.flow)
            call.hangup()
            return
        self._post(facts.CallResumed(known.call, known.visit.node))
        self._run(call, flow, known, known.language)

    def _run(self, call: AsteriskCall, flow: Bundle, known: Known | None, language: str) -> None:
        info = call.info
        if (older := self.live.get(info.id)) is not None:
            older.cancel(By.SWITCH)  # its socket died unnoticed; the switch has called again
        self.live[info.id] = call
        if known is not None:
            self._settle(call, known)
        try:
            call.set_language(language)  # Hangup, when the caller is gone already
            standing = known.standing if known and known.visit.node else None
            run(flow, call, self._desk, self._services(info.id), standing=standing)
        except (Hangup, Cancelled):
            pass
        except CallFault as fault:
            log.error("call %s: %s; released", info.id, fault)
        except Exception:
            log.exception("call %s: a bug in flow %s; the call is released", info.id, flow.start)
        finally:
            self._end(call, info)

    def _settle(self, call: AsteriskCall, known: Known) -> None:
        """What the call must be told of the time that it had no session."""
        if known.visit.talk == "on":
            # It is back in its session, hence out of the bridge: the talk ended meanwhile.
            call.tell(TalkOver(By.UNKNOWN))
            self._desk.talk_over(known.call, ok=True)
        elif known.visit.talk == "over":
            call.tell(TalkOver(talk_by(known)))
        elif known.visit.sent_on:
            call.tell(Leave(known.visit.sent_on))
        elif (connect := self._dispatch.pending(known.call, self._machines)) is not None:
            call.tell(connect)

    def _end(self, call: AsteriskCall, info: CallInfo) -> None:
        if self.live.get(info.id) is call:
            del self.live[info.id]
            with suppress(Hangup, CallFault):
                call.hangup()
