"""The fetched set of packages: files and their sums, in the format that `sha256sum -c` reads."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from ccengine.app.trouble import Trouble

NAME = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9.+~%_-]*\.deb)")
_CAP = 1 << 20  # bytes; a set of a few hundred packages needs 30 kB


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(folder: Path) -> dict[str, str]:
    """Sum every .deb in `folder` into its manifest; written aside and renamed, so that it is whole or not there."""
    sums = {path.name: digest(path) for path in sorted(folder.glob("*.deb"))}
    aside = folder / f".{NAME}.new"
    aside.write_text("".join(f"{value}  {name}\n" for name, value in sums.items()), "ascii")
    aside.replace(folder / NAME)
    return sums


def read(folder: Path) -> dict[str, str]:
    """name -> sha256.  File names that could lead out of the folder are refused."""
    path = folder / NAME
    try:
        if path.stat().st_size > _CAP:
            raise Trouble(f"{path} is too large to be a list of packages", "fetch the set anew, or copy it again")
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{path} cannot be read: {error}", "copy the whole folder of the fetched set again") from error
    sums = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not (match := _LINE.fullmatch(line)):
            raise Trouble(f"{path}:{number}:1: not a line of sha256sum: {line[:80]!r}", "copy the fetched set again")
        sums[match[2]] = match[1]
    if not sums:
        raise Trouble(f"{path} lists no package", "copy the fetched set again")
    return sums


def verify(folder: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> dict[str, str]:
    """Every file of the manifest is there and is what it was, and no other package lies beside it."""
    sums = read(folder)
    for done, (name, value) in enumerate(sums.items(), 1):
        path = folder / name
        if not path.is_file():
            raise Trouble(f"{path} is missing from the fetched set", "copy the whole folder again, or fetch it anew")
        if digest(path) != value:
            raise Trouble(
                f"{path} is not what was fetched: its SHA-256 differs from {NAME}",
                f"remove {folder} and fetch the set anew, or copy it again",
            )
        progress(done, len(sums))
    if extra := sorted({path.name for path in folder.glob("*.deb")} - set(sums)):
        raise Trouble(f"{folder / extra[0]} is not listed in {NAME}", "remove it, or fetch the set anew")
    return sums
