"""A real file system without space, as an ordinary user: tmpfs in a user namespace."""

import json
import subprocess
import sys
from pathlib import Path


def test_a_full_disk_costs_nothing_within_the_bound_and_a_told_gap_beyond_it(tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=256k none "$1" && exec "$2" -m tests.unit.journal.full_disk "$1"'
    got = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", script, "sh", str(tmp_path), sys.executable],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert got.returncode == 0, got.stderr
    told = json.loads(got.stdout)

    assert told["failures"], "the disk was to be full"
    assert all("No space left on device" in failure for failure in told["failures"])
    assert 0 < told["kept"] <= 20
    texts = told["got"]
    assert not any(text.startswith("!") for text in texts)  # a write cut in a line went on in the same line
    assert texts[0] == "before"
    assert [text.split()[0] for text in texts[1:21]] == [str(i) for i in range(20)]
    more = [text for text in texts[21:] if text.startswith("more")]
    assert 0 < len(more) < 200
    assert more == [text[:30] for text in (f"more {i} " + "y" * 1000 for i in range(len(more)))]
    first, last = told["dropped_from"] + len(more), told["dropped_from"] + 199
    assert texts[21 + len(more) :] == [f"Gap(first={first}, last={last})"[:30], "after"]
    assert not [name for name in told["files"] if name.endswith((".tmp", ".torn"))]
