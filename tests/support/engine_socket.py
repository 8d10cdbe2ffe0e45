"""The engine's side of its control socket, played by a test: JSON lines, one answer a request."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

Verb = Callable[[dict[str, Any]], Any]


class No(Exception):
    """Raised by a verb: the answer is an error."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


class EngineSocket:
    def __init__(self, verbs: dict[str, Verb]) -> None:
        self.verbs = verbs
        self.asked: list[dict[str, Any]] = []
        self.followers: set[asyncio.StreamWriter] = set()
        self.follower = asyncio.Event()
        self.silent = False

    def publish(self, event: dict[str, Any] | None) -> None:
        """None: the sign of life."""
        for writer in self.followers:
            writer.write(json.dumps({"event": event} if event is not None else {}).encode() + b"\n")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while line := await reader.readline():
                request = json.loads(line)
                self.asked.append(request)
                if self.silent:
                    continue
                if request["do"] == "events":
                    self.followers.add(writer)
                answer: dict[str, Any] = {"id": request["id"]}
                try:
                    verb = self.verbs.get(request["do"])
                    answer["ok"] = verb(request) if verb else {}
                except No as no:
                    answer["error"] = {"code": no.code, "text": str(no)}
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
                if request["do"] == "events":
                    self.follower.set()
        self.followers.discard(writer)
        writer.close()


@contextlib.asynccontextmanager
async def engine_socket(path: Path, verbs: dict[str, Verb]) -> AsyncIterator[EngineSocket]:
    played = EngineSocket(verbs)
    server = await asyncio.start_unix_server(played.serve, path)
    try:
        yield played
    finally:
        server.close()
        for writer in set(played.followers):
            writer.close()
        path.unlink(missing_ok=True)  # noqa: ASYNC240
