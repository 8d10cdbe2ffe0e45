"""The caller's text for a phone's display.  What a caller sends is hostile: it changes nothing but what is shown."""

SHOWN_LENGTH = 60
_UNWANTED = frozenset('"<>\\,;|')  # quoting and separators of caller ids and dial strings


def display(text: str) -> str:
    """One line of printable characters without quoting, cut to `SHOWN_LENGTH`."""
    kept = "".join(c for c in text if c.isprintable() and c not in _UNWANTED)
    return kept[:SHOWN_LENGTH].strip()


def number(text: str) -> str:
    """What can be a number in a SIP URI without escaping; "" for none."""
    kept = "".join(c for c in text if c.isascii() and (c.isalnum() or c in "+*#-._"))
    return kept[:SHOWN_LENGTH]


def caller_id(text: str) -> str:
    """The header CallerID of Originate: `"name" <number>`."""
    return f'"{display(text)}" <{number(text)}>'
