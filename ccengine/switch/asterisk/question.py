"""What who answers is asked before he is put through, in Asterisk's words (`asked` of its extensions.conf)."""

from dataclasses import dataclass

from ccengine.model.dialling import Confirm
from ccengine.model.ids import Seconds
from ccengine.model.why import LegCause
from ccengine.switch.asterisk.prompts import AnyPrompts
from ccengine.switch.gate import NotDialled

LONGEST = 900
"""Characters of the paths: AMI takes a header of 1000."""

_UNPLAYABLE = frozenset('&,"()[]\\')


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    files: str  # paths without suffix, as Background takes them
    wait: Seconds


def question_of(confirm: Confirm, prompts: AnyPrompts) -> Question:
    """Raises NotDialled when it cannot be asked: nobody is rung to hear nothing."""
    paths, missing = prompts.find_all(confirm.prompts, confirm.language)
    files = "&".join(paths)
    if missing or not paths:
        why = f"nobody can be asked to confirm: no prompt {missing!r} in language {confirm.language}"
        raise NotDialled(LegCause.CONGESTION, why)
    if len(files) > LONGEST or _UNPLAYABLE & set("".join(paths)):
        why = "nobody can be asked to confirm: too many prompts, or a folder's name with one of & , \" ( ) [ ]"
        raise NotDialled(LegCause.CONGESTION, why)
    return Question(confirm.key, files, confirm.wait)
