"""The demo: templates of ``data/demo`` with their days filled in, and how to load each file.

The files then go through the same importers as real ones. Days are offsets from the day of loading,
so every state is there whenever the demo is loaded. Products of ``SHOWCASE`` show them:

=========== ============ ======================= ==================================================
state       label        product                 because
=========== ============ ======================= ==================================================
verified    TCO          bitverk BV-900101       level A: the register lists the GTIN
verified    Nordic Swan  bitverk BV-900102       level B: licence number given, brand agrees
verified    EPEAT gold   bitverk BV-900103       level C: brand and model (ENERGY STAR as well)
verified    EU Ecolabel  bitverk BV-900119       level A
verified    Blue Angel   bitverk BV-900120       level C (Nordic Swan and EPEAT silver as well)
verified    Nordic Swan  fjordlys FL-900118      level C: batteries
verified    EPEAT bronze nordvolt 4780001        level A: GTIN of a NELFO VA record
verified    ENERGY STAR  nordvolt 4380017        level C: one product of three suppliers
expiring    TCO          bitverk BV-900104       ends in 45 days
declared    TCO          bitverk BV-900105       a claim, the register is silent
declared    TCO          bitverk BV-900125       a claim; the certificate begins in 20 days
expired     TCO          bitverk BV-900106       ended yesterday, the register still says ACTIVE
withdrawn   Blue Angel   bitverk BV-900107       the register says withdrawn
refuted     ENERGY STAR  bitverk BV-900108       registered for Japan only
refuted     ENERGY STAR  bitverk BV-900123       registered for "Europe", before the agreement ended
refuted     EPEAT        bitverk BV-900109       registered for the USA only
refuted     TCO          fjordlys FL-900110      a cable cannot hold it
refuted     ENERGY STAR  bitverk BV-900126       fjordlys FL-900126 (same product) says no
unconfirmed TCO          bitverk BV-900111       the register's copy is 400 days old
candidate   Nordic Swan  bitverk BV-900112       licence number given, but the brand is another one
candidate   TCO          bitverk BV-900113       one GTIN with BV-900114, another part number
=========== ============ ======================= ==================================================

Without a label: BV-900115 (an accessory with the printer's part number), BV-900116 (BV-900101 is a
labelled display of its size), BV-900121 (unknown words), BV-900122 (the supplier says no). Nordvolt's
1680001 is discontinued and replaced by 1680002, whose alternative is 1680003.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from importers.errors import ImportFailed
from labels.model import State

# Past every limit for the age of a register's copy (365 days unless the operator says otherwise).
OLD_COPY_DAYS = 400
_PLACEHOLDER = re.compile(rb"\{\{(n:)?([+-][0-9]{1,5})\}\}")


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One rendered file and the options of its load.

    ``age_days``: load it with a clock pinned so many days before today (a copy nobody has confirmed
    since). ``dataset`` keeps that copy apart from the current one of the same label.
    """

    path: Path
    kind: str
    format: str
    supplier: str = ""
    supplier_name: str = ""
    label: str = ""
    dataset: str = ""
    mode: str = "delta"
    age_days: int = 0


@dataclass(frozen=True, slots=True)
class Showcase:
    """A product that shows ``label`` in ``state``; ``level`` of the match, '' where none counts."""

    state: State
    label: str
    supplier: str
    number: str
    level: str = ""


