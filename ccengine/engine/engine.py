"""All of it put together: one home, one engine."""

import gc
import logging
import resource
import signal
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast
from weakref import WeakSet
from zoneinfo import ZoneInfo

import gevent
from gevent.event import AsyncResult, Event

from ccengine import __version__
from ccengine.acd import commands, events
from ccengine.acd.rules import Rules
from ccengine.engine.callbacks import Callbacks
from ccengine.engine.clock import AnchoredClock, Steps
from ccengine.engine.compiler import Compiler
from ccengine.engine.control import Control
from ccengine.engine.core import Core, Order, synced_soon
from ccengine.engine.desk import EngineDesk
from ccengine.engine.dispatch import Dispatch
from ccengine.engine.entrance import Entrance
from ccengine.engine.flow_verbs import FlowVerbs
from ccengine.engine.health import Lateness
from ccengine.engine.hours import Hours, forced
from ccengine.engine.insight import Insight
from ccengine.engine.library import Library
from ccengine.engine.list_verbs import ListVerbs
from ccengine.engine.loading import Loader
from ccengine.engine.members import MemberGate
from ccengine.engine.operator import Operator, SwitchState
from ccengine.engine.outgoing import gate_of
from ccengine.engine.recovery import IN_FLIGHT, VOCABULARY, Believed, Recovered, compare, recover, strangers, to_come
from ccengine.engine.screening import Screening, forgotten, origins_of
from ccengine.engine.services import CallServices
from ccengine.engine.sessions import Sessions
from ccengine.engine.sources import SourceVerbs
from ccengine.engine.speech import cut_off
from ccengine.engine.times import Times
from ccengine.engine.watch import EVERY, SHARE, invariants, unserved
from ccengine.engine.watching import FolderWatch
from ccengine.flow import FlowLimits
from ccengine.flow.spoken import spoken
from ccengine.journal.writer import JournalBusy, JournalFull, Writer
from ccengine.model import facts
from ccengine.model.call import Limits
from ccengine.model.diagnostics import BadInput
from ccengine.model.home import Home
from ccengine.model.ids import CallId, NodeId, OfferId, QueueName, Seconds
from ccengine.model.music import music_of
from ccengine.model.runtime import Runtime
from ccengine.model.settings import Settings, parse_settings
from ccengine.model.sources import located, rights_of
from ccengine.model.url import sqlite_url
from ccengine.model.why import By, LegCause
from ccengine.switch.asterisk import AmiAway, AmiRefused, AsteriskSwitch
from ccengine.switch.asterisk.who import Who
from ccengine.switch.asterisk.witness import Witness
from ccengine.workers.services import Workers

log = logging.getLogger("ccengine.engine")

SWITCH_PATIENCE = 5.0  # seconds that a start waits for the switch before it goes on without


