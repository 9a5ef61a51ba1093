"""What a command costs: wall and CPU seconds, and the memory of its process and of all it started.

Memory is proportional (PSS of smaps_rollup): what processes share is counted once. Linux only.
"""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

INTERVAL_SECONDS = 0.2
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Cost:
    """Seconds and peak megabytes; ``own`` is the command's first process, the rest its children."""

    wall: float = 0.0
    cpu_own: float = 0.0
    cpu_children: float = 0.0
    memory_own: float = 0.0
    memory_all: float = 0.0
    processes: int = 1

    @property
    def cpu(self) -> float:
        """CPU seconds of all processes."""
        return self.cpu_own + self.cpu_children


def run(command: list[str], environment: dict[str, str]) -> Cost:
    """Runs a command to its end. Raises SystemExit where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    watch = _Watch(process.pid)
    watch.thread.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.stop.set()
    watch.thread.join()
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    cost = watch.cost
    cost.wall = time.perf_counter() - start
    cost.cpu_own = min(cost.cpu_own, usage.ru_utime + usage.ru_stime)
    cost.cpu_children = usage.ru_utime + usage.ru_stime - cost.cpu_own
    return cost


@dataclass(slots=True)
class _Watch:
    """Looks at a tree of processes now and then."""

    pid: int
    cost: Cost = field(default_factory=Cost)
    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self.stop.wait(INTERVAL_SECONDS):
            pids = _tree(self.pid)
            sizes = [_pss(pid) for pid in pids]
            self.cost.memory_all = max(self.cost.memory_all, sum(sizes))
            self.cost.memory_own = max(self.cost.memory_own, sizes[0])
            self.cost.cpu_own = max(self.cost.cpu_own, _cpu(self.pid))
            self.cost.processes = max(self.cost.processes, len(pids))


def _tree(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _pss(pid: int) -> float:
    """Proportional memory in MB; 0 for a process that has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _cpu(pid: int) -> float:
    """CPU seconds of one process without its children; 0 for one that has ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS
