"""How sentences are said: `say(text, **values)`; the text is English and the key of its translation."""

from collections.abc import Callable

Say = Callable[..., str]


def english(text: str, **values: object) -> str:
    return text.format(**values)


def named(say: Say, name: str) -> str:
    """A name that may have come from elsewhere: what is no word of ours stays as it is."""
    return name if "{" in name or "}" in name else say(name)
