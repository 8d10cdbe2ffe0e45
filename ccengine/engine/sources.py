"""What operators ask about data sources over the control socket: how they do, and a lookup as flows make it."""

from collections.abc import Callable, Mapping
from typing import Any

from ccengine.engine.control import Args, Refused
from ccengine.engine.flow_verbs import text
from ccengine.model.reader import did_you_mean
from ccengine.model.services import LookupRequest
from ccengine.model.sources import MOST_ROWS, NotAllowed, table_of
from ccengine.workers.sources import Sources

COLUMNS = 200  # that one request may name


class SourceVerbs:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def verbs(self) -> Mapping[str, Callable[[Args], Any]]:
        return {
            "sources": lambda args: {"sources": self._sources.state()},
            "source_test": self.test,
            "source_try": self.try_,
        }

    def test(self, args: Args) -> dict[str, Any]:
        name = self._known(text(args, "source"))
        answer = self._sources.test(name)
        return {
            "source": name,
            "outcome": answer["outcome"],
            "detail": answer["detail"],
            "server": answer.get("server", ""),
            "found": answer.get("found", []),
        }

    def try_(self, args: Args) -> dict[str, Any]:
        """With no more rights than a flow has; not from memory."""
        name, table = self._known(text(args, "source")), text(args, "table")
        where, fields, order = args.get("where"), args.get("fields") or [], args.get("order") or []
        most = args.get("most") or 0
        if not isinstance(where, dict) or not _names(fields) or not _names(order) or type(most) is not int:
            raise Refused("bad-request", "a condition is a mapping, fields and order are lists of columns")
        if not all(isinstance(value, bool | int | float | str | None) for value in where.values()):
            raise Refused("bad-request", "the value of a column is a text, a number, true, false or null")
        try:
            fields = fields or list(table_of(self._sources.rights, name, table).read)
        except NotAllowed as why:
            raise Refused("no-such-table", str(why)) from None
        request = LookupRequest(name, table, fields, where, "try", order, max(0, min(most, MOST_ROWS)))
        answer = self._sources.lookup(request, fresh=True)
        return {
            "outcome": answer.outcome.value,
            "detail": answer.detail,
            "fields": fields,
            "rows": [dict(row) for row in answer.rows],
            "seconds": round(answer.seconds, 3),
        }

    def _known(self, name: str) -> str:
        names = list(self._sources.rights)
        if name not in names:
            hint = did_you_mean(name, names) or "there is: " + (", ".join(names[:20]) or "none")
            raise Refused("no-such-source", f"there is no source {name!r}; {hint}")
        return name


def _names(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= COLUMNS and all(isinstance(each, str) for each in value)
