"""settings.yaml -> Settings, or all its errors at once.  The shipped file, which explains every key, is
ccengine/app/settings.default.yaml."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ccengine.model import addresses
from ccengine.model.callbacks import NO_CALLBACKS, CallbackRules, read_callbacks
from ccengine.model.customer import CallerClass, read_classes
from ccengine.model.diagnostics import Position
from ccengine.model.here import HERE, read_numbering
from ccengine.model.ids import AgentId, QueueName, Seconds
from ccengine.model.numbering import Numbering
from ccengine.model.outgoing import NO_WAY_OUT, Outgoing, read_outgoing
from ccengine.model.reader import Read, Reader, Report, did_you_mean, list_of, mapping_of, open_reader
from ccengine.model.routing import ALL, RESTS, Strategy
from ccengine.model.service_level import DEFAULT, Formula
from ccengine.model.sources import SourceSettings, read_sources
from ccengine.model.trunk import OWN, Source, read_trunk
from ccengine.model.values import boolean, duration, file_name, language, matching, name, one_of, timezone, whole
from ccengine.model.why import LegCause
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree

FLOW_LIMITS = {
    "flow.nodes": 1_000_000,
    "flow.busy": 10_000,
    "flow.depth": 64,
    "flow.variables": 1_000_000,
    "flow.tags": 1_000,
    "flow.tag": 10_000,
    "flow.asks": 10_000,
}
"""What one call may take in its flows, by the name that a message has when it is hit: the most that can be set.  The
defaults are in flow/running/guard.py and scope.py."""


LIST_LIMITS = {"lists.entries": 1_000_000, "lists.patterns": 2_000}
"""Of the lists of callers; the defaults are in model/lists.py."""


UNTIL_READY = "until_ready"


@dataclass(frozen=True, slots=True)
class QueueSettings:
    name: QueueName
    agents: tuple[AgentId, ...]
    ring: Seconds = 20.0  # an agent's phone rings so long
    wrap_up: Seconds = 10.0
    music: str = "default"
    longest_wait: Seconds = 1800.0  # then the call leaves by `waited_too_long`
    record: bool = True
    strategy: Strategy = Strategy.LONGEST_IDLE
    rings: int = 1  # so many agents are rung at once for a call, or ALL
    weight: Seconds = 0.0  # a head start of all its calls over those of other queues
    longest_queue: int | None = None  # a call that comes when so many wait leaves by `full`
    leave_when_empty: bool = False  # by `nobody`, when no agent who could get the call is logged in
    longest_expected: Seconds | None = None  # a call that is to expect a longer wait leaves by `expected_too_long`
    answer_within: Seconds = 20.0  # the threshold of its service level
    callbacks: CallbackRules = NO_CALLBACKS


@dataclass(frozen=True, slots=True)
class AgentSettings:
    id: AgentId
    contact: str = ""  # a fixed SIP URI; "" for a phone that registers
    logged_in: bool = True  # at the first start of a home; afterwards the journal knows
    skills: Mapping[str, int] = field(default_factory=dict)  # name -> level, from 1
    tries: int = 1  # so many offers in a row he may miss or reject before he has to say ready
    rests: Mapping[LegCause, Seconds | None] = field(default_factory=dict)  # not ready so long; None: until he says so


@dataclass(frozen=True, slots=True)
class Settings:
    sip: tuple[str, int] = ("127.0.0.1", 5060)
    trunk: tuple[str, ...] = OWN.networks  # addresses or networks that may call in
    caller_by: tuple[Source, ...] = OWN.caller  # what tells who calls: the first of these that has a number
    numbering: Numbering = HERE  # what a number without country or area means
    classes: Mapping[str, CallerClass] = field(default_factory=dict)  # of callers
    outgoing: Outgoing = NO_WAY_OUT  # where and what `dial` may dial
    switch: str = "managed"  # or "external"
    language: str = "zh"  # of ports that name none
    flows_watch: bool = False  # load flows by themselves when their folder was changed
    queues: Mapping[QueueName, QueueSettings] = field(default_factory=dict)
    agents: Mapping[AgentId, AgentSettings] = field(default_factory=dict)
    sources: Mapping[str, SourceSettings] = field(default_factory=dict)  # databases that flows may ask
    database: str = field(default="", repr=False)  # SQLAlchemy URL, with its password; "" for SQLite in the home
    http: tuple[str, int] | None = None  # loopback port of the control API, beside the unix socket; needs the token
    rtp: tuple[int, int] = (10000, 20000)
    log_level: str = "info"
    timezone: str = ""  # by which flows tell weekdays and hours, and numbers their days; "" for the machine's own
    service_level: Formula = DEFAULT  # of the numbers, when none is asked for
    short_abandon: Seconds = 5.0  # who hangs up before that is counted apart
    limits: Mapping[str, int] = field(default_factory=dict)  # of FLOW_LIMITS, LIST_LIMITS: not the defaults

    @property
    def flow_limits(self) -> Mapping[str, int]:
        """By the names that FlowLimits has."""
        return {name.removeprefix("flow."): most for name, most in self.limits.items() if name in FLOW_LIMITS}


_database = matching(
    r"(sqlite|postgresql(\+psycopg)?)://\S{0,500}",
    "a database URL",
    "bad-database",
    "as in postgresql+psycopg://user:password@host/name",
    secret=True,
)


def parse_settings(data: bytes | str, file: str) -> Settings:
    """Reads settings.yaml; `file` is its name in messages.  Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "settings")
    return _read(reader, reader.report)


