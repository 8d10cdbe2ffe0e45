"""language: which language the prompts are played in from now on.  Exit: `next`."""

from dataclasses import dataclass
from typing import ClassVar

from ccengine.flow.fields.exits import NEXT
from ccengine.flow.fields.given import main
from ccengine.flow.node import Node, Verb
from ccengine.flow.running.here import Here
from ccengine.model import values
from ccengine.model.call import Call
from ccengine.model.facts import LanguageChosen


@dataclass(frozen=True, kw_only=True)
class Language(Node):
    """Choose the language of the prompts from now on.

    Exit: `next`. The check looks for every prompt of the flow in every language that one of its nodes chooses."""

    verb: ClassVar[str] = "language"
    EXAMPLE: ClassVar[str] = """
flow: two-languages
language: zh
start: choose
nodes:
  choose:
    menu: welcome
    keys: {1: bye, 2: english}
  english: {language: en, next: bye}
  bye: {play: goodbye, next: hangup}
"""

    language: str = main(values.language, "a language that there are prompts in")


def run(node: Language, call: Call, here: Here) -> str:
    call.set_language(node.language)
    here.desk.record(LanguageChosen(call.info.id, node.language))
    return NEXT


VERB = Verb(Language, run)
