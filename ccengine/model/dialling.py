"""What a flow asks for when it dials."""

from dataclasses import dataclass

from ccengine.model.ids import Seconds

TARGETS = 20  # at most
SHOWN = 64  # characters of a target that is no number, on record


@dataclass(frozen=True, slots=True)
class Dialling:
    """Targets are agents' extensions and numbers outside, as the flow has them: hostile when a caller entered them.
    What of them may be dialled, the gate decides where the leg would be started."""

    targets: tuple[str, ...]
    at_once: bool = False  # all are rung together, and the first that answers is put through; else one after the other
    ring: Seconds = 25.0  # each is rung so long
    limit: Seconds = 120.0  # and all together
    shown: str = ""  # the number shown; "" for that of the settings, and to agents the caller's
    record: bool = True  # the talk
