"""A trunk's file -> Trunk, or all that is wrong with it, with places."""

from collections.abc import Mapping

from ccengine.model import addresses
from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId
from ccengine.model.reader import Reader, Report, list_of, mapping_of, open_reader
from ccengine.model.values import duration, name, one_of, text, whole
from ccengine.model.why import By
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree
from ccengine_sim.phone.script import BadScript, Step, parse_script
from ccengine_sim.scenario.laws import arrivals, law, number
from ccengine_sim.trunk.faults import fault_until
from ccengine_sim.trunk.scenario import Answering, Kind, Trunk
from ccengine_sim.virtual.people import Times

LONGEST = 3600.0  # seconds that callers come


def parse_trunk(data: bytes | str, file: str) -> Trunk:
    """`file` is its name in messages.  Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "trunk")
    none: dict[tuple[str, ...], tuple[Position, Answering]] = {}
    lasts = reader.need("lasts", duration(1, LONGEST))
    trunk = Trunk(
        name=reader.need("trunk", name) or "",
        calls=reader.need("calls", addresses.called_number) or "",
        arrivals=reader.need("arrivals", arrivals) or Times(()),
        lasts=lasts or 0.0,
        kinds=tuple((reader.need("callers", mapping_of(name, _kind)) or {}).values()),
        staff=_staff(reader.need("staff", mapping_of(addresses.agents, _answering)) or none, reader.report),
        followed=reader.take("followed", _share, 1.0),
        people=reader.take("people", whole(1, 1_000_000), 0),
        faults=reader.take("faults", list_of(fault_until(lasts or LONGEST), most=100), ()),
    )
    reader.done()
    reader.report.stop_if_any()
    return trunk


def _share(tree: Tree, report: Report) -> float:
    """`10%`, as 0.1."""
    value = text(tree, report)
    if not value.endswith("%"):
        raise report.wrong(tree.at, f'"{shown(value)}" is no share', "not-a-share", "write it in per cent: 10%")
    return number(0, 100)(tree, report) / 100


def _kind(key: Scalar, tree: Tree, report: Report) -> Kind:
    reader = Reader(tree, f'callers "{shown(key.text)}"', report)
    default = Kind(key.text, key.at, 1.0, ())
    kind = Kind(
        name=key.text,
        at=key.at,
        share=reader.take("share", _share, default.share),
        does=tuple(reader.need("does", _script) or ()),
        patience=reader.take("patience", law, default.patience),
        talk=reader.take("talk", law, default.talk),
        ends=By(reader.take("ends_talk", one_of(By.AGENT.value, By.CALLER.value), default.ends.value)),
    )
    reader.done()
    return kind


def _script(tree: Tree, report: Report) -> list[Step]:
    """`1s,1,talk,1s,5`."""
    try:
        return parse_script(text(tree, report))
    except BadScript as error:
        raise report.wrong(tree.at, str(error), "bad-script", "as in 1s,1,talk,1s,5") from None


def _answering(key: Scalar, tree: Tree, report: Report) -> tuple[Position, Answering]:
    reader = Reader(tree, f'staff "{shown(key.text)}"', report)
    default = Answering()
    answering = Answering(
        answers=reader.take("answers", law, default.answers),
        rejects=reader.take("rejects", _share, default.rejects),
        misses=reader.take("misses", _share, default.misses),
    )
    reader.done()
    return key.at, answering


def _staff(read: Mapping[tuple[str, ...], tuple[Position, Answering]], report: Report) -> dict[AgentId, Answering]:
    staff: dict[AgentId, Answering] = {}
    for ids, (at, answering) in read.items():
        for agent in map(AgentId, ids):
            if agent in staff:
                report.add(at, f"agent {agent} is here a second time", "duplicate-agent", "name him once")
                break
            staff[agent] = answering
    return staff
