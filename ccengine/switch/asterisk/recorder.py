"""Recording of talks by MixMonitor: caller left, agent right, in one raw file.  A talk never waits for it, and goes on
without it."""

import logging
from collections.abc import Callable
from pathlib import Path

import gevent

from ccengine.model.facts import RecordingSeen
from ccengine.model.ids import CallId, OfferId
from ccengine.switch.asterisk.ami_client import AmiAway, AmiClient, AmiRefused
from ccengine.switch.asterisk.place import prepare

log = logging.getLogger("ccengine.recorder")


CLOSED = 1.0  # seconds that Asterisk may take to close the file after the talk


class Recorder:
    def __init__(self, ami: AmiClient, folder: Path, post: Callable[[RecordingSeen], None]) -> None:
        self._ami = ami
        self._folder = folder
        self._post = post
        self._running: set[OfferId] = set()

    def start(self, call: CallId, channel: str, offer: OfferId, name: str) -> None:
        """Begin `<name>.raw` (signed 16 bit, 8 kHz, two channels, the caller first).  Returns at once; RecordingSeen
        tells what came of it."""
        gevent.spawn(self._start, call, channel, offer, name)

    def stop(self, call: CallId, channel: str, offer: OfferId, name: str) -> None:
        """After the talk, when the caller goes on.  Tells when nothing was written after all."""
        if offer in self._running:
            self._running.discard(offer)
            self._ami.tell("StopMixMonitor", {"Channel": channel})
            gevent.spawn(self._verify, call, offer, name)

    def _start(self, call: CallId, channel: str, offer: OfferId, name: str) -> None:
        path = self._folder / f"{name}.raw"
        why = prepare(path)
        if not why:
            try:
                # D: two channels, raw only.  b: nothing outside the talk, should nobody be left to stop it.
                self._ami.request("MixMonitor", {"Channel": channel, "File": str(path), "Options": "Db"})
            except (AmiAway, AmiRefused) as error:
                why = str(error)
        if why:
            log.warning("call %s is not recorded: %s", call, why)
        else:
            self._running.add(offer)
        self._post(RecordingSeen(call, offer, f"{name}.wav", not why, why))

    def _verify(self, call: CallId, offer: OfferId, name: str) -> None:
        gevent.sleep(CLOSED)
        if not _has_content(self._folder / f"{name}.raw"):
            why = "Asterisk wrote nothing"
            log.warning("call %s was not recorded: %s", call, why)
            self._post(RecordingSeen(call, offer, f"{name}.wav", False, why))


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False
