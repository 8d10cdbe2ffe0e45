"""The agent who served the caller last: who it is, and whether the caller wants to wait for him."""

from typing import NamedTuple

from ccengine.flow.fields.lastagent import LastAgent
from ccengine.flow.fields.requests import written
from ccengine.flow.running.here import Here
from ccengine.model.call import Ask, Call
from ccengine.model.ids import AgentId, QueueName, Seconds
from ccengine.model.numbers import normal

PATIENCE: Seconds = 5.0
"""Silence after the question that means no."""

LONGEST_CUSTOMER = 64  # characters


class Familiar(NamedTuple):
    customer: str = ""
    agent: AgentId = AgentId("")
    key: str = ""  # pressed instead of an answer: it leads out of the queue
    asked: Seconds = 0.0  # so long it took to ask


def familiar(what: LastAgent | None, queue: QueueName, keys: str, call: Call, here: Here) -> Familiar:
    """`keys`: those that lead out of the queue.  A call that was taken up after a crash is not asked (again).  Raises
    ExpressionFault."""
    if what is None:
        return Familiar()
    number = call.info.caller_form or normal(call.info.caller) or ""  # what is no number is nobody's
    customer = (written(here.scope.value(what.customer)) if what.customer else number)[:LONGEST_CUSTOMER]
    agent = here.desk.last_agent(queue, customer, what.within) if customer else AgentId("")
    if not agent or not what.ask:
        return Familiar(customer, agent)
    if call.info.resumed:
        return Familiar(customer)
    began = call.clock.now()
    got = call.collect([prompt.name for prompt in what.ask], Ask(max_digits=1, first=PATIENCE)).digits
    here.took(got)
    asked = call.clock.now() - began
    if got and got in keys:
        return Familiar(customer, key=got)
    return Familiar(customer, agent if got == what.yes else AgentId(""), asked=asked)
