"""What is known of a caller besides his number; and the setting `classes`."""

from collections.abc import Mapping
from dataclasses import dataclass

from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report, mapping_of
from ccengine.model.values import duration, name, text
from ccengine.model.yamltext import shown
from ccengine.model.yamltree import Scalar, Tree


@dataclass(frozen=True, slots=True)
class Customer:
    """As flows see it; "" for what is not known."""

    caller_class: str = ""
    area: str = ""  # where the number was given out, in the call's language
    carrier: str = ""


NOBODY_KNOWN = Customer()


@dataclass(frozen=True, slots=True)
class CallerClass:
    head_start: Seconds = 0.0  # in every queue: as if the caller had come so much earlier
    labels: Mapping[str, str] | None = None  # language -> what people read; None: the name


def read_classes(tree: Tree, report: Report) -> dict[str, CallerClass]:
    return mapping_of(name, _class)(tree, report)


def _class(key: Scalar, tree: Tree, report: Report) -> CallerClass:
    reader = Reader(tree, f'class "{shown(key.text)}"', report)
    head_start = reader.take("head_start", duration(0, 3600), 0.0)
    labels = {tongue: label for tongue in ("zh", "en") if (label := reader.take(tongue, text, ""))}
    reader.done()
    return CallerClass(head_start, labels or None)
