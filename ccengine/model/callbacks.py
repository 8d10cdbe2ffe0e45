"""Whom a queue calls back, and how often: words that settings, flows and the ACD share.  The rules:
docs/manual/acd.md."""

from dataclasses import dataclass
from enum import StrEnum

from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report
from ccengine.model.values import duration, matching, whole
from ccengine.model.yamltree import Tree


@dataclass(frozen=True, slots=True)
class CallbackRules:
    """`share`: so many in a hundred of the queue's agents who are logged in, but one at least, may be in hand for
    callbacks at a time; 0: none are kept."""

    share: int = 0
    tries: int = 3
    pause: Seconds = 600.0  # after a try that failed
    ring: Seconds = 30.0  # who is called back is rung so long
    keep: Seconds = 28800.0  # given up so long after it was asked for
    most: int = 100  # kept at a time


NO_CALLBACKS = CallbackRules()


class Asked(StrEnum):
    """What became of a caller's wish to be called back."""

    KEPT = "kept"
    OFF = "the queue keeps none"
    WAITS = "the call waits or talks itself"
    TWICE = "one for this number is kept already"
    FULL = "the queue keeps as many as it may"
    NOT_ALLOWED = "the number may not be dialled"
    NOT_CONFIRMED = "the call is a callback itself, and was not confirmed"
    TOO_LARGE = "the variables of the call are too large to be kept"


_percent = matching(r"([1-9][0-9]?|100)%", "a share", "bad-share", "as in 30%")


def read_callbacks(tree: Tree, report: Report) -> CallbackRules:
    default = CallbackRules()
    reader = Reader(tree, "callbacks", report)
    rules = CallbackRules(
        share=int((reader.need("share", _percent) or "0%")[:-1]),
        tries=reader.take("tries", whole(1, 20), default.tries),
        pause=reader.take("pause", duration(1, 86400), default.pause),
        ring=reader.take("ring", duration(5, 120), default.ring),
        keep=reader.take("keep", duration(60, 604800), default.keep),
        most=reader.take("most", whole(1, 10_000), default.most),
    )
    reader.done()
    return rules
