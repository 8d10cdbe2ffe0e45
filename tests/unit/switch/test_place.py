"""The place for a recording."""

import os
from pathlib import Path

from ccengine.switch.asterisk.place import prepare


def test_what_others_put_there_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    ours, link, pipe = tmp_path / "ours", tmp_path / "link.raw", tmp_path / "pipe.raw"
    ours.write_text("ours")
    link.symlink_to(ours)
    os.mkfifo(pipe)

    assert prepare(tmp_path / "2026-11-22" / "plain.raw") == ""
    assert "symbolic link" in prepare(link)
    assert "No such device" in prepare(pipe), "at once, not after a disk's patience"
    assert ours.read_text() == "ours"
