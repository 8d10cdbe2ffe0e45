"""What the flows of ok/, err/ and play/ may refer to."""

from pathlib import Path

from ccengine.app.shipped import shipped
from ccengine.flow import Surroundings, read_prompts

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
    )
)
AROUND = Surroundings(
    queues=frozenset({"service", "repairs", "客服"}),
    prompts={"zh": NAMES, "en": NAMES - {"merci"}, "fr": frozenset({"welcome"})},
    spoken=frozenset({"zh"}),
)

SHIPPED_FLOWS = shipped("flows")
SHIPPED_AROUND = Surroundings(frozenset({"service"}), read_prompts(shipped("prompts")), frozenset({"zh", "en"}))