def read_settings(tree: Tree) -> Settings:
    """A file's tree that was changed since it was parsed.  Raises BadInput with all that is wrong."""
    report = Report()
    return _read(Reader(tree, "settings", report), report)


def _read(reader: Reader, report: Report) -> Settings:
    settings = _settings(reader, report)
    report.stop_if_any()
    return settings


def _settings(reader: Reader, report: Report) -> Settings:
    default = Settings()
    _moved(reader, report)
    trunk = reader.take("trunk", read_trunk, OWN)
    agents = _agents(reader.take("agents", mapping_of(addresses.agents, _agent), {}), report)
    settings = Settings(
        sip=reader.take("sip", addresses.address, default.sip),
        trunk=trunk.networks,
        caller_by=trunk.caller,
        numbering=reader.take("numbering", read_numbering, default.numbering),
        classes=reader.take("classes", read_classes, {}),
        outgoing=reader.take("outgoing", read_outgoing, default.outgoing),
        switch=reader.take("switch", one_of("managed", "external"), default.switch),
        language=reader.take("language", language, default.language),
        flows_watch=reader.take("flows_watch", boolean, default.flows_watch),
        queues=reader.take("queues", mapping_of(_queue_name, _queue(frozenset(agents))), {}),
        agents=agents,
        sources=reader.take("sources", read_sources, {}),
        database=reader.take("database", _database, default.database),
        http=reader.take("http", addresses.loopback, None),
        rtp=reader.take("rtp", addresses.ports, default.rtp),
        timezone=reader.take("timezone", timezone, default.timezone),
        service_level=Formula(reader.take("service_level", one_of(*Formula), default.service_level.value)),
        short_abandon=reader.take("short_abandon", duration(0, 300), default.short_abandon),
        limits=reader.take("limits", mapping_of(one_of(*FLOW_LIMITS, *LIST_LIMITS), _limit), {}),
        log_level=reader.take("log_level", one_of("debug", "info", "warning", "error"), default.log_level),
    )
    if settings.rtp[0] <= settings.sip[1] <= settings.rtp[1]:
        text = f"the SIP port {settings.sip[1]} lies within the RTP ports"
        report.add(reader.at_value("rtp"), text, "port-twice", "move one of them", reader.at_value("sip"))
    reader.done()
    return settings


def _limit(name: Scalar, tree: Tree, report: Report) -> int:
    return whole(1, {**FLOW_LIMITS, **LIST_LIMITS}[name.text])(tree, report)


def _queue_name(tree: Tree, report: Report) -> QueueName:
    return QueueName(name(tree, report))


def _moved(reader: Reader, report: Report) -> None:
    """`ports` has a file of its own now, which can be loaded while calls are here."""
    if reader.has("ports"):
        text = "settings: the ports stand in a file of their own"
        report.add(reader.at_key("ports"), text, "moved", "move them to flows/ports.yaml, under `numbers:`")
    reader.take("ports", lambda _tree, _report: None, None)


def _agent(key: Scalar, tree: Tree, report: Report) -> tuple[Position, AgentSettings]:
    """For one agent or a range of them: where, and what all of them have."""
    reader = Reader(tree, f'agent "{shown(key.text)}"', report)
    contact = reader.take("contact", addresses.sip_uri, "")
    every = AgentSettings(
        AgentId(""),
        contact=contact,
        logged_in=reader.take("logged_in", boolean, True),
        skills=reader.take("skills", mapping_of(name, _level), {}),
        tries=reader.take("tries", whole(1, 100), 1),
        rests=reader.take("rests", mapping_of(_cause, _rest), {}),
    )
    if contact and "-" in key.text:
        text = f"the agents {shown(key.text)} cannot all have one contact"
        report.add(reader.at_key("contact"), text, "one-contact", "give each agent a line of its own")
    reader.done()
    return key.at, every


