"""What the flows of ok/, err/ and play/ may refer to."""

from pathlib import Path

from ccengine.app.shipped import shipped
from ccengine.flow import Surroundings, read_prompts
from ccengine.flow.schedules.folder import read_schedules
from ccengine.flow.spoken import KINDS, LANGUAGES, prompts_of
from ccengine.model.sources import TableRights

HERE = Path(__file__).parent
NAMES = frozenset(
    (
        "welcome",
        "goodbye",
        "main-menu",
        "press-1-service",
        "press-2-repairs",
        "question-1",
        "question-2",
        "thanks",
        "merci",
        "sorry",
        "no-input",
        "not-a-choice",
        "position",
        "please-wait",
        "not-valid",
        "queue-position",
        "queue-position-end",
        "queue-wait",
        "queue-wait-short",
        "queue-wait-long",
        "member-pin",
        "member-number",
        "member-wrong",
        "member-locked",
        "pin-old",
        "pin-new",
        "pin-again",
        "pin-weak",
        "pin-differ",
    )
)
SPOKEN = {language: frozenset().union(*(prompts_of(kind, language) for kind in KINDS)) for language in LANGUAGES}
SOURCES = {
    "property": {
        "bills": TableRights("bills", read=("month", "room", "total"), where=("room", "phone", "paid")),
        "repairs": TableRights("repairs", write=("phone", "what"), returns="ticket", key="request"),
    }
}
SCRIPTS = frozenset({"example.py", "legacy.py"})
AROUND = Surroundings(
    queues=frozenset({"service", "repairs", "客服"}),
    prompts={"zh": NAMES | SPOKEN["zh"], "en": (NAMES - {"merci"}) | SPOKEN["en"], "fr": frozenset({"welcome"})},
    spoken=frozenset({"zh"}),
    scripts=SCRIPTS,
    music=frozenset({"default", "ringback", "waltz"}),
    schedules=read_schedules(HERE / "hours").by_name,
    sources=SOURCES,
)

SHIPPED_FLOWS = shipped("flows")
SHIPPED_AROUND = Surroundings(
    frozenset({"service"}),
    read_prompts(shipped("prompts")),
    frozenset({"zh", "en"}),
    scripts=SCRIPTS,
    schedules=read_schedules(SHIPPED_FLOWS).by_name,
    sources=SOURCES,
)
