"""A process that stands by: it has imported what it needs and waits for a word on its stdin.

Callers of a hotline whose engine died wait for its start, and of that most is Python's imports: 0.8 s of a core that
the calls themselves keep busy (docs/decisions/0219-a-spare-engine.md).  The word comes down a pipe that the supervisor
alone holds: when it dies, the spare reads the end of the file and goes."""

import os
from contextlib import suppress

from ccengine.app.procs import Held
from ccengine.app.spawn import spawn
from ccengine.engine.standby import SPARE, WORD
from ccengine.model.home import Home


class Spare:
    """For one module.  `take` is how it is started each time, the first included; `prepare` is for the next time."""

    def __init__(self, module: str, home: Home) -> None:
        self.module = module
        self.home = home
        self._held: Held | None = None
        self._pipe = -1

    def prepare(self) -> None:
        """Have one stand by, unless one does.  Raises OSError."""
        if self._held is not None and self._held.ended():
            self.drop()
        if self._held is None:
            read, write = os.pipe2(os.O_CLOEXEC)
            try:
                self._held = Held(spawn(self.module, self.home, SPARE, stdin=read))
            except OSError:
                os.close(write)
                raise
            finally:
                os.close(read)
            self._pipe = write

    def take(self) -> int:
        """It begins its work; its pid.  One that is still importing begins when it is through.  Raises OSError."""
        self.prepare()
        held, self._held = self._held, None
        assert held
        with suppress(BrokenPipeError):  # it ended just now: whoever watches its pid sees that, and takes the next
            os.write(self._pipe, WORD)
        self._close_pipe()
        held.close()
        return held.pid

    def drop(self) -> None:
        """End the one that stands by, if any."""
        held, self._held = self._held, None
        if held is not None:
            self._close_pipe()
            held.stop(5.0)
            held.close()
            with suppress(ChildProcessError):
                os.waitpid(held.pid, 0)

    def _close_pipe(self) -> None:
        os.close(self._pipe)
        self._pipe = -1
