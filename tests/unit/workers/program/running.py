"""One AGI program on the scripted call."""

from collections.abc import Mapping
from pathlib import Path

from ccengine.flow.scripted import DEFAULT_INFO, ScriptedCall
from ccengine.model.call import CallInfo
from ccengine.model.services import ProgramAnswer, ProgramRequest
from ccengine.workers.services import Workers


def run(
    workers: Workers,
    folder: Path,
    text: str,
    script: str = "",
    timeout: float = 30.0,
    info: CallInfo = DEFAULT_INFO,
    arguments: tuple[str, ...] = (),
    environment: Mapping[str, str] | None = None,
) -> tuple[ProgramAnswer, list[str]]:
    """Its answer and what happened to the call."""
    (folder / "p.py").write_text(text)
    call = ScriptedCall(script, info)
    request = ProgramRequest("p.py", "k", str(folder), arguments, environment or {}, timeout=timeout)
    return workers.program(request, call), call.transcript.texts
