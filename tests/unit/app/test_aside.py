from pathlib import Path

import pytest

from ccengine.app.aside import aside, put


def test_whole_or_not_at_all(tmp_path: Path) -> None:
    place = tmp_path / "cache" / "tools"
    with pytest.raises(FileExistsError), aside(place) as folder:
        folder.mkdir()
    assert list(place.parent.iterdir()) == []
    for name in ("one", "two"):
        with aside(place) as folder:
            (folder / name).touch()
            put(folder, place)
    assert [path.name for path in place.parent.iterdir()] == ["tools"]
    assert [path.name for path in place.iterdir()] == ["two"]
    assert place.stat().st_mode & 0o777 == 0o755, "made by one user, read by all"


def test_what_a_killed_one_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    left = tmp_path / ".tools.abc_12.new"
    other = tmp_path / ".tools.apt.abc_12.new"
    for folder in (left, other):
        folder.mkdir()
    with aside(tmp_path / "tools") as folder, aside(tmp_path / "tools.apt") as second:
        assert not left.exists()
        assert folder.exists()
        assert second.exists()
        assert not other.exists(), "cleared by its own place only"
    assert list(tmp_path.iterdir()) == []