def _level(_key: Scalar, tree: Tree, report: Report) -> int:
    return whole(1, 100)(tree, report)


def _cause(tree: Tree, report: Report) -> LegCause:
    return RESTS[one_of(*RESTS)(tree, report)]


def _rest(_key: Scalar, tree: Tree, report: Report) -> Seconds | None:
    """Never nothing: a phone that fails at once would be rung in a tight loop."""
    if isinstance(tree, Scalar) and tree.text == UNTIL_READY:
        return None
    if isinstance(tree, Scalar) and not tree.text[:1].isdigit():
        remedy = did_you_mean(tree.text, [UNTIL_READY]) or f"a time, as in 30s, or {UNTIL_READY}"
        raise report.wrong(tree.at, f'"{shown(tree.text)}" is not known here', "unknown-word", remedy)
    return duration(1, 86400)(tree, report)


def _agents(
    read: Mapping[tuple[str, ...], tuple[Position, AgentSettings]], report: Report
) -> dict[AgentId, AgentSettings]:
    agents: dict[AgentId, AgentSettings] = {}
    places: dict[AgentId, Position] = {}
    for ids, (at, every) in read.items():
        for agent in map(AgentId, ids):
            if agent in agents:
                report.add(at, f"agent {agent} is here a second time", "duplicate-agent", "see", places[agent])
                break
            agents[agent] = replace(every, id=agent)
            places[agent] = at
    return agents


def _queue(known: frozenset[AgentId]) -> Callable[[Scalar, Tree, Report], QueueSettings]:
    def read(key: Scalar, tree: Tree, report: Report) -> QueueSettings:
        default = QueueSettings(QueueName(key.text), ())
        reader = Reader(tree, f'queue "{shown(key.text)}"', report)
        queue = QueueSettings(
            name=default.name,
            agents=reader.need("agents", _queue_agents(key.text, known)) or (),
            ring=reader.take("ring", duration(3, 300), default.ring),
            wrap_up=reader.take("wrap_up", duration(0, 3600), default.wrap_up),
            music=reader.take("music", file_name, default.music),
            longest_wait=reader.take("longest_wait", duration(1, 14400), default.longest_wait),
            record=reader.take("record", boolean, default.record),
            strategy=reader.take("strategy", _strategy, default.strategy),
            rings=reader.take("rings", _rings, default.rings),
            weight=reader.take("weight", duration(0, 3600), default.weight),
            longest_queue=reader.take("longest_queue", whole(0, 1_000_000), default.longest_queue),
            leave_when_empty=reader.take("leave_when_empty", boolean, default.leave_when_empty),
            longest_expected=reader.take("longest_expected", duration(0, 14400), default.longest_expected),
            answer_within=reader.take("answer_within", duration(0, 3600), default.answer_within),
            callbacks=reader.take("callbacks", read_callbacks, default.callbacks),
        )
        reader.done()
        return queue

    return read


def _strategy(tree: Tree, report: Report) -> Strategy:
    return Strategy(one_of(*Strategy)(tree, report))


def _rings(tree: Tree, report: Report) -> int:
    if isinstance(tree, Scalar) and tree.text == "all":
        return ALL
    if isinstance(tree, Scalar) and not tree.text[:1].isdigit():
        remedy = did_you_mean(tree.text, ["all"]) or "a number of agents, or all"
        raise report.wrong(tree.at, f'"{shown(tree.text)}" is not known here', "unknown-word", remedy)
    return whole(1, 100)(tree, report)


def _queue_agents(queue: str, known: frozenset[AgentId]) -> Read[tuple[AgentId, ...]]:
    def one(tree: Tree, report: Report) -> tuple[AgentId, ...]:
        ids = tuple(AgentId(agent) for agent in addresses.agents(tree, report))
        for agent in ids:
            if agent not in known:
                text = f'queue "{shown(queue)}": agent {agent} does not exist'
                remedy = did_you_mean(agent, sorted(known)) or "add him under `agents:`"
                raise report.wrong(tree.at, text, "unknown-agent", remedy)
        return ids

    def read(tree: Tree, report: Report) -> tuple[AgentId, ...]:
        groups = list_of(one, least=1)(tree, report)
        return tuple(dict.fromkeys(agent for group in groups for agent in group))

    return read
