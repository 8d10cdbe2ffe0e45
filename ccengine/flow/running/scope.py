"""The variables of a call, and what else its expressions see."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, cast

from ccengine.flow.expr import ExpressionFault, Template, Value
from ccengine.flow.running.marks import Marks
from ccengine.model.call import CallInfo
from ccengine.model.clock import Clock
from ccengine.model.customer import NOBODY_KNOWN, Customer
from ccengine.model.members import NOBODY, Member
from ccengine.model.secret import Secret

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RESERVED = ("caller", "port", "call", "now", "tags", "survey", "member")
"""Names that no variable may have."""

UNKEPT: Mapping[str, Value] = {"ccengine:secret": True}
"""What stands in the journal for a value that must not be kept there."""


@dataclass(frozen=True, slots=True)
class ScopeLimits:
    variables: int = 65_536  # bytes of all variables of one flow, as JSON in the journal (flow.variables)
    tags: int = 32  # of a call (flow.tags)
    tag: int = 256  # characters of one (flow.tag)
    asks: int = 100  # of one run of a script or program (flow.asks)


class Scope(Mapping[str, Value]):
    """What an expression sees: `caller`, `port`, `call`, `member`, `now`, `tags`, `survey` (the marks) and the
    variables of the flow it stands in."""

    def __init__(
        self,
        info: CallInfo,
        clock: Clock,
        port: Mapping[str, Value],
        variables: dict[str, Value],
        tags: dict[str, str],
        zone: tzinfo | None = None,
        limits: ScopeLimits = ScopeLimits(),
        marks: Marks | None = None,
        customer: Customer = NOBODY_KNOWN,
        member: Member = NOBODY,
    ) -> None:
        self.caller_class = customer.caller_class
        self.variables = variables
        self.tags = tags
        self._marks = marks or Marks()
        self.changed: dict[str, Value] = {}
        self._clock = clock
        self.zone = zone  # None: the machine's
        self.limits = limits
        self._fixed: dict[str, Value] = {
            "caller": {
                "number": info.caller,
                "form": info.caller_form,
                "name": info.caller_name,
                "withheld": not info.caller,
                "class": customer.caller_class,
                "area": customer.area,
                "carrier": customer.carrier,
            },
            "port": {"number": info.called, **port},
            "call": {"id": info.id},
        }
        self.know(member)

    def enter(self, variables: dict[str, Value]) -> None:
        """The variables of another flow take the place of these."""
        self.variables = variables
        self.changed = {}

    def give_class(self, caller_class: str) -> None:
        """From now on the caller is of this class."""
        self.caller_class = caller_class
        self._fixed["caller"] = {**cast(dict[str, Value], self._fixed["caller"]), "class": caller_class}

    def now(self) -> datetime:
        """Local time: of the settings' time zone, else of the machine."""
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._clock.now())
        return moment.astimezone(self.zone)

    # -- for expressions

    def __getitem__(self, name: str) -> Value:
        if name in self.variables:
            return self.variables[name]
        if name == "now":
            return moment(self.now())
        if name == "tags":
            return dict(self.tags)
        if name == "survey":
            return dict(self._marks.given)
        return self._fixed[name]

    def __iter__(self) -> Iterator[str]:
        yield from (*self._fixed, "now", "tags", "survey", *self.variables)

    def __len__(self) -> int:
        return len(self._fixed) + 3 + len(self.variables)

    def value(self, field: Any) -> Any:
        """A field's value: computed, when it is an expression, and as the field needs it; raises ExpressionFault."""
        if isinstance(field, Template):
            return field.evaluate(self)
        compute = getattr(field, "compute", None)
        return compute(self) if compute is not None else field

    # -- for nodes

    def set(self, name: str, value: Value) -> None:
        """Raises ExpressionFault when the variables have got too large."""
        if length(as_json({**self.variables, name: value})) > self.limits.variables:
            raise ExpressionFault(f"the variables hold more than {self.limits.variables} bytes (flow.variables)")
        self.variables[name] = value
        self.changed[name] = value

    @property
    def member(self) -> Member:
        """NOBODY until it is known."""
        return self._member

    def know(self, member: Member) -> None:
        """The caller is this member."""
        self._member = member
        self._fixed["member"] = dict(member.as_value())

    def tag(self, name: str, value: str) -> None:
        if len(value) > self.limits.tag:
            raise ExpressionFault(f'the tag "{name}" has more than {self.limits.tag} characters (flow.tag)')
        if name not in self.tags and len(self.tags) >= self.limits.tags:
            raise ExpressionFault(f"the call has {self.limits.tags} tags already (flow.tags)")
        self.tags[name] = value

    def take_changes(self) -> str:
        """What was set since the last time, as JSON for the journal; "" for nothing."""
        changed, self.changed = self.changed, {}
        return as_json(changed) if changed else ""


def as_json(values: Mapping[str, Value]) -> str:
    """For the journal: a Secret, and what holds one, is not kept."""
    kept = {name: UNKEPT if holds_secret(value) else value for name, value in values.items()}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def length(text: str) -> int:
    """Bytes that it takes in the journal, where it is escaped: a Chinese character takes six.  What is short has room
    in any case, and is counted as it is."""
    return len(text) if len(text) < 256 else len(json.dumps(text)) - 2


def holds_secret(value: object) -> bool:
    if isinstance(value, Mapping):
        return any(map(holds_secret, value.values()))
    return isinstance(value, Secret) or (isinstance(value, list | tuple) and any(map(holds_secret, value)))


def moment(now: datetime) -> dict[str, Value]:
    return {
        "year": now.year,
        "month": now.month,
        "day": now.day,
        "hour": now.hour,
        "minute": now.minute,
        "second": now.second,
        "weekday": WEEKDAYS[now.weekday()],
        "date": f"{now:%Y-%m-%d}",
        "time": f"{now:%H:%M}",
    }
