"""What a mark means, for people."""

from collections.abc import Mapping

from ccengine.cli.words import chinese


def grade(labels: Mapping[str, str]) -> str:
    """In the terminal's language if there is that; "" when the flow says nothing."""
    return labels.get("zh" if chinese() else "en") or labels.get("") or next(iter(labels.values()), "")
