"""A scenario file -> Scenario, or all that is wrong with it, with places."""

from collections.abc import Mapping
from datetime import date

from ccengine.model import addresses
from ccengine.model.diagnostics import BadInput, Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.reader import Read, Reader, Report, did_you_mean, list_of, mapping_of, open_reader
from ccengine.model.settings import Settings, read_settings
from ccengine.model.values import duration, matching, name, one_of, text, whole
from ccengine.model.why import By
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Mapping as TreeMapping
from ccengine.model.yamltree import Scalar, Tree
from ccengine_sim.scenario.laws import DAY, arrivals, clock_time, hours, law, many_hours, shares, telephone
from ccengine_sim.scenario.scenario import Fault, Scenario, Sort, Working
from ccengine_sim.virtual import NEVER
from ccengine_sim.virtual.people import Times

SETTINGS = ("agents", "queues", "timezone", "service_level", "short_abandon", "outgoing")
"""Keys that mean what they mean in settings.yaml, and are read by its reader."""

FAULTS = ("engine", "switch", "phone")


def parse_scenario(data: bytes | str, file: str) -> Scenario:
    """`file` is its name in messages.  Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "scenario")
    report = reader.report
    settings = _settings(reader, report)
    known = tuple(settings.agents)
    begins, ends = reader.take("hours", hours, (0.0, DAY))
    none: dict[tuple[str, ...], tuple[Position, Working]] = {}
    staff = reader.take("staff", mapping_of(addresses.agents, _working), none)
    scenario = Scenario(
        name=reader.need("scenario", name) or "",
        settings=settings,
        sorts=tuple((reader.need("callers", mapping_of(name, _sort)) or {}).values()),
        staff=_staff(staff, known, reader, report),
        faults=reader.take("faults", list_of(_fault(known)), ()),
        day=reader.take("day", _date, date(2026, 1, 5)),
        begins=begins,
        ends=ends,
        flows=reader.take("flows", text, ""),
    )
    reader.done(also=SETTINGS)
    report.stop_if_any()
    return scenario


def _settings(reader: Reader, report: Report) -> Settings:
    """By the settings' own reader: the same words, the same limits."""
    entries: list[tuple[Scalar, Tree]] = []
    for key in SETTINGS:
        tree = reader.take(key, _as_it_is, None)
        if tree is not None:
            entries.append((Scalar(reader.at_key(key), key), tree))
    try:
        return read_settings(TreeMapping(Position("", 1, 1), tuple(entries)))
    except BadInput as bad:
        for found in bad.found:
            report.take(found)
        return Settings()


def _as_it_is(tree: Tree, _: Report) -> Tree | None:
    return tree


def _date(tree: Tree, report: Report) -> date:
    value = matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date", "bad-date", "as in 2026-01-05")(tree, report)
    try:
        found = date.fromisoformat(value)
    except ValueError:
        raise report.wrong(tree.at, f"{value} is no date", "bad-date", "as in 2026-01-05") from None
    if not 1971 <= found.year <= 2999:  # seconds since the epoch begin in 1970
        raise report.wrong(tree.at, f"{value} is not within 1971 to 2999", "out-of-range", "as in 2026-01-05")
    return found


def _sort(key: Scalar, tree: Tree, report: Report) -> Sort:
    reader = Reader(tree, f'callers "{shown(key.text)}"', report)
    default = Sort(key.text, key.at, "", Times(()), NEVER)
    sort = Sort(
        name=key.text,
        at=key.at,
        calls=reader.need("calls", addresses.called_number) or "",
        arrivals=reader.need("arrivals", arrivals) or Times(()),
        talk=reader.need("talk", law) or default.talk,
        patience=reader.take("patience", law, default.patience),
        thinks=reader.take("thinks", law, default.thinks),
        keys=reader.take("keys", mapping_of(name, lambda _, value, told: shares(value, told)), {}),
        ends=By(reader.take("ends_talk", one_of(By.AGENT.value, By.CALLER.value), default.ends.value)),
        telephone=reader.take("callback", telephone, default.telephone),
        people=reader.take("people", whole(1, 1_000_000), default.people),
    )
    reader.done()
    return sort


def _working(key: Scalar, tree: Tree, report: Report) -> tuple[Position, Working]:
    reader = Reader(tree, f'staff "{shown(key.text)}"', report)
    default = Working()
    working = Working(
        shifts=reader.take("shift", many_hours, ()),
        breaks=reader.take("breaks", many_hours, ()),
        answers=reader.take("answers", law, default.answers),
        ready_after=reader.take("ready_after", law, default.ready_after),
        comes_back=reader.take("comes_back", law, default.comes_back),
    )
    reader.done()
    return key.at, working


def _staff(
    read: Mapping[tuple[str, ...], tuple[Position, Working]], known: tuple[AgentId, ...], reader: Reader, report: Report
) -> dict[AgentId, Working]:
    found = {agent: Working() for agent in known}
    places: dict[str, Position] = {}
    for ids, (at, working) in read.items():
        for agent in map(AgentId, ids):
            if agent in places:
                report.add(at, f"agent {agent} is here a second time", "duplicate-agent", "see", places[agent])
                break
            if agent not in known:
                remedy = did_you_mean(agent, sorted(known)) or "add him under `agents:`"
                report.add(at, f"agent {agent} does not exist", "unknown-agent", remedy)
                break
            places[agent], found[agent] = at, working
    return found


def _fault(known: tuple[AgentId, ...]) -> Read[Fault]:
    """`{at: "10:30", engine: dies, for: 5s}`, `{often: 1h, phone: 8003, for: 5m}`."""

    def read(tree: Tree, report: Report) -> Fault:
        reader = Reader(tree, "a fault", report)
        at: Seconds = reader.take("at", clock_time, -1.0)
        often: Seconds = reader.take("often", duration(1.0, DAY), 0.0)
        lasts = reader.need("for", duration(0.001, DAY))
        what = [each for each in FAULTS if reader.has(each)]
        words = {"engine": one_of("dies"), "switch": one_of("lost"), "phone": addresses.agent}
        value = reader.take(what[0], words[what[0]], "") if what else ""
        reader.done(also=FAULTS)
        if len(what) != 1:
            remedy = "write one of: engine: dies, switch: lost, phone: 8001"
            raise report.wrong(tree.at, f"a fault is of one thing, not {len(what)}", "bad-fault", remedy)
        if (at < 0) == (often == 0):
            remedy = 'write at: "10:30", or often: 1h (in the mean)'
            raise report.wrong(tree.at, "when does it come?", "bad-fault", remedy)
        if what == ["phone"] and value and value not in known:
            remedy = did_you_mean(value, sorted(known)) or "add him under `agents:`"
            raise report.wrong(reader.at_value("phone"), f"agent {value} does not exist", "unknown-agent", remedy)
        return Fault(value if what == ["phone"] else what[0], at, lasts or 1.0, often)

    return read
