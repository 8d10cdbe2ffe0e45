"""Private roots, made for real from the set that the shared cache keeps; nothing here needs a network."""

import shutil
import signal
import subprocess
import wave
from pathlib import Path

import pytest

from ccengine.app import manifest
from ccengine.app.cache import cache_folder
from ccengine.app.root import Root, existing, provision
from ccengine.app.tools import find
from ccengine.app.trouble import Trouble
from tests.support.isolated import offline, on_small_disk, python

PROVISION = """
import sys
from pathlib import Path
from ccengine.app.root import provision
from ccengine.app.trouble import Trouble
kind, cache, source, mirror = sys.argv[1:]
say = lambda step, done, total: print(step, done, total, flush=True)
try:
    root = provision(kind, Path(cache), mirror or None, Path(source) if source else None, say)
    print("version", root.version)
except Trouble as trouble:
    sys.exit(f"{trouble}")
"""


@pytest.fixture(scope="module")
def shared() -> Path:
    """The cache of this checkout, filled."""
    for kind in ("asterisk", "tools"):
        provision(kind, cache_folder())
    return cache_folder()


def command(kind: str, cache: Path, source: Path | str = "", mirror: str = "") -> list[str]:
    return [*python(PROVISION), kind, str(cache), str(source), mirror]


def test_both_roots_are_there_again_without_network(shared: Path) -> None:
    for kind in ("asterisk", "tools"):
        done = offline(command(kind, shared))
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("version 1:"), "it did nothing but find it"


def test_a_carried_set_makes_a_root_without_network(shared: Path, tmp_path: Path) -> None:
    done = offline(command("tools", tmp_path / "cache", shared))
    assert done.returncode == 0, done.stderr
    assert [line.rsplit(" ", 2)[0] for line in done.stdout.splitlines()][-2] == "unpack tools"
    root = existing("tools", tmp_path / "cache")
    assert root is not None
    told = subprocess.run(root.argv("sipp", "-v"), capture_output=True, text=True, check=False)
    assert "SIPp v3." in told.stdout
    # and the set is there for the next one
    assert manifest.verify(tmp_path / "cache/debs/tools") == manifest.verify(shared / "debs/tools")


def test_a_carried_set_that_was_changed_is_refused(shared: Path, tmp_path: Path) -> None:
    carried = tmp_path / "usb"
    shutil.copytree(shared / "debs/tools", carried)
    victim = next(carried.glob("sip-tester_*.deb"))
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(Trouble, match=r"sip-tester.*is not what was fetched"):
        provision("tools", tmp_path / "cache", from_dir=carried)
    assert existing("tools", tmp_path / "cache") is None
    victim.write_bytes(whole)
    assert provision("tools", tmp_path / "cache", from_dir=carried).version


def test_a_folder_that_is_no_set(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="holds no fetched set of tools"):
        provision("tools", tmp_path / "cache", from_dir=tmp_path)


def test_two_at_once_make_one_root(shared: Path, tmp_path: Path) -> None:
    argv = command("tools", tmp_path / "cache", shared)
    both = [subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sorted("unpack" in text for text in said) == [False, True]


def test_one_that_was_killed_leaves_no_half_root(shared: Path, tmp_path: Path) -> None:
    with subprocess.Popen(
        command("tools", tmp_path / "cache", shared), stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("unpack tools 1 "):
                process.send_signal(signal.SIGKILL)
                break
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert existing("tools", tmp_path / "cache") is None
    assert provision("tools", tmp_path / "cache").version  # from the set that is there already


def test_no_network_is_told_with_the_remedy(tmp_path: Path) -> None:
    done = offline(command("tools", tmp_path / "cache", mirror="http://127.0.0.1:9/debian"))
    assert done.returncode == 1
    assert "no mirror can be reached to fetch sip-tester" in done.stderr
    assert "--from DIR" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mirror_without_it_is_told_with_every_suite_tried(tmp_path: Path) -> None:
    done = offline(command("tools", tmp_path / "cache", mirror=f"file:{tmp_path}"))
    assert done.returncode == 1
    assert "no mirror has sip-tester" in done.stderr
    assert [word for word in ("bookworm:", "trixie:", "sid:") if word not in done.stderr] == []
    assert not list((tmp_path / "cache").rglob("*.apt*")), "the work folder is gone"


def test_a_machine_without_apt(tmp_path: Path) -> None:
    done = subprocess.run(
        command("tools", tmp_path / "cache"), capture_output=True, text=True, check=False, env={"PATH": str(tmp_path)}
    )
    assert done.returncode == 1
    assert "this machine has no apt" in done.stderr
    assert "switch: external" in done.stderr


def test_too_little_room_is_told_before_anything_is_done(shared: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    done = on_small_disk(cache, 20, command("tools", cache, shared))
    assert done.returncode == 1
    assert "260 MB are needed" in done.stderr
    assert "CCENGINE_CACHE" in done.stderr


def test_a_disk_that_fills_up_while_unpacking(shared: Path, tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from ccengine.app.unpack import unpack
from ccengine.app.trouble import Trouble
try:
    unpack(sorted(Path(sys.argv[1]).glob("*.deb")), Path(sys.argv[2]) / "root", lambda done, total: None)
except Trouble as trouble:
    sys.exit(f"{trouble}")
"""
    done = on_small_disk(tmp_path, 3, [*python(code), str(shared / "debs/tools"), str(tmp_path)])
    assert done.returncode == 1
    assert f"no space is left on the disk that holds {tmp_path}" in done.stderr


def test_another_major_version_is_a_warning_that_names_the_tested_one() -> None:
    assert Root(Path("/r"), "asterisk", "1:22.10.1+dfsg", "amd64").warning == ""
    told = Root(Path("/r"), "asterisk", "1:23.0.0~rc1", "amd64").warning
    assert "23" in told
    assert "22" in told
    assert Root(Path("/r"), "tools", "1:3.6.1", "amd64").warning == ""


def test_the_loader_is_that_of_the_architecture(tmp_path: Path) -> None:
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/sipp").touch()
    argv = Root(tmp_path, "tools", "1:3.6.1", "arm64").argv("sipp", "-v")
    assert argv[0] == f"{tmp_path}/usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1"
    assert argv[-3:] == ["sipp", f"{tmp_path}/usr/bin/sipp", "-v"]
    with pytest.raises(Trouble, match="baresip is not in"):
        Root(tmp_path, "tools", "1:3.6.1", "arm64").argv("baresip")


def test_the_voice_speaks_chinese(shared: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.wav"
    subprocess.run([*find("espeak-ng", shared), "-v", "cmn", "-w", out, "您好"], check=True, capture_output=True)
    with wave.open(str(out)) as file:
        assert file.getnframes() > file.getframerate() / 4
