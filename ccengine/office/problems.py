"""What is wrong, said to people and programs alike: a stable code, a sentence, what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    code: str  # kebab-case; scripts match on it
    text: str
    remedy: str = ""
