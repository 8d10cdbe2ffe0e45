"""What the settings say of the numbers."""

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from ccengine.model.service_level import Formula
from ccengine.model.settings import Settings
from ccengine.office.numbers.queues import Thresholds


@dataclass(frozen=True, slots=True)
class NumberRules:
    thresholds: Thresholds
    formula: Formula
    zone: tzinfo | None  # None: the machine's own
    agents: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> "NumberRules":
        within = {str(queue.name): queue.answer_within for queue in settings.queues.values()}
        return cls(
            Thresholds(within, short=settings.short_abandon),
            settings.service_level,
            ZoneInfo(settings.timezone) if settings.timezone else None,
            frozenset(map(str, settings.agents)),
        )
