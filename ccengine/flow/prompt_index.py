"""prompts/index.yaml: every prompt and what it says, in each of its languages."""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass

from ccengine.model.ids import Seconds
from ccengine.model.reader import Reader, Report, mapping_of, open_reader
from ccengine.model.values import duration, file_name, language, text, whole
from ccengine.model.yamltree import Mapping, Scalar, Tree


@dataclass(frozen=True, slots=True)
class Voice:
    name: str  # as espeak-ng calls it
    speed: int  # its words per minute


@dataclass(frozen=True, slots=True)
class Tone:
    hertz: int
    length: Seconds


@dataclass(frozen=True, slots=True)
class PromptIndex:
    voices: AnyMapping[str, Voice]  # by language
    texts: AnyMapping[str, AnyMapping[str, str]]  # prompt -> language -> text
    tones: AnyMapping[str, Tone]  # prompts that are sounds, the same in every language
    spellings: AnyMapping[str, AnyMapping[str, str]]  # language -> prompt -> what the voice is given for its text

    def names(self, language: str) -> frozenset[str]:
        spoken = {name for name, texts in self.texts.items() if language in texts}
        return frozenset(spoken | set(self.tones))


def parse_index(data: bytes | str, file: str) -> PromptIndex:
    """Raises BadInput with all that is wrong."""
    reader = open_reader(data, file, "index")
    report = reader.report
    voices = reader.need("voices", mapping_of(language, _voice)) or {}
    entries = reader.need("prompts", mapping_of(file_name, _prompt)) or {}
    none: dict[str, dict[str, str]] = {}
    spellings = reader.take("spellings", mapping_of(language, _by_prompt), none)
    reader.done()
    for spoken, spelt in spellings.items():
        for key in spelt:
            texts = entries.get(key)
            if not isinstance(texts, dict) or spoken not in texts:
                report.add(reader.at_value("spellings"), f'"{key}" says nothing in "{spoken}"', "no-prompt")
    for key, found in entries.items():
        for spoken in found if isinstance(found, dict) else ():
            if spoken not in voices:
                report.add(reader.at_value("voices"), f'prompt "{key}": no voice for "{spoken}"', "no-voice")
    report.stop_if_any()
    return PromptIndex(
        voices,
        {name: found for name, found in entries.items() if isinstance(found, dict)},
        {name: found for name, found in entries.items() if isinstance(found, Tone)},
        spellings,
    )


def _text(_: Scalar, tree: Tree, report: Report) -> str:
    return text(tree, report)


def _by_prompt(_: Scalar, tree: Tree, report: Report) -> dict[str, str]:
    return mapping_of(file_name, _text)(tree, report)


def _voice(key: Scalar, tree: Tree, report: Report) -> Voice:
    reader = Reader(tree, f'voice "{key.text}"', report)
    voice = Voice(reader.need("name", file_name) or "", reader.take("speed", whole(80, 450), 160))
    reader.done()
    return voice


def _prompt(key: Scalar, tree: Tree, report: Report) -> dict[str, str] | Tone:
    if not isinstance(tree, Mapping) or tree.get("tone") is None:
        return mapping_of(language, _text)(tree, report)
    reader = Reader(tree, f'prompt "{key.text}"', report)
    tone = Tone(reader.take("tone", whole(50, 3400), 0), reader.take("length", duration(0.05, 5), 0.25))
    reader.done()
    return tone
