"""What users' code prints: the end of it is kept, the rest is read and dropped: nobody blocks on a full pipe."""

import os

KEPT = 8192  # bytes
CHUNK = 65536


class Output:
    """The reading end of a pipe."""

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self._fd = fd
        self._kept = b""
        self.ended = False

    def fileno(self) -> int:
        return self._fd

    def read(self) -> None:
        """What is there, a chunk of it; never waits."""
        try:
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return
        self.ended = not data
        self._kept = (self._kept + data)[-KEPT:]

    def read_rest(self) -> None:
        """At most what a pipe holds: a writer that goes on does not hold us."""
        for _ in range(16):
            before = self._kept
            self.read()
            if self.ended or self._kept == before:
                return

    def take(self) -> str:
        """What was printed since the last time."""
        kept, self._kept = self._kept, b""
        return kept.decode("utf-8", "replace").replace("\0", "")

    def close(self) -> None:
        os.close(self._fd)
