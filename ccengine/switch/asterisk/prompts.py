"""A prompt's name and language -> its file.  Asked before Asterisk is: STREAM FILE of a missing file returns what a
hang-up returns."""

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path

_NAME = re.compile(r"[\w][\w.-]*(?:/[\w][\w.-]*)*")
"""Folders are allowed; nothing that climbs out of the prompts' folder."""


class _Found(ABC):
    """Whatever knows where a prompt lies."""

    @abstractmethod
    def find(self, name: str, language: str) -> str | None: ...

    def find_all(self, names: Sequence[str], language: str) -> tuple[list[str], str]:
        """Paths of all, or the name of the first that is missing."""
        paths: list[str] = []
        for name in names:
            path = self.find(name, language)
            if path is None:
                return [], name
            paths.append(path)
        return paths, ""


class Prompts(_Found):
    """All that lie in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str, language: str) -> str | None:
        """Path without suffix, as AGI wants it; None when this language has no such prompt."""
        if not (_NAME.fullmatch(name) and _NAME.fullmatch(language)) or ".." in name:
            return None
        return _readable(f"{self._folder}/{language}/{name}")


class Pinned(_Found):
    """Those of a version, and no others: paths without suffix, by language and name."""

    def __init__(self, paths: Mapping[str, Mapping[str, str]]) -> None:
        self._paths = paths

    def find(self, name: str, language: str) -> str | None:
        path = self._paths.get(language, {}).get(name)
        return _readable(path) if path else None


def _readable(path: str) -> str | None:
    return path if os.access(f"{path}.wav", os.R_OK) else None


AnyPrompts = Prompts | Pinned
