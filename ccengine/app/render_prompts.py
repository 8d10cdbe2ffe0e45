"""Makes the prompts' audio out of prompts/index.yaml, with espeak-ng from its private root.

    python -m ccengine.app.render_prompts [FOLDER] [NAME ...]      all, or those named; FOLDER: prompts/

For the makers of prompts, not for the running hotline: needs numpy and soundfile (`pip install ccengine[test]`)."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from ccengine.app.shipped import shipped
from ccengine.app.tools import find
from ccengine.flow.prompt_index import PromptIndex, Tone, Voice, parse_index
from ccengine.model.diagnostics import BadInput
from ccengine.model.files import read_file

RATE = 8000
PEAK = 0.5  # of full scale: -6 dB, as loud as speech on a line may be without clipping in a mu-law or A-law trunk
SILENT = 0.01  # below this share of the peak a sample is silence at the ends
SENTENCE, WORD = 0.3, 0.08  # seconds of silence left at the end, so that two prompts in a row sound as one would speak

Samples = npt.NDArray[np.float64]


def resample(samples: Samples, rate: int) -> Samples:
    """To 8 kHz, by the spectrum: nothing above 3.4-3.9 kHz is left to alias.  Mono, -1..1."""
    padded = np.concatenate([np.zeros(rate // 10), samples, np.zeros(rate // 10 + (-len(samples)) % rate)])
    length = len(padded) * RATE // rate
    spectrum = np.fft.rfft(padded)[: length // 2 + 1]
    hertz = np.arange(len(spectrum)) * rate / len(padded)
    slope = np.clip((3900 - hertz) / 500, 0, 1)
    low: Samples = np.fft.irfft(spectrum * np.sin(slope * np.pi / 2) ** 2, length) * length / len(padded)
    return low


def trim(samples: Samples, tail: float) -> Samples:
    """Without the silence around it, but for `tail` seconds at the end."""
    loud = np.flatnonzero(np.abs(samples) > SILENT * np.max(np.abs(samples)))
    cut: Samples = samples[loud[0] : loud[-1] + 1]
    return np.concatenate([cut, np.zeros(int(tail * RATE))])


def level(samples: Samples) -> Samples:
    scaled: Samples = samples * (PEAK / np.max(np.abs(samples)))
    return scaled


def tone(sound: Tone) -> Samples:
    time = np.arange(int(sound.length * RATE)) / RATE
    ramp = np.clip(np.minimum(time, sound.length - time) / 0.01, 0, 1)  # 10 ms, so that it does not click
    samples: Samples = np.sin(2 * np.pi * sound.hertz * time) * ramp
    return samples


def speak(text: str, voice: Voice) -> Samples:
    """One text by espeak-ng, as it comes (its own rate is 22050 Hz), at 8 kHz."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "spoken.wav"
        command = [*find("espeak-ng"), "-v", voice.name, "-s", str(voice.speed), "-w", str(wav), "--", text]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        got: tuple[Any, int] = soundfile.read(wav, dtype="float64")
    samples, rate = got
    tail = SENTENCE if text[-1] in ".。!！?？" else WORD
    return trim(resample(np.asarray(samples, dtype=np.float64), rate), tail)


def render(index: PromptIndex, names: set[str] | None = None) -> Iterator[tuple[str, str, Samples]]:
    """(language, name, samples at 8 kHz) of every prompt, or of those named."""
    for language, voice in index.voices.items():
        for name in sorted(index.names(language)):
            if names is None or name in names:
                yield language, name, level(_sound(index, language, name, voice))


def _sound(index: PromptIndex, language: str, name: str, voice: Voice) -> Samples:
    if name in index.tones:
        return tone(index.tones[name])
    spelt = index.spellings.get(language, {}).get(name)
    return speak(spelt or index.texts[name][language], voice)


def main(argv: list[str]) -> int:
    folder = Path(argv[0]) if argv else shipped("prompts")
    try:
        index = parse_index(read_file(folder / "index.yaml"), str(folder / "index.yaml"))
    except BadInput as error:
        print(error, file=sys.stderr)
        return 2
    for language, name, samples in render(index, set(argv[1:]) or None):
        file = folder / language / f"{name}.wav"
        file.parent.mkdir(exist_ok=True)
        soundfile.write(file, samples, RATE, subtype="PCM_16")
        print(f"{file}  {len(samples) / RATE:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
