"""sessions/*.txt: whole terminal sessions of `ccctl flow try`.

`python -m tests.unit.flow.trying.test_sessions` writes them anew: read the difference before you keep it."""

from pathlib import Path

import pytest

from tests.unit.flow.transcripts import replay

HERE = Path(__file__).parent
SESSIONS = sorted((HERE / "sessions").glob("*.txt"))
TOP = HERE.parents[3]


@pytest.mark.parametrize("file", SESSIONS, ids=lambda file: file.stem)
def test_session(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOP)
    text = file.read_text("utf-8")
    assert replay(text) == text


if __name__ == "__main__":
    for each in SESSIONS:
        each.write_text(replay(each.read_text("utf-8")), "utf-8")
