"""Who served whom last, by queue and by what a caller is known by (docs/manual/acd.md, rule 40).

Each entry is one piece of text, so that a snapshot of very many costs a join (docs/decisions/0164)."""

from collections import OrderedDict
from urllib.parse import quote, unquote

from ccengine.model.ids import AgentId, QueueName, Seconds

_BETWEEN = ","  # quoted text holds neither this nor a blank


class Served:
    """`most` entries at most, those forgotten first that are the longest without a talk; none older than `lasts`
    seconds."""

    def __init__(self, most: int, lasts: Seconds, plain: str = "") -> None:
        """`plain`: what `save` gave.  ValueError when it is something else."""
        self._most, self._lasts = most, lasts
        self._latest: OrderedDict[str, str] = OrderedDict()
        for entry in plain.split(_BETWEEN) if plain else ():
            queue, customer, _agent, _at = entry.split(" ")
            self._latest[f"{queue} {customer}"] = entry

    def __len__(self) -> int:
        return len(self._latest)

    def talked(self, queue: QueueName, customer: str, agent: AgentId, now: Seconds) -> None:
        name = _name(queue, customer)
        self._latest.pop(name, None)
        self._latest[name] = f"{name} {_quoted(agent)} {now!r}"
        while len(self._latest) > self._most or now - _at(next(iter(self._latest.values()))) > self._lasts:
            self._latest.popitem(last=False)

    def last(self, queue: QueueName, customer: str, within: Seconds, now: Seconds) -> AgentId | None:
        """Whose talk with him began `within` seconds ago at most."""
        entry = self._latest.get(_name(queue, customer))
        if entry is None or now - _at(entry) > within:
            return None
        return AgentId(unquote(entry.split(" ")[2], errors="surrogatepass"))

    def save(self) -> str:
        return _BETWEEN.join(self._latest.values())


def _name(queue: QueueName, customer: str) -> str:
    return f"{_quoted(queue)} {_quoted(customer)}"


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def _at(entry: str) -> Seconds:
    return float(entry.rpartition(" ")[2])
