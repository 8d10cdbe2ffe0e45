"""How a verb declares what its author may write: the same declaration reads the file, makes the JSON Schema for editors
and the table in the manual.

    says: tuple[Prompt, ...] = main(prompts, "what is played")
    wait: Seconds = option(duration(0.5, 60), 5.0, "silence after the last prompt before a try counts as failed")
    keys: Mapping[str, Exit] = needed(keys, "each key and where it leads")"""

from dataclasses import dataclass, field
from typing import Any

from ccengine.model.reader import Read


@dataclass(frozen=True, slots=True)
class Given:
    read: Read[Any]
    doc: str
    main: bool = False  # its value stands behind the verb
    needed: bool = False
    key: str = ""  # as it is written, when that is no Python name
    shown: str = ""  # the default as the manual shows it, when it is not the value


def main(read: Read[Any], doc: str) -> Any:
    return field(metadata={"given": Given(read, doc, main=True, needed=True)})


def bare(doc: str) -> Any:
    """The verb stands alone, as in `hangup:`."""
    return field(default=None, metadata={"given": Given(nothing, doc, main=True)})


def nothing(tree: object, report: object) -> None:
    raise AssertionError("read by Reader.bare")


def needed(read: Read[Any], doc: str, key: str = "") -> Any:
    return field(metadata={"given": Given(read, doc, needed=True, key=key)})


def option(read: Read[Any], default: Any, doc: str, key: str = "", shown: str = "") -> Any:
    """A callable default is called, as `default_factory` is."""
    given = {"given": Given(read, doc, key=key, shown=shown)}
    if callable(default):
        return field(default_factory=default, metadata=given)
    return field(default=default, metadata=given)
