"""apt's own settings -> the mirrors this host already uses.  No host name is ever written into this project."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

SCHEMES = ("http://", "https://", "file:", "copy:", "mirror+http://", "mirror+https://", "mirror+file:")


@dataclass(frozen=True, slots=True)
class Mirror:
    """An archive that this host reads.  `keyring` is "" when the source names none (or holds the key itself)."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    keyring: str = ""


def _stanzas(text: str) -> Iterator[dict[str, str]]:
    """deb822: fields `Name: value`, continued by lines that begin with a blank; a line that begins with # is a
    comment."""
    fields: dict[str, str] = {}
    name = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("#"):
            continue
        if not line.strip():
            if fields:
                yield fields
            fields, name = {}, ""
        elif line[0] in " \t":
            if name:
                fields[name] += "\n" + line.strip()
        else:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()


def parse_deb822(text: str) -> list[Mirror]:
    """The `.sources` format: one stanza may name several URIs and suites; `Enabled: no` switches it off."""
    found = []
    for stanza in _stanzas(text):
        if "deb" not in stanza.get("types", "").split() or stanza.get("enabled", "yes").lower() in ("no", "false", "0"):
            continue
        keyring = stanza.get("signed-by", "")
        found += [
            Mirror(
                uri.rstrip("/"),
                tuple(stanza.get("suites", "").split()),
                tuple(stanza.get("components", "").split()),
                keyring if keyring.startswith("/") and "\n" not in keyring else "",
            )
            for uri in stanza.get("uris", "").split()
        ]
    return found


def parse_one_line(text: str) -> list[Mirror]:
    """`deb [signed-by=... arch=...] uri suite component...`; the rest of a line after # is a comment."""
    found = []
    for raw in text.splitlines():
        words = raw.split("#", 1)[0].replace("[", " [ ").replace("]", " ] ").split()
        if not words or words[0] != "deb":
            continue
        words, options = words[1:], []
        if words and words[0] == "[":
            if "]" not in words:
                continue
            end = words.index("]")
            options, words = words[1:end], words[end + 1 :]
        if len(words) < 2:
            continue
        keyrings = [value for key, _, value in (option.partition("=") for option in options) if key == "signed-by"]
        keyring = keyrings[0] if keyrings and keyrings[0].startswith("/") else ""
        found.append(Mirror(words[0].rstrip("/"), (words[1],), tuple(words[2:]), keyring))
    return found


def host_mirrors(etc: Path = Path("/etc/apt")) -> list[Mirror]:
    """Mirrors of this host in the order apt reads them; those that carry only security updates come last."""
    found: list[Mirror] = []
    for path in [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]:
        if path.suffix not in (".list", ".sources") or not path.is_file():
            continue
        try:
            text = path.read_text("utf-8", "replace")
        except OSError:  # one that only root may read: the others may do
            continue
        found += parse_deb822(text) if path.suffix == ".sources" else parse_one_line(text)
    return usable(found)


def usable(mirrors: Iterable[Mirror]) -> list[Mirror]:
    """Once each, with component `main`, of a scheme that needs no disc."""
    once: dict[str, Mirror] = {}
    for mirror in mirrors:
        if mirror.uri.startswith(SCHEMES) and "main" in mirror.components:
            once.setdefault(mirror.uri, mirror)
    return sorted(once.values(), key=lambda m: all(suite.endswith("-security") for suite in m.suites))
