"""The shipped prompts: index, files and flows agree, and each file is what Asterisk plays without converting."""

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ccengine.app.render_prompts import RATE, render, resample
from ccengine.app.shipped import shipped
from ccengine.app.tools import find
from ccengine.flow import load_flows, read_prompts
from ccengine.flow.loading.load import load
from ccengine.flow.prompt_index import parse_index
from ccengine.flow.surroundings import Surroundings
from ccengine.model.diagnostics import BadInput
from ccengine.model.settings import parse_settings

PROMPTS = shipped("prompts")
FLOWS = shipped("flows")
SETTINGS = Path(__file__).parents[3] / "ccengine" / "app" / "settings.default.yaml"
INDEX = parse_index((PROMPTS / "index.yaml").read_bytes(), "prompts/index.yaml")
FILES = sorted(PROMPTS.glob("*/*.wav"))


def test_index_and_files_agree() -> None:
    there = read_prompts(PROMPTS)
    assert set(there) == set(INDEX.voices) == {"zh", "en"}
    for language, names in there.items():
        assert names == INDEX.names(language)


def test_the_shipped_settings_and_flows_fit_each_other_in_both_languages() -> None:
    settings = parse_settings(SETTINGS.read_bytes(), "settings.yaml")
    flows = load_flows(settings, FLOWS, PROMPTS)
    assert flows["hotline"].main.language == "zh"
    around = Surroundings(frozenset({"service"}), read_prompts(PROMPTS), frozenset({"zh", "en"}))
    for file in set(FLOWS.glob("*.yaml")) - {FLOWS / "ports.yaml", FLOWS / "schedules.yaml"}:
        load(file.read_bytes(), file.name, around)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_file_is_8_khz_mono_16_bit_audible_and_not_clipped(file: Path) -> None:
    info = soundfile.info(file)
    assert (info.samplerate, info.channels, info.format, info.subtype) == (8000, 1, "WAV", "PCM_16")
    samples, _ = soundfile.read(file, dtype="int16")
    level = np.abs(samples.astype(int))
    assert 0.15 < len(samples) / 8000 < 12
    assert 8000 < level.max() < 32000
    assert np.sqrt(np.mean(level.astype(float) ** 2)) > 1000
    assert file.stat().st_size < 200_000


def test_the_files_are_what_the_index_says() -> None:
    """Rendered anew: a text that was changed without its audio is found."""
    names = {"welcome", "thanks", "number-7", "number-1-falling", "beep", "how-satisfied"}
    for language, name, samples in render(INDEX, names):
        kept, _ = soundfile.read(PROMPTS / language / f"{name}.wav", dtype="float64")
        assert len(kept) == len(samples), (language, name)
        assert np.max(np.abs(kept - samples)) < 0.01, (language, name)


def test_the_chinese_voice_speaks_chinese() -> None:
    """espeak-ng 1.51's voice `cmn` reads its own pinyin as English words; phonemes after `(en)` are English."""
    spelt = INDEX.spellings["zh"]
    texts = [spelt.get(name, text["zh"]) for name, text in INDEX.texts.items() if "zh" in text]
    command = [*find("espeak-ng"), "-q", "-x", "-v", INDEX.voices["zh"].name, "--", "\n".join(texts)]
    phonemes = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    assert phonemes.count("_|") == len(re.findall(r"[\u4e00-\u9fff]|[a-z]+[1-4]", "".join(texts)))  # syllables
    assert "(en)" not in phonemes


@pytest.mark.parametrize(("hertz", "kept"), [(300, 1.0), (1000, 1.0), (3300, 1.0), (4500, 0.0), (9000, 0.0)])
def test_resampling_keeps_the_telephone_band_and_nothing_else(hertz: int, kept: float) -> None:
    rate = 22050
    samples = resample(np.sin(2 * np.pi * hertz * np.arange(rate * 2) / rate), rate)[RATE // 2 : -RATE // 2]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) * 4 / len(samples)
    assert np.max(spectrum) == pytest.approx(kept, abs=0.02)
    if kept:
        assert np.argmax(spectrum) * RATE / len(samples) == pytest.approx(hertz, abs=1)


def test_a_wrong_index_is_told_with_places() -> None:
    text = "voices: {zh: {name: cmn}}\nprompts:\n  ../x: {zh: a}\n  b: {en: hello}\n  c: {tone: 9}\n"
    text += "  d: hello\n  e: {zh: []}\nspellings: {zh: {b: yi2}}\n"
    with pytest.raises(BadInput) as caught:
        parse_index(text, "index.yaml")
    assert [(d.at.line, d.rule) for d in caught.value.found] == [
        (1, "no-voice"),
        (3, "bad-name"),
        (5, "out-of-range"),
        (6, "not-a-mapping"),
        (7, "not-a-text"),
        (8, "no-prompt"),
    ]
