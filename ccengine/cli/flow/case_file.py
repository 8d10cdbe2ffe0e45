"""Where `ccctl flow case` writes: cases that are there stay there, unless they are to be lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from ccengine.flow.cases.case import Case
from ccengine.flow.cases.written import add_case, write_case

NEW, APPEND, FORCE = "new", "append", "force"


@dataclass(frozen=True, slots=True)
class CaseOut:
    file: Path | None  # None: standard output
    how: str = NEW  # or APPEND, FORCE

    def refused(self) -> str:
        """Why nothing may be written there; "" when it may."""
        if self.file is not None and self.file.exists() and self.how == NEW:
            return f"{self.file} is there already: --append adds the case to it, --force begins it anew"
        return ""

    def write(self, flow: str, case: Case, notes: Sequence[str], transcript: Sequence[str]) -> None:
        """Raises OSError, and what `add_case` raises; then the file is as it was."""
        if self.file is None:
            click.echo(write_case(flow, case, notes, transcript), nl=False)
        elif self.how == APPEND and self.file.exists():
            more = add_case(self.file.read_text("utf-8"), flow, case, notes, transcript, str(self.file))
            with self.file.open("a", encoding="utf-8") as file:
                file.write(more)
        else:
            text = write_case(flow, case, notes, transcript)
            with self.file.open("w" if self.how == FORCE else "x", encoding="utf-8") as file:
                file.write(text)
