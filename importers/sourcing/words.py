"""The words of such lists, as the operator's ``data/suppliers.toml`` reads them; nothing is guessed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from catalog.brands import fold
from catalog.errors import DefinitionError
from catalog.sourcing.records import LEVELS, ROLES
from importers.columns import RefusedCell

_ANSWERS = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Words:
    """Folded spelling to our value, for levels, roles and yes or no; and the patterns of dates."""

    levels: Mapping[str, str]
    roles: Mapping[str, str]
    answers: Mapping[str, str]
    dates: Sequence[str]
    file: str = "suppliers.toml"

    def level(self, cell: str) -> str:
        """One of LEVELS. Raises RefusedCell for a word that the table does not hold."""
        return self._one("risk_level", cell, self.levels, LEVELS)

    def role(self, cell: str) -> str:
        """One of ROLES. Raises RefusedCell."""
        return self._one("role", cell, self.roles, ROLES)

    def answer(self, field: str, cell: str) -> bool:
        """Yes or no; an empty cell is no. Raises RefusedCell."""
        return bool(cell) and self._one(field, cell, self.answers, _ANSWERS) == "yes"

    def day(self, field: str, cell: str) -> date | None:
        """The day of a cell, None for an empty one.

        Raises RefusedCell where no pattern fits, or two fit with different days.
        """
        if not cell:
            return None
        found = {day for pattern in self.dates if (day := _day(cell, pattern)) is not None}
        if len(found) != 1:
            wanted = ", ".join(self.dates)
            reason = "may be several days" if found else "is no day"
            wanted = f"expected a day written as {wanted} ({self.file})"
            raise RefusedCell(field, f"{wanted}; {cell[:40]!r} {reason}")
        return found.pop()

    def _one(self, field: str, cell: str, table: Mapping[str, str], values: Sequence[str]) -> str:
        value = table.get(fold(cell))
        if value is None:
            wanted = ", ".join(values)
            reason = f"expected {wanted}, or a word for one of them in {self.file}; found {cell[:40]!r}"
            raise RefusedCell(field, reason)
        return value


def _day(cell: str, pattern: str) -> date | None:
    try:
        return datetime.strptime(cell, pattern).date()  # noqa: DTZ007  (a day, not an instant)
    except ValueError:
        return None


def load(path: Path) -> Words:
    """Reads the operator's file. Raises DefinitionError with file and key."""
    try:
        tables = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(path, "levels", str(error)) from error
    dates = tables.get("dates", {}).get("formats", [])
    if not dates or not all(isinstance(one, str) and "%Y" in one for one in dates):
        raise DefinitionError(path, "dates.formats", "expected patterns with a year of four digits, %Y")
    known = {"levels": LEVELS, "roles": ROLES, "answers": _ANSWERS}
    found = {name: _spellings(path, name, tables.get(name, {}), values) for name, values in known.items()}
    return Words(**found, dates=tuple(dates), file=path.name)


def _spellings(
    path: Path, name: str, table: Mapping[str, Sequence[str]], values: Sequence[str]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for value, spellings in table.items():
        if value not in values:
            raise DefinitionError(path, f"{name}.{value}", f"expected one of {', '.join(values)}")
        if not isinstance(spellings, list) or not all(isinstance(one, str) for one in spellings):
            raise DefinitionError(path, f"{name}.{value}", "expected a list of words")
        for spelling in spellings:
            if found.setdefault(fold(spelling), value) != value:
                raise DefinitionError(path, f"{name}.{value}", f"{spelling!r} has two meanings")
    return found
