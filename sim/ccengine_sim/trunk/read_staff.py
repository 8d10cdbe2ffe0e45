"""What a trunk's file says of the agents' telephones."""

from ccengine.model import addresses
from ccengine.model.diagnostics import Position
from ccengine.model.ids import AgentId, Seconds
from ccengine.model.reader import Reader, Report, mapping_of
from ccengine.model.values import duration, text
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree
from ccengine_sim.scenario.laws import law, number
from ccengine_sim.trunk.scenario import Answering, Leaving
from ccengine_sim.virtual import NEVER

LATEST: Seconds = 3600.0


def share(tree: Tree, report: Report) -> float:
    """`10%`, as 0.1."""
    value = text(tree, report)
    if not value.endswith("%"):
        raise report.wrong(tree.at, f'"{shown(value)}" is no share', "not-a-share", "write it in per cent: 10%")
    return number(0, 100)(tree, report) / 100


def _answering(key: Scalar, tree: Tree, report: Report) -> tuple[Position, Answering]:
    reader = Reader(tree, f'staff "{shown(key.text)}"', report)
    default = Answering()
    answering = Answering(
        answers=reader.take("answers", law, default.answers),
        rejects=reader.take("rejects", share, default.rejects),
        misses=reader.take("misses", share, default.misses),
        unregisters=reader.take("unregisters", _leaving, default.unregisters),
    )
    reader.done()
    if answering.rejects + answering.misses + answering.unregisters.share > 1 + 1e-9:
        text_ = "rejects, misses and unregisters are more than 100 %"
        report.add(tree.at, text_, "bad-share", "they are shares of his rings; he answers the others")
    return key.at, answering


def _leaving(tree: Tree, report: Report) -> Leaving:
    """`{share: 2%, for: 10s}` or `{at: 30s, for: 10s}`."""
    reader, default = Reader(tree, "unregisters", report), Leaving()
    leaving = Leaving(
        share=reader.take("share", share, default.share),
        at=reader.take("at", duration(0, LATEST), default.at),
        lasts=reader.take("for", law, default.lasts),
    )
    reader.done()
    if reader.readable and not reader.has("share") and not reader.has("at"):
        remedy = "write {share: 2%, for: 10s} (of his rings), or {at: 30s, for: 10s}"
        raise report.wrong(tree.at, "when does he unregister?", "no-moment", remedy)
    if leaving.lasts == NEVER:
        raise report.wrong(reader.at_value("for"), "he never comes back", "bad-range", "as in for: 10s")
    return leaving


def staff(reader: Reader) -> dict[AgentId, Answering]:
    """Each agent of the key `staff`, which is needed."""
    found: dict[AgentId, Answering] = {}
    for ids, (at, answering) in (reader.need("staff", mapping_of(addresses.agents, _answering)) or {}).items():
        for agent in map(AgentId, ids):
            if agent in found:
                reader.report.add(at, f"agent {agent} is here a second time", "duplicate-agent", "name him once")
                break
            found[agent] = answering
    return found
