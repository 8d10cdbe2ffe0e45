import subprocess
from pathlib import Path

import pytest

from ccengine.app import manifest
from ccengine.app.trouble import Trouble


@pytest.fixture
def debs(tmp_path: Path) -> Path:
    (tmp_path / "a_1%3a2.0-1_amd64.deb").write_bytes(b"one")
    (tmp_path / "b_2.0+dfsg~1_all.deb").write_bytes(b"two")
    manifest.write(tmp_path)
    return tmp_path


def test_sha256sum_itself_accepts_what_is_written(debs: Path) -> None:
    subprocess.run(["sha256sum", "--strict", "-c", manifest.NAME], cwd=debs, check=True, capture_output=True)
    assert sorted(manifest.verify(debs)) == ["a_1%3a2.0-1_amd64.deb", "b_2.0+dfsg~1_all.deb"]


def test_a_changed_a_missing_and_a_stray_package_are_told(debs: Path) -> None:
    path = debs / "b_2.0+dfsg~1_all.deb"
    path.write_bytes(b"twO")
    with pytest.raises(Trouble, match=r"b_2.0.*is not what was fetched"):
        manifest.verify(debs)
    path.unlink()
    with pytest.raises(Trouble, match=r"b_2.0.*is missing"):
        manifest.verify(debs)
    path.write_bytes(b"two")
    (debs / "c_1_all.deb").touch()
    with pytest.raises(Trouble, match=r"c_1_all.deb is not listed"):
        manifest.verify(debs)


@pytest.mark.parametrize(
    "line", ["", "junk", f"{'0' * 64}  ../../etc/passwd.deb", f"{'0' * 64}  a/b.deb", f"{'0' * 64} *x.deb", "0  x.deb"]
)
def test_a_list_that_is_none_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / manifest.NAME).write_text(line + "\n" if line else "")
    with pytest.raises(Trouble):
        manifest.read(tmp_path)


def test_a_list_of_any_size_is_not_read(tmp_path: Path) -> None:
    (tmp_path / manifest.NAME).write_bytes(b"0" * (1 << 20) + b"0")
    with pytest.raises(Trouble, match="too large"):
        manifest.read(tmp_path)
