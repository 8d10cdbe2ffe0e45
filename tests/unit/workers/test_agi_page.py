"""docs/manual/agi-commands.md says of every AGI command what the code does.

`.venv/bin/python -m tests.unit.workers.test_agi_page` writes its tables anew."""

from pathlib import Path

from ccengine.workers.agi.applications import APPLICATIONS
from ccengine.workers.agi.table import COMMANDS

PAGE = Path(__file__).parents[3] / "docs" / "manual" / "agi-commands.md"
BEGIN, END = "<!-- table -->\n", "<!-- end -->\n"


def table() -> str:
    rows = ["| command | answered | what becomes of it | after the hang-up |", "|---|---|---|---|"]
    for command in COMMANDS:
        usage = command.usage.replace("|", "\\|")
        mapped = "510" if command.run is None else "mapped"
        rows.append(f"| `{usage}` | {mapped} | {command.note} | {'also' if command.dead else '511'} |")
    names = ", ".join(f"`{name}`" for name in sorted(APPLICATIONS))
    return "\n".join(rows) + f"\n\nApplications of `EXEC`, in any case: {names}.\n"


def filled(text: str) -> str:
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN + "\n" + table() + "\n" + END + rest.partition(END)[2]


def test_the_page_is_what_the_code_does() -> None:
    text = PAGE.read_text("utf-8")
    assert BEGIN in text
    assert END in text
    assert text == filled(text), "python -m tests.unit.workers.test_agi_page writes it anew"


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text("utf-8")), "utf-8")
