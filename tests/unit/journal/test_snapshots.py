"""Snapshots: the newest whole one, the older one after damage, never a half one."""

from pathlib import Path

import pytest

from ccengine.journal import Writer, latest_snapshot, write_snapshot
from ccengine.journal.snapshots import Encoded, encode_snapshot
from ccengine.model.secret import Secret
from tests.unit.journal.words import WORDS, Later, Said, texts, write, writer


def test_none_at_first(tmp_path: Path) -> None:
    assert latest_snapshot(tmp_path / "journal") is None
    assert latest_snapshot(tmp_path) is None


def test_two_are_kept_and_the_newest_is_read(tmp_path: Path) -> None:
    for n in (3, 20, 100):
        write_snapshot(tmp_path, n, {"at": n, "calls": [{"名": "\ud800"}]})
    assert latest_snapshot(tmp_path) == (100, {"at": 100, "calls": [{"名": "\ud800"}]})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["snapshot-00000020.json", "snapshot-00000100.json"]


def test_a_part_that_is_encoded_already(tmp_path: Path) -> None:
    write_snapshot(tmp_path, 7, {"a": 1, "b": Encoded(['{"x":', "[1,2]}"]), "c": []})
    assert latest_snapshot(tmp_path) == (7, {"a": 1, "b": {"x": [1, 2]}, "c": []})


def test_any_flipped_bit_falls_back_to_the_older(tmp_path: Path) -> None:
    write_snapshot(tmp_path, 1, {"a": 1})
    write_snapshot(tmp_path, 2, {"a": 2})
    path = tmp_path / "snapshot-00000002.json"
    data = path.read_bytes()
    for at in range(len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        assert latest_snapshot(tmp_path) == (1, {"a": 1})
        path.write_bytes(data[:at])
        assert latest_snapshot(tmp_path) == (1, {"a": 1})


def test_a_renamed_snapshot_is_not_believed(tmp_path: Path) -> None:
    write_snapshot(tmp_path, 1, {"a": 1})
    (tmp_path / "snapshot-00000001.json").rename(tmp_path / "snapshot-00000009.json")
    assert latest_snapshot(tmp_path) is None


def test_no_secret_and_no_nan(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        write_snapshot(tmp_path, 1, {"pin": Secret("1234")})
    with pytest.raises(ValueError, match="JSON"):
        encode_snapshot(1, {"t": float("nan")})
    assert list(tmp_path.iterdir()) == []


def test_the_writer_takes_the_state_at_once_and_stores_it_after_the_log(tmp_path: Path) -> None:
    later = Later()
    one = Writer(tmp_path, WORDS, later)
    one.append(1.0, Said("a"))
    one.flush()
    state: dict[str, object] = {"n": 1}
    one.snapshot(1, state)
    state["n"] = 2
    assert latest_snapshot(tmp_path) is None
    later.run()  # the log's own sync, under way when the snapshot was taken
    assert latest_snapshot(tmp_path) is None
    one.append(1.0, Said("b"))
    one.flush()
    later.run()
    assert latest_snapshot(tmp_path) == (1, {"n": 1})
    one.close()


def test_a_snapshot_that_still_waits_is_stored_by_close(tmp_path: Path) -> None:
    later = Later()
    one = Writer(tmp_path, WORDS, later)
    one.append(1.0, Said("a"))
    one.flush()
    one.snapshot(1, {"x": 1})
    one.close()
    assert latest_snapshot(tmp_path) == (1, {"x": 1})


def test_numbers_that_only_a_snapshot_knows_are_spent(tmp_path: Path) -> None:
    write(tmp_path, "a")
    write_snapshot(tmp_path, 5, {})
    one = writer(tmp_path)
    assert one.append(1.0, Said("b")) == 6
    one.close()
    assert texts(tmp_path, after=5) == ["b"]
