"""docs/manual/numbers.md and survey.md: their commands, on one day, show what stands below them; the formulas are the
code's own.

`python -m tests.whole.test_numbers_page` writes what they show into the pages."""

import asyncio
import re
import shlex
from pathlib import Path

from click.testing import CliRunner

import ccengine
from ccengine.cli.ccctl import main
from ccengine.model.service_level import LETTERS, Formula
from tests.unit.office.following import write_records
from tests.whole.numbers_day import story
from tests.whole.office import running_office

MANUAL = Path(ccengine.__file__).parents[1] / "docs" / "manual"
PAGE, SURVEYS = MANUAL / "numbers.md", MANUAL / "survey.md"
SHOWN = re.compile(r"^```sh\n(ccctl [^\n]*)\n```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SETTINGS = """\
timezone: Asia/Shanghai
agents: {8001-8003: {}}
queues: {service: {agents: [8001-8003]}, repairs: {agents: [8001-8003], answer_within: 30s}}
"""


async def answers(commands: list[str]) -> list[str]:
    records = story()
    async with running_office(SETTINGS) as office:
        write_records(office.home.journal, records)
        await office.until_booked(len(records))
        home = ("--home", str(office.home.root))
        return [await asyncio.to_thread(shown_by, [*home, *shlex.split(command)[1:]]) for command in commands]


def shown_by(arguments: list[str]) -> str:
    done = CliRunner().invoke(main, arguments, env={"LC_ALL": "C.UTF-8"})
    assert done.exit_code == 0, (arguments, done.output)
    return done.output


async def test_every_command_shows_what_stands_below_it() -> None:
    text = PAGE.read_text("utf-8") + SURVEYS.read_text("utf-8")
    shown = SHOWN.findall(text)
    assert len(shown) == text.count("```sh\n") == 5 + 4
    for (command, text), out in zip(shown, await answers([command for command, _ in shown]), strict=True):
        assert out == text, command


def test_the_formulas_and_their_letters() -> None:
    page = PAGE.read_text("utf-8")
    for formula in Formula:
        assert f"| `{formula}` | `{formula.definition}` |" in page
    for letter, meaning in LETTERS.items():
        assert f"`{letter}` {meaning}" in page


if __name__ == "__main__":
    pages = {page: page.read_text("utf-8") for page in (PAGE, SURVEYS)}
    asked = [command for text in pages.values() for command, _ in SHOWN.findall(text)]
    outputs = iter(asyncio.run(answers(asked)))
    for page, text in pages.items():
        page.write_text(SHOWN.sub(lambda each: f"```sh\n{each[1]}\n```\n\n```text\n{next(outputs)}```", text), "utf-8")
