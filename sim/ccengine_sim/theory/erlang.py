"""M/M/n queues in the stationary state: Poisson arrivals, exponential talks, n agents, first come first served.

`load` is the offered load in erlangs: arrivals per second times the mean talk.  Everything is summed by recursion from
small to great, without factorials: exact to rounding for thousands of agents.

Sources: A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
exchanges", Elektroteknikeren 13 (1917): loss (B) and delay (C).  C. Palm, "Research on telephone traffic carried by
full availability groups", Tele 1 (1957), and O. Garnett, A. Mandelbaum, M. Reiman, "Designing a call center with
impatient customers", M&SOM 4 (2002): patience (A)."""

from dataclasses import dataclass
from math import exp

from ccengine.model.ids import Seconds


class Unstable(ValueError):
    """More work comes than the agents can do: there is no stationary state."""


def blocked(agents: int, load: float) -> float:
    """Erlang B: the share of calls that find all agents busy, when nobody waits."""
    share = 1.0
    for n in range(1, agents + 1):
        share = load * share / (n + load * share)
    return share


def waits(agents: int, load: float) -> float:
    """Erlang C: the share of calls that wait, when everybody waits for ever."""
    if load >= agents:
        raise Unstable(f"{load:g} erlangs for {agents} agents")
    share = blocked(agents, load)
    return share / (1.0 - load / agents * (1.0 - share))


def mean_wait(agents: int, load: float, talk: Seconds) -> Seconds:
    """Of all calls, those served at once too."""
    return waits(agents, load) * talk / (agents - load)


def waits_longer(agents: int, load: float, talk: Seconds, than: Seconds) -> float:
    """The share of all calls."""
    return waits(agents, load) * exp(-(agents - load) * than / talk)


@dataclass(frozen=True, slots=True)
class Impatient:
    """Erlang A: what becomes of calls whose patience is exponential, too."""

    waits: float  # the share of calls that wait
    abandons: float  # the share of calls that give up
    mean_wait: Seconds  # of all calls, in the queue, served or not


def impatient(agents: int, load: float, talk: Seconds, patience: Seconds) -> Impatient:
    """From the chances of j calls waiting, all relative to that of none waiting and all agents busy."""
    ratio, j = 1.0, 0
    busy, queued = 1.0, 0.0  # sums of the ratio and of j times the ratio
    while ratio * (j + 1) > 1e-18 * busy or load > agents + j * talk / patience:
        j += 1
        ratio *= load / (agents + j * talk / patience)
        busy += ratio
        queued += j * ratio
    all_busy = 1.0 / (1.0 / blocked(agents, load) - 1.0 + busy)  # and none waiting
    wait = queued * all_busy * talk / load  # Little
    return Impatient(busy * all_busy, wait / patience, wait)
