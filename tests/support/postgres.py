"""A real PostgreSQL on a loopback port, as an ordinary user or as root.

The server's programs come from the package pgserver, but not its Python side: run by root, that one adds a user to the
system and widens the permissions of every folder above its own.  PostgreSQL refuses to run as root, so root's is run
by `nobody`."""

import importlib.util
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from psycopg import sql

from ccengine.app.ports import free_port

NOBODY = 65534


class Postgres:
    """Started and stopped at will; its data stays."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self._programs = programs
        self._data = folder / "data"
        self._log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = 0
        self.port = free_port()
        subprocess.run(
            [programs / "initdb", "-D", self._data, "--auth=trust", "--encoding=utf8", "--no-sync", "-U", "postgres"],
            cwd=folder,
            check=True,
            capture_output=True,
            **user(),
        )

    def start(self) -> None:
        arguments = ["-D", str(self._data), "-k", "", "-h", "127.0.0.1", "-p", str(self.port), "-F"]
        with open(self._log, "ab") as log:
            process: subprocess.Popen[bytes] = subprocess.Popen(
                [str(self._programs / "postgres"), *arguments], cwd=self._data.parent, stdout=log, stderr=log, **user()
            )
        self._process = process
        while True:
            try:
                return self._connect().close()
            except psycopg.OperationalError:
                assert process.poll() is None, self._log.read_text()
                time.sleep(0.02)

    def stop(self) -> None:
        """At once; connections are cut."""
        if self._process is not None:
            self._process.send_signal(2)  # SIGINT: "fast"
            self._process.wait()
            self._process = None

    def new_database(self) -> str:
        """URL of an empty one."""
        self._databases += 1
        name = f"books_{self._databases}"
        with self._connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return self.url(name)

    def url(self, name: str, port: int | None = None) -> str:
        return f"postgresql://postgres@127.0.0.1:{port or self.port}/{name}"

    def _connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(f"host=127.0.0.1 port={self.port} user=postgres", autocommit=True, connect_timeout=5)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    with TemporaryDirectory(prefix="ccengine-pg-") as name:
        folder = Path(name)
        programs = _programs(folder)
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        server = Postgres(programs, folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def _programs(folder: Path) -> Path:
    spec = importlib.util.find_spec("pgserver")
    if spec is None or spec.origin is None:
        pytest.skip("pgserver has no PostgreSQL for this Python")  # none for 3.13 yet
    installed = Path(spec.origin).parent / "pginstall"
    try:
        subprocess.run([installed / "bin" / "initdb", "--version"], check=True, capture_output=True, cwd="/", **user())
        return installed / "bin"
    except (PermissionError, subprocess.CalledProcessError):  # a checkout where only root may look
        copied = folder / "pginstall"
        shutil.copytree(installed, copied)
        subprocess.run(["chmod", "-R", "a+rX", copied], check=True)
        folder.chmod(0o755)
        return copied / "bin"


def user() -> dict[str, Any]:
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
