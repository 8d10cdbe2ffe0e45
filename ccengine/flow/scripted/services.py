"""`Services` without a world: the answers are given beforehand, by the file's case or a person at the terminal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from json import dumps
from types import MappingProxyType

from ccengine.model.call import Call
from ccengine.model.hooks import NO_HOOKS, Hooks
from ccengine.model.members import Member, MemberAnswer, MemberFound, MemberRequest, MemberSearch, Verdict
from ccengine.model.services import (
    HttpAnswer,
    HttpRequest,
    JsonValue,
    LookupAnswer,
    LookupRequest,
    Outcome,
    ProgramAnswer,
    ProgramRequest,
    ScriptAnswer,
    ScriptRequest,
    StoreAnswer,
    StoreRequest,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer."""

    outcome: Outcome = Outcome.DONE
    value: JsonValue = None
    """JSON of an HTTP answer, or what a script returned; a lookup's rows (one mapping, or a list of them; none: there
    is no such row); what a store gives back."""
    status: int = 200
    text: str = ""  # the body of an HTTP answer
    variables: Mapping[str, str] | None = None  # set by an AGI program
    detail: str = ""  # why it failed


Answers = Callable[[str], Answer]
"""URL, callable, program or `source.table` -> its answer."""

MEMBER = "member"
"""What the verbs that ask for a PIN ask by."""
VERDICTS = {Outcome.DONE: Verdict.KNOWN, Outcome.REFUSED: Verdict.REFUSED, Outcome.BUSY: Verdict.LOCKED}
"""How an answer tells about a PIN; all others are FAILED."""


def nobody(asked: str) -> Answer:
    """Nothing was given: as if nobody were there."""
    return Answer(Outcome.UNREACHABLE, status=0)


class ScriptedServices:
    """`phones`: whose phone a number (in its one form) is."""

    def __init__(
        self,
        answers: Answers = nobody,
        note: Callable[[str], None] = lambda text: None,
        phones: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._answers = answers
        self._note = note
        self._phones = phones

    def http(self, request: HttpRequest) -> HttpAnswer:
        headers = "".join(f", {name}: {value}" for name, value in request.headers.items())
        self._note(f"http {request.method} {request.url}{_body(request)}{headers} (key {request.key})")
        given = self._answers(request.url)
        return HttpAnswer(given.outcome, given.status, given.text, given.value, given.detail)

    def lookup(self, request: LookupRequest) -> LookupAnswer:
        asked = f"{request.source}.{request.table}"
        order = f" by {', '.join(request.order)}" if request.order else ""
        most = f", {request.most} at most" if request.most else ""
        self._note(f"lookup {asked} where {_shown(request.where)}{order}{most} (key {request.key})")
        given = self._answers(asked)
        rows = [{name: row.get(name) for name in request.fields} for row in _rows(given.value)]
        return LookupAnswer(given.outcome, rows[: request.most or None], given.detail)

    def store(self, request: StoreRequest) -> StoreAnswer:
        asked = f"{request.source}.{request.table}"
        self._note(f"store {asked} {_shown(request.values)} (key {request.key})")
        given = self._answers(asked)
        return StoreAnswer(given.outcome, given.value, given.detail)

    def script(self, request: ScriptRequest, hooks: Hooks = NO_HOOKS) -> ScriptAnswer:
        self._note(f"script {request.callable}({_shown(request.arguments)}) (key {request.key})")
        given = self._answers(request.callable)
        return ScriptAnswer(given.outcome, given.value, given.detail)

    def program(self, request: ProgramRequest, call: Call, hooks: Hooks = NO_HOOKS) -> ProgramAnswer:
        self._note(" ".join(("program", request.path, *request.arguments)))
        given = self._answers(request.path)
        return ProgramAnswer(given.outcome, given.variables or {}, given.detail)

    def find_member(self, search: MemberSearch) -> MemberFound:
        number = self._phones.get(search.caller, "")
        return MemberFound(number, bool(number))

    def verify(self, request: MemberRequest) -> MemberAnswer:
        """The answer's value is what is on file: number, name, class."""
        self._note(f"is member {request.number}?" + (" (another PIN)" if request.new_pin else ""))
        given = self._answers(MEMBER)
        verdict = VERDICTS.get(given.outcome, Verdict.FAILED)
        told = given.value if isinstance(given.value, Mapping) else {}
        known = {"number": request.number, **{name: str(value) for name, value in told.items()}}
        if verdict is Verdict.KNOWN:
            return MemberAnswer(verdict, Member.of(known))
        return MemberAnswer(verdict, detail=given.detail or given.outcome)


def _shown(values: Mapping[str, JsonValue]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def _rows(value: JsonValue) -> list[Mapping[str, JsonValue]]:
    given = value if isinstance(value, list | tuple) else [value]
    return [row for row in given if isinstance(row, Mapping)]


def _body(request: HttpRequest) -> str:
    if request.json is not None:
        return " " + dumps(request.json, ensure_ascii=False, default=lambda secret: "***")
    return f" {request.body}" if request.body else ""
