"""Which prompts a scripted call finds, and how long they last."""

from collections.abc import Callable, Mapping

from ccengine.model.ids import Seconds

Lengths = Callable[[str, str], Seconds | None]
"""(language, prompt) -> its length, None when there is no such prompt."""


def every_prompt(length: Seconds = 2.0, **lengths: Seconds | None) -> Lengths:
    """Every prompt exists in every language and lasts `length`, but those named (`-` written as `_`)."""
    named = {name.replace("_", "-"): seconds for name, seconds in lengths.items()}
    return lambda language, prompt: named.get(prompt, length)


def listed_prompts(table: Mapping[str, Mapping[str, Seconds]]) -> Lengths:
    """Only the prompts of the table exist: language -> prompt -> length."""
    return lambda language, prompt: table.get(language, {}).get(prompt)
