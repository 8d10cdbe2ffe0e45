"""Run inside a user namespace with a small file system at argv[1]: a journal whose disk fills up and empties again.
Prints one JSON object for test_full_disk.py."""

import json
import os
import sys
from pathlib import Path

from ccengine.journal import JournalFull
from tests.unit.journal.words import Said, texts, writer


def main(disk: Path) -> dict[str, object]:
    ballast = disk / "ballast"
    one = writer(disk / "journal", held_bytes=60_000, segment_bytes=4_000)
    one.append(1.0, Said("before"))
    one.flush()
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            pass
    failures: list[str] = []
    for i in range(20):  # the open page of the log takes a little; then a write is cut in the middle of a line
        one.append(1.0, Said(f"{i} " + "y" * 1000))
        try:
            one.flush()
        except JournalFull as full:
            failures.append(str(full))
    kept = one.unwritten
    while_full = texts(disk / "journal")
    try:
        one.snapshot(one.n, {"z": "s" * 20000})
        one.flush()
    except JournalFull as full:
        failures.append(str(full))
    dropped_from = one.n + 1
    for i in range(200):
        one.append(1.0, Said(f"more {i} " + "y" * 1000))
    ballast.unlink()
    one.flush()
    one.append(1.0, Said("after"))
    one.flush()
    one.close()
    got = texts(disk / "journal")
    return {
        "failures": failures, "kept": kept, "while_full": len(while_full), "got": [t[:30] for t in got],
        "dropped_from": dropped_from, "files": sorted(os.listdir(disk / "journal")),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