SHOWCASE = (
    Showcase(State.VERIFIED, "tco-certified", "bitverk", "BV-900101", "A"),
    Showcase(State.VERIFIED, "nordic-swan", "bitverk", "BV-900102", "B"),
    Showcase(State.VERIFIED, "epeat", "bitverk", "BV-900103", "C"),
    Showcase(State.VERIFIED, "energy-star", "bitverk", "BV-900103", "C"),
    Showcase(State.VERIFIED, "eu-ecolabel", "bitverk", "BV-900119", "A"),
    Showcase(State.VERIFIED, "blue-angel", "bitverk", "BV-900120", "C"),
    Showcase(State.VERIFIED, "nordic-swan", "fjordlys", "FL-900118", "C"),
    Showcase(State.VERIFIED, "epeat", "nordvolt", "4780001", "A"),
    Showcase(State.VERIFIED, "energy-star", "nordvolt", "4380017", "C"),
    Showcase(State.EXPIRING, "tco-certified", "bitverk", "BV-900104", "A"),
    Showcase(State.DECLARED, "tco-certified", "bitverk", "BV-900105"),
    Showcase(State.DECLARED, "tco-certified", "bitverk", "BV-900125"),
    Showcase(State.EXPIRED, "tco-certified", "bitverk", "BV-900106", "A"),
    Showcase(State.WITHDRAWN, "blue-angel", "bitverk", "BV-900107", "C"),
    Showcase(State.REFUTED, "energy-star", "bitverk", "BV-900108"),
    Showcase(State.REFUTED, "energy-star", "bitverk", "BV-900123"),
    Showcase(State.REFUTED, "epeat", "bitverk", "BV-900109"),
    Showcase(State.REFUTED, "tco-certified", "fjordlys", "FL-900110"),
    Showcase(State.REFUTED, "energy-star", "bitverk", "BV-900126"),
    Showcase(State.UNCONFIRMED, "tco-certified", "bitverk", "BV-900111", "A"),
    Showcase(State.CANDIDATE, "nordic-swan", "bitverk", "BV-900112"),
    Showcase(State.CANDIDATE, "tco-certified", "bitverk", "BV-900113"),
)

# In load order: registers first, so that feeds are tagged once. Always delta: loading the demo must
# never remove what an operator has loaded from a real register.
_FILES = (
    DemoFile(
        Path("registers-old.csv"),
        "register",
        "table",
        label="tco-certified",
        dataset="demo-old",
        age_days=OLD_COPY_DAYS,
    ),
    DemoFile(Path("tco.json"), "register", "tco", label="tco-certified"),
    DemoFile(Path("energy-star.csv"), "register", "energy-star", label="energy-star"),
    DemoFile(Path("registers.csv"), "register", "table"),
    DemoFile(Path("nordvolt.nelfo"), "feed", "nelfo", "nordvolt", "Nordvolt Elektro AS (demo)"),
    DemoFile(Path("fjordlys.csv"), "feed", "table", "fjordlys", "Fjordlys AS (demo)"),
    DemoFile(Path("bitverk.csv"), "feed", "table", "bitverk", "Bitverk IT AS (demo)"),
)


def render(source: Path, target: Path, today: date) -> list[DemoFile]:
    """Writes the templates of ``source`` into ``target`` with their days counted from ``today``.

    Returns the files in load order. Each is replaced at once, and none is touched unless all can be
    rendered. Raises ImportFailed for a template that is missing or holds a day that cannot be
    filled in.
    """
    contents = [_fill(source / file.path, today) for file in _FILES]
    target.mkdir(parents=True, exist_ok=True)
    rendered = []
    for file, content in zip(_FILES, contents, strict=True):
        path = target / file.path
        partial = path.with_name(f".{path.name}.{os.getpid()}.part")
        partial.write_bytes(content)
        partial.replace(path)
        rendered.append(replace(file, path=path))
    return rendered


def _fill(template: Path, today: date) -> bytes:
    """Works on bytes, so that every file keeps its own encoding and line ends."""

    def day(found: re.Match[bytes]) -> bytes:
        moved = today + timedelta(days=int(found[2]))
        return moved.strftime("%Y%m%d").encode() if found[1] else moved.isoformat().encode()

    try:
        content = _PLACEHOLDER.sub(day, template.read_bytes())
    except OSError as error:
        raise ImportFailed(str(template), f"the demo's template cannot be read: {error}") from error
    except OverflowError as error:
        reason = f"a day of the demo lies outside the calendar, counted from {today}"
        raise ImportFailed(str(template), reason) from error
    left = content.find(b"{{")
    if left >= 0:
        line = content.count(b"\n", 0, left) + 1
        raw = content[left : left + 20].decode("latin-1")
        raise ImportFailed(str(template), f"{raw!r} is not a day like {{{{+120}}}}", line)
    return content
