"""python -m bench.stack: measures how long the embedded stack takes to start, cold (no state) and warm, and to stop.

Each start is a new process, timed from its launch until `python -m devstack` reports that every service is ready.
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MAX_COLD_SECONDS, MAX_WARM_SECONDS = 5.0, 3.0
_REPOSITORY = Path(__file__).resolve().parent.parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="cold starts; two warm ones follow each")
    rounds = parser.parse_args().rounds
    cold: list[float] = []
    warm: list[float] = []
    stop: list[float] = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(prefix="watchgraph-bench-", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o711)
            for times in (cold, warm, warm):
                started, stopped = _time_start_and_stop(Path(folder) / "state")
                times.append(started)
                stop.append(stopped)
    print(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}")
    for name, times, most in (
        ("cold start", cold, MAX_COLD_SECONDS),
        ("warm start", warm, MAX_WARM_SECONDS),
        ("stop", stop, None),
    ):
        limit = f" (at most {most:.0f} s wanted)" if most else ""
        print(f"{name:11} median {statistics.median(times):.2f} s, slowest {max(times):.2f} s of {len(times)}{limit}")


def _time_start_and_stop(state: Path) -> tuple[float, float]:
    """Seconds to start and to stop."""
    began = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "devstack", "start", "--state", str(state)],
        cwd=_REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        # It prints its settings when every service is ready.
        if not process.stdout.readline():
            sys.exit("the stack did not start")
        started = time.perf_counter() - began
        process.send_signal(signal.SIGTERM)
        process.wait()
    return started, time.perf_counter() - began - started


if __name__ == "__main__":
    main()
