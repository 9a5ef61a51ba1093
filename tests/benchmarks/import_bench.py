"""How fast a NELFO file becomes searchable, tags and index included, and how much memory that takes.

Each load is a real ``merkbar`` process. The peer in the same run is SQLite itself: the same lines split
and put into one table with an FTS5 index, which is about the least any catalogue must do.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COLOURS = ("HVIT", "SORT", "GRÅ", "GUL/GRØNN", "BLÅ", "BRUN")
KINDS = (
    "KABEL PFXP 3G{a} R{b}", "JORDFEILAUTOMAT 2P C{a}A {b}MA", "STIKK 2V M/J PH {c}",
    "DOWNLIGHT LED {a}W {b}K IP44 {c}", "KOBLINGSBOKS {a}X{b} IP65 {c}", "RØR PVC {a}MM {c} {b}M",
    "BRYTER 1P {a}A {c}", "ARMATUR LED {a}W L{b} {c}", "KANAL {a}X{b} {c} 2M", "AUTOMAT 3P B{a}A {b}KA",
)  # fmt: skip


def write_nelfo(path: Path, count: int, day: str = "20260901", seed: int = 7) -> None:
    """A price file of ``count`` products, each with package and GTIN; the same for the same seed."""
    rng = random.Random(seed)
    with path.open("w", encoding="latin-1", newline="") as file:
        file.write(f"VH;EFONELFO;4.0;NO979692900MVA;;;{day};;NOK;;Bench AS;;;0001;OSLO;NO;\r\n")
        for number in range(count):
            kind = rng.choice(KINDS)
            name = kind.format(a=rng.randint(1, 99), b=rng.randint(1, 4000), c=rng.choice(COLOURS))
            first, rest = name[:30], f"{name[30:]} ART {number}"[:30]
            price = rng.randint(100, 900_000)
            file.write(
                f"VL;1;{1_000_000 + number};{first};{rest};1;EA;STYKK;{price};10000;{day};1;;"
                f"R{number % 90};BRAND{number % 300};T{number};J;10000;0;\r\n"
            )
            file.write(f"VX;VEKT;{rng.randint(1, 5000)};\r\n")
            body = f"570{number:09d}"
            check = -sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body)) % 10
            file.write(f"VA;2;{body}{check};V;;\r\n")


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak memory in MB of one process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{' '.join(command)} ended with {status}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def peer(path: Path, folder: Path) -> float:
    """Seconds that SQLite with FTS5 needs for the same lines."""
    start = time.perf_counter()
    store = sqlite3.connect(folder / "peer.db")
    store.execute("CREATE TABLE line (number TEXT PRIMARY KEY, name TEXT, price INTEGER)")
    store.execute("CREATE VIRTUAL TABLE words USING fts5(name)")
    with path.open(encoding="latin-1") as file:
        rows = [line.split(";") for line in file if line.startswith("VL")]
    store.executemany("INSERT INTO line VALUES (?, ?, ?)", ((r[2], r[3] + r[4], r[8]) for r in rows))
    store.executemany("INSERT INTO words VALUES (?)", ((r[3] + r[4],) for r in rows))
    store.commit()
    store.close()
    return time.perf_counter() - start


def run(count: int) -> None:
    """Prints the table for one size."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "MERKBAR_VAR": str(folder / "var")}
        load = [sys.executable, "-c", "from web.cli import main; main()", "feeds", "load"]
        rest = ["--format", "nelfo", "--supplier", "bench", "--mode", "full"]
        path, newer = folder / "V4.txt", folder / "V4-newer.txt"
        write_nelfo(path, count)
        newer.write_bytes(path.read_bytes().replace(b";20260901;;NOK", b";20260902;;NOK"))
        base = peer(path, folder)
        first, memory = timed([*load, str(path), *rest], environment)
        again, _ = timed([*load, str(path), *rest], environment)
        header, header_memory = timed([*load, str(newer), *rest], environment)
    print(f"\nimport of {count:,} NELFO products, process start to published index")
    print(f"  first time        {first:7.1f} s  {count / first:7.0f} products/s  peak {memory:4.0f} MB")
    print(f"  same bytes        {again:7.1f} s  {again / first:7.3f} of the first")
    print(f"  new header date   {header:7.1f} s  {header / first:7.3f} of the first  "
          f"peak {header_memory:4.0f} MB")  # fmt: skip
    print(f"  SQLite + FTS5     {base:7.1f} s  {first / base:7.1f} x as long for ours")
