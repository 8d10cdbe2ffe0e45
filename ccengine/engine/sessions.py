"""A caller's greenlet: which flow, where it begins, how it ends."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path

from ccengine.acd import events
from ccengine.engine.book import Book, Known, talk_by
from ccengine.engine.callbacks import Memo
from ccengine.engine.desk import EngineDesk
from ccengine.engine.dispatch import Dispatch
from ccengine.engine.entrance import Entrance, Refusal
from ccengine.engine.library import Unavailable
from ccengine.engine.machines import Machines
from ccengine.engine.returns import Returns
from ccengine.engine.speech import cut_off
from ccengine.engine.stand import at_start
from ccengine.flow import FlowLimits, given, run
from ccengine.model import facts
from ccengine.model.call import CallFault, CallInfo, Cancelled, Hangup, Leave, TalkOver
from ccengine.model.customer import Customer
from ccengine.model.here import HERE
from ccengine.model.ids import CallId, Seconds, is_called_back
from ccengine.model.numbering import Numbering
from ccengine.model.services import Services
from ccengine.model.why import By
from ccengine.switch.asterisk import AsteriskCall
from ccengine.workers.versions.ready import Ready

log = logging.getLogger("ccengine.engine")


class Sessions:
    def __init__(
        self,
        post: Callable[[object], None],
        written: Callable[[object, Seconds | None], None],
        book: Book,
        machines: Machines,
        entrance: Entrance,
        desk: EngineDesk,
        dispatch: Dispatch,
        services: Callable[[CallId], Services],
        numbering: Numbering = HERE,
        zone: tzinfo | None = None,
        limits: FlowLimits = FlowLimits(),
        recordings: Path = Path("recordings"),
    ) -> None:
        self._post, self._written = post, written
        self._book = book
        self._machines = machines
        self._entrance = entrance
        self._desk = desk
        self._dispatch = dispatch
        self._services = services
        self._numbering = numbering
        self._zone, self._limits = zone, limits
        self._recordings = recordings
        self.live: dict[CallId, AsteriskCall] = {}
        self._returns = Returns()

    def get(self, call: CallId) -> AsteriskCall | None:
        """His session, for who has something to tell him.  One that is to be taken up is taken up now."""
        self._returns.hurry(call)
        return self.live.get(call)

    def serve(self, call: AsteriskCall) -> None:
        """One session, from the switch's first word to the end.  Runs in the session's greenlet."""
        info = call.info
        known = self._book.get(info.id)
        if known is not None:
            self._resume(call, known)
        elif self._book.has_ended(info.id):
            # After a crash the switch asks for all sessions at once, and who hangs up before his is taken up is gone on
            # record first.  He has not called twice.
            log.info("call %s has ended before its session was taken up again", info.id)
            with suppress(Hangup, CallFault):
                call.hangup()
        elif is_called_back(info.id):
            self._arrive_called_back(call)
        else:
            if info.resumed:  # he came while there was no engine, as others did, and hears ringing
                self._returns.wait(info.id)
            self._arrive(call)

    def _arrive(self, call: AsteriskCall) -> None:
        info = call.info
        admitted = self._entrance.admit(info, call.trunk)
        if isinstance(admitted, Refusal):
            self._refuse(call, admitted)
            return
        caller = admitted.caller
        self._written(  # before anything is said: who was answered and is on no record would be lost with the engine
            facts.CallArrived(
                call=info.id,
                channel=call.channel,
                called=info.called,
                caller=info.caller,
                caller_name=info.caller_name,
                flow=admitted.ready.bundle.start,
                language=admitted.language,
                port=admitted.port,
                version=admitted.version,
                canary=admitted.canary,
                variables=admitted.variables,
                caller_form=info.caller_form,
                caller_class=caller.customer.caller_class,
                area=caller.customer.area,
                carrier=caller.customer.carrier,
                listed=caller.door.id if caller.door else "",
                classed=caller.classed.id if caller.classed else "",
            ),
            info.arrived,
        )
        try:
            if info.id not in self.live:  # else its socket died meanwhile, and the switch has called again
                self._run(call, admitted.ready, None, admitted.language, admitted.variables, caller.customer)
        finally:
            self._entrance.over(info.id)

    def _refuse(self, call: AsteriskCall, refusal: Refusal) -> None:
        """On record first: who was refused by a list and is not counted could not be explained."""
        info = call.info
        log.warning("call %s to %r: %s; refused", info.id, info.called, refusal.why)
        why, form = refusal.why, info.caller_form
        self._written(facts.CallRefused(info.id, info.called, info.caller, why, form, refusal.listed), None)
        call.refuse(refusal.cause)

    def _arrive_called_back(self, call: AsteriskCall) -> None:
        """He has answered: his flow goes on at the node that asked, in a call of its own."""
        leg = call.info.id
        callback = self._machines.acd.callback_of(leg)
        if callback is None or callback.callback is None:
            log.info("callback %s is not wanted any more; released", leg)
            with suppress(Hangup, CallFault):
                call.hangup()
            return
        memo = Memo.read(callback.callback.memo)
        number = callback.callback.number
        call.is_called_back(memo.called, number, self._numbering.form(number))
        caller = self._entrance.caller(call.info, memo.language)
        self._written(
            facts.CallArrived(
                call=leg,
                channel=call.channel,
                called=memo.called,
                caller=call.info.caller,
                caller_name="",
                flow=memo.flow,
                language=memo.language,
                version=memo.version,
                variables=memo.variables,
                standing=memo.standing,
                caller_form=call.info.caller_form,
                caller_class=memo.caller_class or caller.customer.caller_class,
                area=caller.customer.area,
                carrier=caller.customer.carrier,
            ),
            call.info.arrived,
        )
        if (known := self._book.get(leg)) is not None:
            self._go_on(call, known)

    def _resume(self, call: AsteriskCall, known: Known) -> None:
        if is_called_back(known.call):
            call.is_called_back(known.called, known.caller, self._numbering.form(known.caller))
        if self._machines.acd.position(known.call) is not None:
            self._returns.wait(known.call)
        if (told := cut_off(known, self._recordings)) is not None:
            self._post(told)  # he is back in his session, hence the file is closed
        self._post(facts.CallResumed(known.call, known.visit.node))
        self._go_on(call, known)

    def _go_on(self, call: AsteriskCall, known: Known) -> None:
        try:
            ready = self._entrance.again(known.flow, known.version)
        except Unavailable as why:
            log.error("call %s was in %s, whose version cannot be opened: %s; released", known.call, known.flow, why)
            call.hangup()
            return
        customer = Customer(known.caller_class, known.area, known.carrier)
        self._run(call, ready, known, known.language, known.variables, customer)

    def _run(
        self,
        call: AsteriskCall,
        ready: Ready,
        known: Known | None,
        language: str,
        variables: str,
        customer: Customer,
    ) -> None:
        info = call.info
        if (older := self.live.get(info.id)) is not None:
            older.cancel(By.SWITCH)  # its socket died unnoticed; the switch has called again
        self.live[info.id] = call
        if known is not None:
            self._settle(call, known)
        port = json.loads(variables) if variables else {}
        standing = given(known.standing if known else at_start(ready.bundle.start), ready.bundle, port)
        try:
            call.plays(ready.prompts)
            call.set_language(language)  # Hangup, when the caller is gone already
            services = self._services(info.id)
            run(
                ready.bundle,
                call,
                self._desk,
                services,
                standing=standing,
                port=port,
                zone=self._zone,
                limits=self._limits,
                customer=customer,
            )
        except (Hangup, Cancelled):
            pass
        except CallFault as fault:
            log.error("call %s: %s; released", info.id, fault)
        except Exception:
            log.exception("call %s: a bug in flow %s; the call is released", info.id, ready.bundle.start)
        finally:
            self._end(call, info)

    def _settle(self, call: AsteriskCall, known: Known) -> None:
        """What the call must be told of the time that it had no session."""
        if known.visit.talk == "on":
            # It is back in its session, hence out of the bridge: the talk ended meanwhile.
            call.tell(TalkOver(By.UNKNOWN))
            if (offer := self._machines.offer_of(known.call)) is not None:
                self._post(events.TalkEnded(offer, By.AGENT, estimated=True))
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