class Engine:
    def __init__(self, home: Home, settings: Settings, runtime: Runtime) -> None:
        self.home = home
        self.settings = settings
        self.stopping = Event()
        self._look_cost: Seconds = 0.0  # of the last look of the watch
        self._first_comparison: AsyncResult[Order] = AsyncResult()
        self._state = SwitchState("asterisk")
        self.times = Times(lambda found, at: self.core.post(found, at))
        self._recovered = recover(home.journal, Rules.from_settings(settings), self.times.recorded)
        self.clock = AnchoredClock(self._recovered.time)
        self._steps = Steps(self.clock)
        machines, book = self._recovered.machines, self._recovered.book
        self.times.take_up(book)
        zone = ZoneInfo(settings.timezone) if settings.timezone else None
        self.run = book.run + 1
        settings.numbering.form("10086")  # loads what it takes, before anybody calls
        self.switch = AsteriskSwitch(
            runtime,
            home,
            self.clock,
            self._from_switch,
            self._on_call,
            Limits(),
            settings.outgoing,
            gate_of(book, settings.outgoing, settings.numbering, self.clock, zone, lambda text: self._alarm(text)),
            lambda leg: self.core.written(leg),
            Who(settings.caller_by, settings.numbering).read,
        )
        self.witness = Witness(home, self.clock, self.times.seen)
        self.writer = Writer(home.journal, VOCABULARY, synced_soon)
        self.dispatch = Dispatch(self.switch, book, self._session, self._recorded, settings.agents, settings.outgoing)
        self.core = Core(
            machines, book, self.writer, self.clock, self.dispatch, self._publish, self._alarm, self.writer.snapshot
        )
        self.core.before_the_end = lambda call: cut_off(book.get(call), home.recordings)
        self.desk = EngineDesk(
            self.core.post,
            settings.queues,
            lambda call: machines.waiting(call, self.clock.now()),
            Callbacks(machines.acd, book, settings.outgoing, settings.numbering, self.core.written).ask,
            lambda queue, customer, within: machines.acd.last_agent(queue, customer, within, self.clock.now()),
            lambda schedule: forced(book, schedule, self.clock.now()),
            {name: each.head_start for name, each in settings.classes.items()},
            settings.agents,
            self.core.written,
        )
        self.compiler = Compiler(home.root, sources=rights_of(settings.sources))
        self.library = Library(home.versions, self.compiler.make_ready)
        music = music_of(home.accepted, settings)
        self.loader = Loader(book, settings, self.compiler, self.library, self.core.post, self.core.written, music)
        screening = Screening(book.lists, self.clock, settings.numbering, origins_of(home))
        entrance = Entrance(book.ports, self.library, screening, settings.numbering, name=self.switch.name)
        self.sessions = Sessions(
            self.core.post,
            self.core.written,
            book,
            machines,
            entrance,
            self.desk,
            self.dispatch,
            self._services,
            settings.numbering,
            zone=zone,
            limits=FlowLimits(**settings.flow_limits),
            recordings=home.recordings,
        )
        self.workers = Workers(
            speak=spoken,
            sources=located(settings.sources, str(home.root)),
            zone=settings.timezone,
            books=settings.database or sqlite_url(str(home.database.absolute())),
        )
        self.members = MemberGate(self.workers, book, self.clock, self.core.written)
        self.lateness = Lateness({"turns": lambda: self.core.doing})
        self.operator = Operator(
            machines=machines,
            book=book,
            settings=settings,
            clock=self.clock,
            post=self.core.post,
            hangup=self.switch.hangup,
            metrics=self._metrics,
            journal=self._journal_state,
            switch=self._state,
            hours=(hours := Hours(book, self.library, self.clock, self.core.written, zone)).status,
        )
        lists = ListVerbs(self.core, screening, settings, zone)
        flows = FlowVerbs(self.loader, book)
        insight = Insight(self, lambda: greenlets)
        self.control = Control(
            home.engine_socket,
            {
                **self.operator.verbs(),
                **flows.verbs(),
                **hours.verbs(),
                **lists.verbs(),
                **self.members.verbs(),
                **SourceVerbs(self.workers.sources).verbs(),
                "inside": insight.verb,
            },
        )

    # -- life

    def serve(self) -> None:
        """Run until SIGTERM or SIGINT.  Calls that are here stay on the switch and are taken up by the next run."""
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, self.stopping.set)
        self.lateness.install()
        gevent.Greenlet.add_spawn_callback(greenlets.add)
        gevent.spawn(self.lateness.beat_forever).name = "beat"
        self._begin(self._recovered)
        gc.collect()
        gc.freeze()  # what lives as long as the engine is not walked over again and again
        gc.enable()
        self.switch.start()
        self.control.start()
        self._first_turn()
        for work in (self._turns, self._watch, self.witness.follow, self.loader.warm, self.workers.sources.warm):
            gevent.spawn(work).name = work.__name__.strip("_")
        if self.settings.flows_watch:
            watch = FolderWatch(self.compiler.look, self.loader.load, self._alarm)
            gevent.spawn(watch.run_forever).name = "flows"
        log.info("engine run %d is up, journal at record %d", self.run, self.core.last)
        self.stopping.wait()
        self._end()

    def _first_turn(self) -> None:
        """Nothing is decided before the recovered state was compared with the switch: an agent whose phone rings
        since before the crash goes on ringing, a deadline of a dead call is not met.  If the switch is away, offers
        wait and everything else begins."""
        order: object
        try:
            order = self._first_comparison.get(timeout=SWITCH_PATIENCE)
        except gevent.Timeout:
            order = events.SwitchAvailable(False)
            self._first_comparison.set(Order(lambda _core, _now: [], "too late"))
        self.core.turn([order])

    def _begin(self, recovered: Recovered) -> None:
        book = recovered.book
        died = recovered.last > 0 and not book.clean
        now = self.clock.now()
        self.core.record(facts.EngineStarted(self.run, __version__, recovered=died), now)
        for text in recovered.damaged:
            self._alarm(f"the journal is damaged: {text}; the record is skipped")
            self.core.record(facts.Corrected(f"journal damaged: {text}"), now)
        for fact in self.loader.taken_by_up(self.home.accepted.load):
            self.core.record(fact, now)

    def _turns(self) -> None:
        try:
            self.core.run_forever()
        except Exception:
            # A bug: this state is not to be trusted.  The supervisor starts a run that rebuilds it.
            log.exception("the core failed; the engine ends and is rebuilt from journal and switch")
            self.stopping.set()
            raise SystemExit(70) from None

    def _end(self) -> None:
        self.control.stop()
        self.workers.close()
        self.compiler.close()
        self.switch.stop()
        self.core.record(facts.EngineStopped(), self.clock.now())
        try:
            self.writer.flush()
            self.writer.snapshot(self.core.last, self.core.state())
            self.writer.close()
        except JournalFull as why:
            log.error("%s; %d records are lost; the next run compares what is there", why, self.writer.unwritten)

    # -- from the switch

    def _from_switch(self, fact: object, at: Seconds | None = None) -> None:
        self.core.post(fact, at)
        match fact:
            case facts.SwitchUp():
                self._state.up, self._state.why = True, ""
                gevent.spawn(self._compare).name = "compare"
            case facts.SwitchDown(why=why):
                self._state.up, self._state.why = False, why

    def _compare(self) -> None:
        """Read the switch's state and bring ours to it; then offers begin again."""
        believed = Believed.now(self.core.machines, self.core.book, self.clock.now())
        try:
            state = self.switch.read_state()
        except (AmiAway, AmiRefused) as why:
            log.warning("the switch's state could not be read (%s); it will be when it is back", why)
            return

        def settle(core: Core, _now: Seconds) -> list[object]:
            for offer in strangers(state, core.machines):
                self.switch.release(offer, LegCause.LATE)
            for leg in to_come(believed, state, core.book):
                self._expect(leg)
            return [
                *compare(believed, state, core.machines, core.book),
                events.SwitchAvailable(True),
            ]

        order = Order(settle, "compare with the switch")
        if self._first_comparison.ready():
            self.core.post(order)
        else:
            self._first_comparison.set(order)

    def _expect(self, leg: OfferId) -> None:
        """Its order may not have left.  An agent's phone is rung again at once, as he and the caller keep their places:
        of two orders with one id the switch refuses the second.  Who is outside is not, for each order counts."""
        party, order = self.core.machines.party(leg), self.core.machines.rung_for(leg)
        outside = party is None or party.who not in self.settings.agents  # None: it is a callback
        self.switch.expect(leg, party is not None and party.confirming, outside, IN_FLIGHT)
        if order is not None:
            self.dispatch(order)

    def _on_call(self, call: Any) -> None:
        cast("gevent.Greenlet[Any, Any]", gevent.getcurrent()).name = f"call {call.info.id}"
        self.sessions.serve(call)

    def _session(self, call: CallId) -> Any:
        return self.sessions.get(call)

    def _services(self, call: CallId) -> CallServices:
        def node() -> NodeId:
            known = self.core.book.get(call)
            return known.visit.node if known else NodeId("")

        return CallServices(self.workers, call, node, self.core.written, self.core.post, self.members)

    def _recorded(self, queue: str) -> bool:
        settings = self.settings.queues.get(QueueName(queue))
        return settings is not None and settings.record

    # -- watch

    def _watch(self) -> None:
        while True:
            gevent.sleep(max(EVERY, SHARE * self._look_cost))
            self.core.post(Order(self._look, "watch"))

    def _look(self, core: Core, now: Seconds) -> list[object]:
        began = time.perf_counter()
        if stepped := self._steps.look():
            self._alarm(stepped)
        lost = unserved(core, now, set(self.sessions.live)) if self._state.up else []
        for call in lost:
            log.warning("call %s is served by nobody; hung up", call)
            self.switch.hangup(call, By.ENGINE)
        if lost:
            gevent.spawn(self._compare).name = "compare"
        found = [
            *invariants(core, now, self.home.log),
            *(facts.Corrected("nobody served this call", call=call) for call in lost),
            *forgotten(core.book.lists, now),
        ]
        self._look_cost = time.perf_counter() - began
        return found

    # -- for operators

    def _publish(self, n: int, at: Seconds, body: object) -> None:
        self.times.recorded(body, at)
        if self.control.followed:
            fields = asdict(cast(Any, body))
            self.control.publish({"n": n, "t": at, "k": type(body).__name__, **fields})

    def _alarm(self, text: str) -> None:
        log.error("ALARM %s", text)
        self.operator.alarms.append({"t": self.clock.now(), "text": text})

    def _metrics(self) -> dict[str, Any]:
        return {
            "loop_lateness": self.lateness.as_dict(),
            "greenlets": len(greenlets),
            "mailbox": self.core.inbox.qsize(),
            "journal_lag": self.writer.lag,
            "calls": len(self.core.book.calls),
            "waiting": sum(self.core.machines.acd.waiting_count(name) for name in self.settings.queues),
            "rss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "cpu": sum(resource.getrusage(resource.RUSAGE_SELF)[:2]),
        }

    def _journal_state(self) -> dict[str, Any]:
        return {"n": self.core.last, "lag": self.writer.lag, "in_memory": self.core.in_memory}


greenlets: "WeakSet[gevent.Greenlet[Any, Any]]" = WeakSet()
"""All that were spawned and are not forgotten.  gc cannot be asked: it does not tell of what is frozen."""


def main(folder: Path) -> int:
    """The engine process.  Exit code 0: stopped; 2: bad settings or flows, named on stderr; 70: a bug."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    threading.current_thread().name = "engine"
    home = Home(folder.absolute())
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))  # a core file would hold the keys that are being entered
    try:
        settings = parse_settings(home.accepted.settings.read_bytes(), str(home.accepted.settings))
        runtime = Runtime.from_json(home.runtime.read_text(encoding="utf-8"))
        logging.getLogger("ccengine").setLevel(settings.log_level.upper())
        engine = Engine(home, settings, runtime)
    except (BadInput, JournalBusy) as bad:
        print(bad, file=sys.stderr)
        return 2
    except OSError as error:
        # A full disk, mostly: the supervisor tries again, and callers hear music meanwhile.
        print(
            f"ERROR the engine cannot start: {error}; free space, or give back access, in {home.root}", file=sys.stderr
        )
        return 1
    engine.serve()
    return 0


__all__ = ["Engine", "OfferId", "commands", "main"]
