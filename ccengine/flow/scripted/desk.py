"""A `Desk` without an engine: what the flow asks goes into the transcript of its scripted call."""

from itertools import groupby
from typing import assert_never

from ccengine.flow.scripted.call import ScriptedCall
from ccengine.model import facts
from ccengine.model.call import Leave
from ccengine.model.callbacks import Asked
from ccengine.model.desk import Waiting
from ccengine.model.dialling import Dialling
from ccengine.model.ids import AgentId, CallId, NodeId, OfferId, QueueName, Seconds
from ccengine.model.numbers import normal
from ccengine.model.routing import Step


class ScriptedDesk:
    """Answers nothing, but a key that leads out of a queue: the script says what the engine would have told the call.
    `marks` and `path` (the nodes
    entered, in order) are kept for checks."""

    def __init__(self, call: ScriptedCall) -> None:
        self._stage, self._note, self._tell = call.stage, call.stage.note, call.tell
        self.marks: list[tuple[str, str]] = []  # question, key
        self.path: list[NodeId] = []

    def music(self, queue: QueueName) -> str:
        return "default"

    def head_start(self, caller_class: str) -> Seconds:
        """Without settings there is none; the transcript tells whose it would be."""
        if caller_class:
            self._note(f"head start of class {caller_class}")
        return 0.0

    def enter_queue(
        self,
        call: CallId,
        queue: QueueName,
        head_start: Seconds = 0.0,
        steps: tuple[Step, ...] = (),
        longest_expected: Seconds | None = None,
        customer: str = "",
    ) -> None:
        ahead = f" with a head start of {head_start:g}s" if head_start else ""
        at_most = f", {longest_expected:g}s expected at most" if longest_expected is not None else ""
        known = f", known as {customer}" if customer else ""
        if self._stage.entered is None:
            self._stage.entered = self._stage.now
        self._note(f"enter queue {queue}{ahead}{at_most}{known}")
        for step in steps:
            asked = " ".join([*([f"agent {step.agent}"] if step.agent else ()), *(f"{n} {x}" for n, x in step.skills)])
            self._note(f"from {step.after:g}s on: {asked or 'anybody'}")

    def last_agent(self, queue: QueueName, customer: str, within: Seconds) -> AgentId:
        """The script's, whatever the queue and the time."""
        return self._stage.last_agent

    def leave_queue(self, call: CallId, why: str) -> None:
        self._note(f"leave queue ({why})")

    def waiting(self, call: CallId) -> Waiting | None:
        stage = self._stage
        if stage.entered is None:
            return None
        return Waiting(stage.place.position, stage.place.expected, stage.now - stage.entered)

    def take_way_out(self, call: CallId, key: str) -> None:
        self._note(f"way out by key {key}")
        self._tell(Leave(key))

    def dial(self, call: CallId, wish: Dialling) -> None:
        whom = ", ".join(wish.targets) or "nobody"
        how = "at once" if wish.at_once else "in turn"
        shown = f", shown {wish.shown}" if wish.shown else ""
        each = f"{wish.ring:g}s each, {wish.limit:g}s in all"
        unheard = "" if wish.record else ", not recorded"
        asked = f", key {wish.confirm.key} connects" if wish.confirm else ""
        self._note(f"dial {whom} {how}, {each}{shown}{unheard}{asked}")

        for step, rungs in groupby(wish.plan, key=lambda rung: rung.step):
            told = (f"{rung.target} {rung.ring:g}s" + (f" ({rung.who})" if rung.who else "") for rung in rungs)
            self._note(f"step {step + 1}: {', '.join(told)}")

    def stop_dialling(self, call: CallId, why: str) -> None:
        self._note(f"stop dialling ({why})")

    def call_back(self, call: CallId, queue: QueueName, number: str) -> Asked:
        """Without an engine all are kept, but one for no number."""
        self._note(f"queue {queue} is asked to call {number or 'nobody'} back")
        return Asked.KEPT if normal(number) else Asked.NOT_ALLOWED

    def forced(self, schedule: str) -> str:
        """The script's, whatever the schedule."""
        return self._stage.forced

    def reached(self, call: CallId, queue: QueueName) -> None:
        if self._stage.entered is None:
            self._stage.entered = self._stage.now
        self._note(f"reached for queue {queue}")

    def not_confirmed(self, call: CallId) -> None:
        self._note("not confirmed")

    def joined(self, call: CallId) -> None:
        self._note("joined")

    def talk_over(self, call: CallId, offer: OfferId, ok: bool, detail: str = "") -> None:
        text = "desk: talk over" if ok else "desk: no talk"
        self._note(f"{text} ({detail})" if detail else text)

    def write(self, fact: facts.CallFact) -> None:
        self.record(fact)

    def record(self, fact: facts.CallFact) -> None:
        match fact:
            case facts.NodeEntered(node=node):
                self.path.append(node)
                self._note(f"node {node}")
            case facts.NodeLeft(node=node, exit=exit, changed=changed):
                if changed:
                    self._note(f"set {changed}")
                self._note(f"leave {node} by {exit}")
                self._stage.entered = None
            case facts.NodeFailed(why=why):
                self._note(f"failed: {why}")
            case facts.FlowEntered(flow=flow, variables=variables, forever=forever):
                self._note(f"{'go to' if forever else 'enter'} flow {flow} {variables}")
            case facts.FlowLeft(exit=exit):
                self._note(f"leave flow by {exit}")
            case facts.Marked(question=question, key=key):
                self.marks.append((question, key))
                self._note(f"mark {question} {key}")
            case facts.Commented(path=path, seconds=seconds):
                self._note(f"comment {path} {seconds:g}s")
            case facts.Tagged(name=name, value=value):
                self._note(f"tag {name} {value}")
            case facts.ClassGiven(caller_class=given):
                self._note(f"class {given or 'none'}")
            case facts.MemberKnown(member=member, kind=kind):
                self._note(f"known as member {member}" + (f" ({kind})" if kind else ""))
            case facts.EffectEnded(outcome=outcome):
                self._note(f"outcome {outcome}")
            case facts.MessageRecorded(path=path, seconds=seconds):
                self._note(f"message {path} {seconds:g}s")
            case (
                facts.InputTaken()
                | facts.LanguageChosen()
                | facts.EffectBegan()
                | facts.Announced()
                | facts.Questioned()
                | facts.SpeechBegan()
            ):
                pass  # the line's own words tell of these
            case _:
                assert_never(fact)
