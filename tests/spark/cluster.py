"""A cluster of Spark on this machine: one Master, Workers that can be killed, each a process of its own on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Cluster:
    """A Master and some Workers of one core each. A Worker leads a process group, which its executor and Python join."""

    def __init__(self, folder: Path, workers: int) -> None:
        import pyspark

        self._folder = folder
        self._home = Path(pyspark.__file__).parent
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"spark://127.0.0.1:{port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._master = self._run("master", "master.Master", "--port", str(port))
        try:
            for n in range(workers):
                own = ("--cores", "1", "--memory", "1g", "--work-dir", str(folder / f"work-{n}"), self.url)
                self.workers.append(self._run(f"worker-{n}", "worker.Worker", *own))
            self._await(workers)
        except BaseException:
            self.stop()
            raise

    def kill(self, n: int) -> None:
        """End a Worker and its executor at once, as a machine that loses its power."""
        os.killpg(self.workers[n].pid, signal.SIGKILL)
        self.workers[n].wait()

    def stop(self) -> None:
        """End every process that was started here."""
        for process in (*self.workers, self._master):
            if process.poll() is None:
                process.terminate()
        for process in (*self.workers, self._master):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def _run(self, name: str, cls: str, *arguments: str) -> subprocess.Popen[bytes]:
        environment = os.environ | {
            "SPARK_HOME": str(self._home),
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(self._folder / "local"),
            "PYTHONPATH": str(ROOT),
        }
        command = [str(self._home / "bin" / "spark-class"), f"org.apache.spark.deploy.{cls}"]
        command += ["--host", "127.0.0.1", "--webui-port", "0", *arguments]
        with (self._folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                command,
                env=environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def _await(self, workers: int) -> None:
        log = self._folder / "master.log"
        for _ in range(600):
            if log.read_text(errors="replace").count("Registering worker 127.0.0.1") == workers:
                return
            time.sleep(0.1)
        raise TimeoutError(f"The Workers did not register: {log.read_text(errors='replace')[-2000:]}")
