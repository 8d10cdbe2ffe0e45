"""What a flow asks for when it dials."""

from dataclasses import dataclass

from ccengine.model.ids import Seconds

TARGETS = 20  # at most
SHOWN = 64  # characters of a target that is no number, on record


@dataclass(frozen=True, slots=True)
class Confirm:
    """Who answers hears a question, again and again, and only this key connects him: a voicemail has no finger."""

    key: str  # one of 0-9, * and #
    prompts: tuple[str, ...]  # names
    language: str
    wait: Seconds = 20.0  # from his answer on; then he is let go


@dataclass(frozen=True, slots=True)
class Rung:
    """One target of several.  Those of one step are rung together, the next step when nobody of it was reached."""

    target: str
    ring: Seconds
    step: int = 0
    confirm: Confirm | None = None
    who: str = ""  # whose telephone it is, and by which roster


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
    confirm: Confirm | None = None  # asked of who answers outside
    confirm_agents: bool = False  # and of agents
    plan: tuple[Rung, ...] = ()  # instead of `targets`, when they differ in more than the number


def plan_of(wish: Dialling) -> tuple[Rung, ...]:
    """Every target with its own time and step."""
    if wish.plan:
        return wish.plan[:TARGETS]
    return tuple(
        Rung(target, wish.ring, 0 if wish.at_once else step, wish.confirm)
        for step, target in enumerate(wish.targets[:TARGETS])
    )
