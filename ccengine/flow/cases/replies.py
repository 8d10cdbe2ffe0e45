"""What a service, a data source, a script or a program answered, as far as a call's record tells it: by the outcome,
and by what the node kept of it in variables."""

from typing import Any

from ccengine.flow.cases import visits
from ccengine.flow.cases.visits import Visited
from ccengine.flow.nodes.lookup import FOUND
from ccengine.flow.scripted import Answer
from ccengine.model.services import Outcome


def reply_of(node: Any, visit: Visited) -> Answer:
    # what a script asked for meanwhile came to its end before the script did
    told = next((stage for stage in reversed(visit.inside) if stage["stage"] == visits.EFFECT), None)
    outcome = Outcome(told["exit"]) if told and told["exit"] in tuple(Outcome) else Outcome.UNKNOWN
    kept = visit.changed
    if node.verb == "http":
        status = kept.get(node.into.get("status", ""), 200 if outcome is Outcome.DONE else 0)
        return Answer(outcome, kept.get(node.into.get("json", "")), status, kept.get(node.into.get("text", "")) or "")
    if node.verb == "store":
        return Answer(outcome, kept.get(node.into))
    if node.verb == "lookup":
        return Answer(outcome, kept.get(node.into or node.all_into, {} if visit.exit == FOUND else None))
    if node.is_program:
        variables = {theirs: str(kept[ours]) for ours, theirs in node.results.items() if kept.get(ours) is not None}
        return Answer(outcome, variables=variables)
    return Answer(outcome, kept.get(node.into))
