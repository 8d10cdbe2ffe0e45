"""Packages -> a root: unpacked by dpkg-deb and tar, without installing anything."""

import os
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ccengine.app.debian import no_space
from ccengine.app.trouble import Trouble

_SKIPPED = ("./usr/share/doc", "./usr/share/man", "./usr/share/locale", "./usr/share/info", "./usr/share/bug")


def make_links(root: Path) -> None:
    """The merged-usr links, made first: packages of older suites carry files under /lib and /bin."""
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / "usr" / name).mkdir(parents=True, exist_ok=True)
        if not (root / name).is_symlink():
            (root / name).symlink_to(f"usr/{name}")


def _unpack(package: Path, root: Path) -> None:
    # Modes by the umask and no owners: no set-uid program comes to life in a private root, and all users can read it.
    tar = ["tar", "-x", "-C", str(root), "--keep-directory-symlink", "--no-same-owner", "--no-same-permissions"]
    skipped = [f"--exclude={path}/*" for path in _SKIPPED]
    with subprocess.Popen(
        ["dpkg-deb", "--fsys-tarfile", str(package)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as source:
        assert source.stdout is not None
        assert source.stderr is not None
        done = subprocess.run([*tar, *skipped], stdin=source.stdout, capture_output=True, check=False, umask=0o022)
        source.stdout.close()
        said = (done.stderr + source.stderr.read()).decode("utf-8", "replace").strip()
    if done.returncode or source.returncode:
        if "No space left" in said or "quota" in said:
            raise no_space(root)
        raise Trouble(f"{package.name} cannot be unpacked: {said[-400:]}", "remove the fetched set and fetch it anew")


def unpack(packages: Sequence[Path], root: Path, progress: Callable[[int, int], None]) -> None:
    """Unpack all into `root`, as many at a time as there are processors: decompression is most of the work."""
    make_links(root)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        running = [pool.submit(_unpack, package, root) for package in packages]
        try:
            for done, one in enumerate(running, 1):
                one.result()
                progress(done, len(running))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
