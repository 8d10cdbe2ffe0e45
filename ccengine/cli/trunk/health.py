"""Whether the hotline's own processes live through the calls, and whether its journal and its logs are in order then.

Supervisor and spare mend what dies, so that callers may notice nothing: a death is told all the same, unless the
trunk's own file ordered it."""

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence

from ccengine.app.procs import of_home
from ccengine.cli.journal_search import BROKEN, Asked, Search
from ccengine.model.home import Home
from ccengine_sim.hostile import odd_lines
from ccengine_sim.trunk import Broken, Deed
from ccengine_sim.trunk.explain import SEEN_BY
from ccengine_sim.trunk.faults import ENGINE

ROLES = ("supervisor", "engine", "office", "asterisk")
SHOWN = 10
"""Lines of a log that are named; all are counted."""


class Health:
    """From its making on, which is before the calls."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._pids = _pids(home)

    def faults(self, broken: Sequence[Broken]) -> Iterator[str]:
        """Raises OSError."""
        killed = Counter(each.fault.what for each in broken if each.fault.deed is Deed.KILL)
        yield from _replaced(self._pids, _pids(self._home), killed)
        search = Search(Asked(all=True))
        deque(search.entries(self._home.journal), maxlen=0)
        yield from noted(search.counts, search.crashes - killed[ENGINE], broken)
        yield from _traces(self._home)


def _pids(home: Home) -> dict[str, int]:
    return {process.role: process.pid for process in of_home(home.root) if process.role in ROLES}


def _replaced(before: Mapping[str, int], now: Mapping[str, int], killed: Counter[str]) -> Iterator[str]:
    for role in ROLES:
        if now.get(role) != before.get(role) and not (killed[role] and role in now):
            yield f"{role} was process {before.get(role, 'none')} and is {now.get(role, 'none')}"


def noted(counts: Counter[str], crashes: int, broken: Sequence[Broken]) -> Iterator[str]:
    """What should not be in a journal.  `counts`: of its records by their kinds.  `crashes`: that nobody ordered."""
    away = any(each.fault.what in SEEN_BY for each in broken)
    for kind in ("damaged", "Gap", BROKEN, *(() if away else ("SwitchDown",))):
        if counts[kind]:
            yield f"{counts[kind]} records of {kind} in the journal"
    if crashes > 0:
        yield f"{crashes} crashes of the engine in the journal that were not ordered"


def _traces(home: Home) -> Iterator[str]:
    traces = [odd for odd in odd_lines(home) if odd.trace]
    yield from map(str, traces[:SHOWN])
    if len(traces) > SHOWN:
        yield f"{len(traces) - SHOWN} more crashes in the logs"
