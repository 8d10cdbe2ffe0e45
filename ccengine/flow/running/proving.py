"""What the verbs `member` and `change_pin` share: how number and PIN are entered, and asked about.

No digit of a PIN goes anywhere but into a Secret.  Who is slow may enter the rest of one when the entry is over
already: what is still in the buffer when the node is left is dropped, or the next node would have it on record."""

from collections.abc import Sequence
from dataclasses import dataclass

from ccengine.flow.fields import Prompt
from ccengine.flow.node import Node
from ccengine.flow.nodes.menu import NO_INPUT
from ccengine.flow.running.here import Here
from ccengine.model.call import NOTHING, Ask, Call
from ccengine.model.ids import Seconds
from ccengine.model.members import LONGEST_PIN, SHORTEST_PIN, MemberRequest, Verdict
from ccengine.model.secret import Secret

NOT_VALID = "not-valid"
WRONG, LOCKED_OUT = "member-wrong", "member-locked"
DROP = Ask(first=0.0, keep_typed_ahead=False)


@dataclass(frozen=True, slots=True)
class Patience:
    """Silence, in seconds, that an entry may have."""

    first: Seconds
    between: Seconds


class Entries:
    """The entries of one node.  After one that did not count what was typed ahead does not either, and the prompts that
    follow begin with the reason."""

    def __init__(self, call: Call, here: Here, patience: Patience) -> None:
        self._call, self._here, self._patience = call, here, patience
        self._keep = True
        self._excuse: tuple[str, ...] = ()

    def number(self, asks: Sequence[Prompt], most: int) -> str:
        """Empty when it does not count.  On record by its length alone: it may be a PIN, entered too soon."""
        return self._digits(asks, most)

    def pin(self, asks: Sequence[Prompt]) -> Secret | None:
        """None when nothing that could be one was entered."""
        entry = self._digits(asks, LONGEST_PIN, "*" * SHORTEST_PIN)
        return Secret(entry) if entry else None

    def again(self, *excuse: str) -> None:
        """The next one begins with this."""
        self._excuse, self._keep = excuse, False

    def end(self) -> None:
        """The node is left without what it wanted: tell why, and drop what is still typed."""
        self._call.play(self._excuse)
        self._call.collect(NOTHING, DROP)

    def _digits(self, asks: Sequence[Prompt], most: int, shown: str = "") -> str:
        prompts = (*self._excuse, *(prompt.name for prompt in asks))
        entry = self._call.collect(prompts, self._ask(most)).digits
        self._excuse, self._keep = (), True
        self._here.took((shown or entry) if entry else "", secret=True)
        if entry.isascii() and entry.isdecimal():
            return entry
        self.again(NOT_VALID if entry.strip("#") else NO_INPUT)
        return ""

    def _ask(self, most: int) -> Ask:
        first, between = self._patience.first, self._patience.between
        return Ask(max_digits=most, first=first, between=between, total=60.0, keep_typed_ahead=self._keep)


def proven(
    node: Node, here: Here, entries: Entries, number: str, pin: Secret, new_pin: Secret | None = None
) -> Verdict:
    """Asks about it.  What is wrong is told with the next prompts, or is on record."""
    caller = here.call.info.caller_form
    answer = here.services.verify(MemberRequest(number, caller, pin, new_pin))
    match answer.verdict:
        case Verdict.KNOWN:
            here.known(answer.member)
        case Verdict.REFUSED:
            entries.again(WRONG)
        case Verdict.LOCKED:
            entries.again(LOCKED_OUT)
        case Verdict.FAILED:
            entries.again()
            here.failed(node.id, f"{node.at}: {node}: {answer.detail}")
    return answer.verdict
