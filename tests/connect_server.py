"""A server of Spark Connect on this machine for as long as it is needed, warm for every build that is sent to it.

Belongs here: starting and ending it. Not here: what is sent to it (on_spark.py), and the settings of a session, which
its clients make (orchestration/transformation/spark.py).
"""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyspark

from orchestration.transformation.spark import HERE
from orchestration.workspace import engine

SERVER = "org.apache.spark.sql.connect.service.SparkConnectServer"
PATIENCE = 180
"""Seconds in which a server has to answer."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server, as TRIWULAN_SPARK takes it; it is ended afterwards.

    Args:
        folder: for its tables, its scratch files and its log.

    Raises:
        RuntimeError: it ended, or did not answer in time; with the end of its log.
    """
    folder.mkdir(parents=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {
        **HERE,
        "spark.connect.grpc.binding.address": "127.0.0.1",
        "spark.connect.grpc.binding.port": str(port),
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.local.dir": str(folder / "scratch"),
    }
    given = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    submit = Path(pyspark.__file__).parent / "bin" / "spark-submit"
    command = [submit, "--class", SERVER, "--master", engine.HERE, *given, "spark-internal"]
    log = folder / "log"
    with log.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=told) as server:
        try:
            _await(server, port, log)
            yield f"sc://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise RuntimeError(f"no Spark Connect at port {port}: {log.read_text(errors='replace')[-2000:]}")
