"""A real PostgreSQL server for the tests: Debian's own binaries, a data folder of its own, loopback only."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

_WAIT_S = 60


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A server that can be stopped and started; every test makes a database of its own in it."""

    binaries: Path
    folder: Path
    port: int

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -h 127.0.0.1 -c fsync=on -c max_connections=200"
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-w", "-o", options, "-l", f"{self.folder}/log", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it; "immediate" is as if the machine had lost its power."""
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", mode, "stop")

    def new_database(self, name: str) -> str:
        """The URL of a new, empty database."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def url(self, database: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        run_unprivileged([str(self.binaries / program), *arguments], self.folder)


def make_server(folder: Path) -> PostgresServer:
    """A server with a fresh data folder below *folder*, not started yet."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    server = PostgresServer(binaries, folder, _free_port())
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    arguments = ["-D", f"{folder}/data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    run_unprivileged([str(binaries / "initdb"), *arguments], folder)
    return server


def run_unprivileged(command: Sequence[str], folder: Path) -> None:
    """Run *command* as somebody who is not root; its own words are the error."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    assert not prefix or shutil.which("runuser")
    done = subprocess.run(
        [*prefix, *command], cwd=folder, timeout=_WAIT_S, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    assert done.returncode == 0, done.stderr.decode()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
