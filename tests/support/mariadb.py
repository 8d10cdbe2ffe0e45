"""A real MariaDB on a loopback port, as an ordinary user or as root: Debian's packages, unpacked into a private root.

No installation script runs: the server makes its system tables out of its own SQL files (`--bootstrap`)."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pymysql

from ccengine.app.cache import cache_folder
from ccengine.app.ports import free_port
from ccengine.app.root import Root, provision

_TABLES = ("mysql_system_tables.sql", "mysql_system_tables_data.sql")


class MariaDb:
    """Started and stopped at will; its data stays.  Its user is `root` without a password."""

    def __init__(self, root: Root, folder: Path) -> None:
        self._root, self._folder = root, folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        (folder / "data" / "mysql").mkdir(parents=True)
        (folder / "tmp").mkdir()
        files = (root.path / "usr/share/mysql" / name for name in _TABLES)
        sql = "use mysql;\n" + "\n".join(file.read_text("utf-8") for file in files if file.is_file())
        done = subprocess.run(self._argv("--bootstrap"), input=sql.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")

    def _argv(self, *more: str) -> list[str]:
        data, share = self._folder / "data", self._root.path / "usr/share/mysql"
        return self._root.argv(
            "mariadbd", "--no-defaults", f"--datadir={data}", f"--lc-messages-dir={share}",
            f"--tmpdir={self._folder}/tmp", f"--basedir={self._root.path}/usr",
            f"--character-sets-dir={share}/charsets", f"--plugin-dir={self._folder}",
            "--innodb-buffer-pool-size=8M", "--innodb-log-file-size=4M", "--innodb-flush-log-at-trx-commit=0",
            "--performance-schema=OFF", "--skip-name-resolve", "--character-set-server=utf8mb4",
            *(["--user=root"] if os.geteuid() == 0 else []), *more,
        )  # fmt: skip

    def start(self) -> None:
        log = self._folder / "log"
        argv = self._argv(
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            f"--socket={self._folder}/s",
            f"--pid-file={self._folder}/pid",
        )
        with open(log, "ab") as out:
            process: subprocess.Popen[bytes] = subprocess.Popen(argv, stdout=out, stderr=out)
        self._process = process
        while True:
            try:
                return self.connect("mysql").close()
            except pymysql.OperationalError:
                assert process.poll() is None, log.read_text("utf-8", "replace")
                time.sleep(0.02)

    def stop(self, kill: bool = False) -> None:
        """`kill`: as if its machine died."""
        if self._process is not None:
            (self._process.kill if kill else self._process.terminate)()
            self._process.wait()
            self._process = None

    def connect(self, name: str = "") -> "pymysql.Connection[Any]":
        return pymysql.connect(
            host="127.0.0.1", port=self.port, user="root", database=name or None, charset="utf8mb4", autocommit=True
        )

    def url(self, name: str, port: int | None = None, user: str = "root") -> str:
        return f"mariadb://{user}@127.0.0.1:{port or self.port}/{name}"


@contextmanager
def running_mariadb() -> Iterator[MariaDb]:
    root = provision("mariadb", cache_folder())
    with TemporaryDirectory(prefix="ccengine-my-") as name:  # a short path: its socket's may have 107 characters
        server = MariaDb(root, Path(name))
        server.start()
        try:
            yield server
        finally:
            server.stop()
            shutil.rmtree(Path(name) / "data", ignore_errors=True)
