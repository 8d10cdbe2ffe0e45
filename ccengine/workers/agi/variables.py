"""A program's channel variables: what it sets is kept for the flow, what it asks is what it set, what the flow gave, or
a fact of the call."""

import re
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ccengine.wire.agi_server import one_line, reply

if TYPE_CHECKING:
    from ccengine.workers.agi.session import AgiSession

MAX_VARIABLES = 200
MAX_NAME = 80
MAX_VALUE = 4096  # characters, as Asterisk's own limit for what AGI reads back
_REFERENCE = re.compile(r"\$\{([^${}]{1,80})\}")


class Variables:
    def __init__(self, facts: Mapping[str, str], given: Mapping[str, str]) -> None:
        self.made: dict[str, str] = {}  # by the program
        self._given = {**_of_facts(facts), **given}

    def set(self, name: str, value: str) -> None:
        """What is too long is cut, what is too many is dropped: a program cannot fill the journal.  A leading `_`, by
        which Asterisk hands a variable on to other channels, is left out."""
        name = one_line(name.lstrip("_"))[:MAX_NAME]
        if name and (name in self.made or len(self.made) < MAX_VARIABLES):
            self.made[name] = value[:MAX_VALUE]

    def tell(self, name: str, value: str) -> None:
        """One that the program reads and the flow does not."""
        self._given[name] = one_line(value)[:MAX_VALUE]

    def get(self, name: str) -> str | None:
        name = name.lstrip("_")
        if name == "EPOCH":
            return str(int(time.time()))
        return self.made.get(name, self._given.get(name))

    def filled(self, text: str) -> str:
        """`${NAME}` replaced, what is not known by nothing; not nested, no functions."""
        return _REFERENCE.sub(lambda found: self.get(found[1]) or "", text)[:MAX_VALUE]


def _of_facts(facts: Mapping[str, str]) -> dict[str, str]:
    number, name = facts["callerid"], facts["calleridname"]
    number, name = ("" if text == "unknown" else text for text in (number, name))
    return {
        "CHANNEL": facts["channel"], "UNIQUEID": facts["uniqueid"], "EXTEN": facts["extension"],
        "CONTEXT": facts["context"], "PRIORITY": facts["priority"], "CALLERID(num)": number,
        "CALLERID(number)": number, "CALLERID(name)": name, "CALLERID(all)": f'"{name}" <{number}>',
        "CALLERID(dnid)": facts["dnid"], "CHANNEL(language)": facts["language"], "CHANNEL(uniqueid)": facts["uniqueid"],
        "CHANNEL(name)": facts["channel"],
    }  # fmt: skip


def set_variable(session: "AgiSession", words: Sequence[str]) -> str:
    name, value = words
    if name.upper() == "CHANNEL(LANGUAGE)":
        session.call.set_language(value[:20])
    session.variables.set(name, value)
    return reply(1)


def get_variable(session: "AgiSession", words: Sequence[str]) -> str:
    value = session.variables.get(words[0])
    return reply(0) if value is None else reply(1, value)


def get_full_variable(session: "AgiSession", words: Sequence[str]) -> str:
    if len(words) > 1 and not session.is_own(words[1]):
        return reply(0)
    return reply(1, session.variables.filled(words[0]))


def set_callerid(session: "AgiSession", words: Sequence[str]) -> str:
    session.variables.set("CALLERID(num)", words[0])
    return reply(1)


def set_place(name: str, session: "AgiSession", words: Sequence[str]) -> str:
    """There is no dialplan to go to: the flow reads the variable and goes where its author says."""
    session.variables.set(name, words[0])
    return reply(0)
