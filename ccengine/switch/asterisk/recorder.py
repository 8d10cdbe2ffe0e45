"""Recording of talks by MixMonitor: caller left, agent right, in one raw file.  A talk never waits for it, and goes on
without it.

MixMonitor pairs the frames of the two directions in the order in which they come (main/audiohook.c).  While a bridge is
made the agent's frames pile up and then come at once: a recording that begins there has one channel a frame or two
behind, for good.  So it begins when the talk was seen and is `STEADY`: then at most a frame is between them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import gevent
from gevent.event import Event

from ccengine.model.facts import RecordingSeen
from ccengine.model.ids import CallId, OfferId, Seconds
from ccengine.switch.asterisk.ami_client import AmiAway, AmiClient, AmiRefused
from ccengine.switch.asterisk.place import prepare

log = logging.getLogger("ccengine.recorder")

STEADY: Seconds = 0.04
BEGINS: Seconds = 30.0  # for the talk to be seen: AMI may be away
CLOSED: Seconds = 1.0  # that Asterisk may take to close the file after the talk
WAV_HEADER = 44  # bytes of a WAV without sound


@dataclass(slots=True)
class _Recording:
    call: CallId
    channel: str
    offer: OfferId
    name: str
    talk: Event = field(default_factory=Event)  # it was seen
    runs: bool = False


class Recorder:
    def __init__(self, ami: AmiClient, folder: Path, post: Callable[[RecordingSeen], None]) -> None:
        self._ami = ami
        self._folder = folder
        self._post = post
        self._recordings: dict[OfferId, _Recording] = {}

    def start(self, call: CallId, channel: str, offer: OfferId, name: str) -> None:
        """Make ready to record the talk that is about to begin into `<name>.raw` (signed 16 bit, 8 kHz, two channels,
        the caller first).  Returns at once; RecordingSeen tells what came of it."""
        recording = _Recording(call, channel, offer, name)
        self._recordings[offer] = recording
        gevent.spawn(self._run, recording)

    def talk_seen(self, offer: OfferId) -> None:
        if (recording := self._recordings.get(offer)) is not None:
            recording.talk.set()

    def stop(self, offer: OfferId) -> None:
        """After the talk.  Tells when nothing was written after all."""
        recording = self._recordings.pop(offer, None)
        if recording is None:
            return
        recording.talk.set()
        if recording.runs:
            self._ami.tell("StopMixMonitor", {"Channel": recording.channel})
            gevent.spawn_later(CLOSED, self._verify, recording)

    def _run(self, recording: _Recording) -> None:
        why = prepare(self._path(recording))
        if not why:
            recording.talk.wait(BEGINS)
            gevent.sleep(STEADY)
            why = self._begin(recording)
        self._tell(recording, why)

    def _begin(self, recording: _Recording) -> str:
        """Why not; "" when it runs."""
        if recording.offer not in self._recordings:
            return "the talk was over before"
        try:
            recording.runs = True
            # D: two channels, raw only.  b: nothing outside the talk, should nobody be left to stop it.
            headers = {"Channel": recording.channel, "File": str(self._path(recording)), "Options": "Db"}
            self._ami.request("MixMonitor", headers)
        except (AmiAway, AmiRefused) as error:
            recording.runs = False
            return str(error)
        return ""

    def _verify(self, recording: _Recording) -> None:
        """A loop that stood still finds the WAV: the office makes it, and removes the raw file, when its time is
        there."""
        if not _bytes(self._path(recording)) and _bytes(self._folder / f"{recording.name}.wav") <= WAV_HEADER:
            self._tell(recording, "Asterisk wrote nothing")

    def _tell(self, recording: _Recording, why: str) -> None:
        if why:
            log.warning("call %s is not recorded: %s", recording.call, why)
        self._post(RecordingSeen(recording.call, recording.offer, f"{recording.name}.wav", not why, why))

    def _path(self, recording: _Recording) -> Path:
        return self._folder / f"{recording.name}.raw"


def _bytes(path: Path) -> int:
    """0: it is not there."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
