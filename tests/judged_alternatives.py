"""The judged alternatives: products with what they really are, and which can replace which.

``judged_alternatives.csv`` holds lines of a basket (``held``: kept back when rules are written) and labelled
candidates. ``truth`` is what a person knows of the product: ``inch=24`` must be alike, ``ram+=16`` may be
more, ``ip~=44`` may be more but need not be offered. So every pair of line and candidate is judged.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_suffix(".csv")
_TRUTH = re.compile(r"(\w+)([+~]?)=(\S+)")
_ABSENT = {"", "0"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One product of the set; ``truth`` maps a property to its value, ``how`` to '', '+' or '~'."""

    number: str
    role: str
    group: str
    class_code: str
    unit: str
    condition: str
    features: dict[str, str]
    truth: dict[str, str]
    how: dict[str, str]
    name: str
    description: str


def read() -> list[Judged]:
    """The whole set, in the order of the file; the number is that of its row."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="|", quoting=csv.QUOTE_NONE))
    return [_judged(f"{number:04}", row) for number, row in enumerate(rows, 1)]


def _judged(number: str, row: dict[str, str]) -> Judged:
    facts = _TRUTH.findall(row["truth"])
    features = dict(pair.split("=") for pair in row["features"].split(";") if pair)
    truth = {name: value for name, _how, value in facts}
    return Judged(
        number, row["role"], row["group"], row["class"], row["unit"], row["condition"], features,
        truth, {name: how for name, how, _value in facts}, row["name"], row["description"],
    )  # fmt: skip


def verdict(line: Judged, other: Judged) -> str:
    """``right`` (can replace the line), ``allowed`` (does more than it has to) or ``wrong``."""
    same = (line.group, line.unit, line.condition) == (other.group, other.unit, other.condition)
    if not same or line.truth["k"] != other.truth["k"] or line.truth["k"] == "unknown":
        return "wrong"
    verdicts = {_fact(line, other, name) for name in {*line.truth, *other.truth}}
    return next(found for found in ("wrong", "allowed", "right") if found in verdicts)


def _fact(line: Judged, other: Judged, name: str) -> str:
    wanted, offered = line.truth.get(name, ""), other.truth.get(name, "")
    if wanted == offered or (wanted in _ABSENT and offered in _ABSENT):
        return "right"
    if name not in line.truth:
        return "allowed"
    more = {"+": "right", "~": "allowed"}.get(line.how[name])
    if more is None or not (wanted.isdigit() and offered.isdigit()):
        return "wrong"
    return more if int(offered) > int(wanted) else "wrong"
