"""Values of an xChange object: objects in a list, flags, amounts, and texts in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from importers.registers.fields import FieldFault, Row, text

# Longer than any of the format's own limits for a coded value; prose is not kept beside a product
LONGEST_VALUE = 500
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{0,4})?", re.ASCII)
# Norwegian readers understand the languages further down this list less and less
_LANGUAGES = ("nb", "no", "nn", "sv", "da", "en")

Pair = tuple[str, str]


def objects(row: Row, name: str) -> list[Row]:
    """The objects of a list, none where it is absent. Raises FieldFault where it is something else."""
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(part, Mapping) for part in value):
        raise FieldFault(name, "a list of objects is expected")
    return value


def group(row: Row, name: str) -> Row:
    """The object of that name, an empty one where it is absent. Raises FieldFault for another value."""
    value = row.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise FieldFault(name, "an object is expected")
    return value


def flag(row: Row, name: str) -> bool | None:
    """true or false, None where it is absent. Raises FieldFault for anything else, also a text."""
    value = row.get(name)
    if value is None or isinstance(value, bool):
        return value
    raise FieldFault(name, "true or false is expected")


def texts(row: Row, name: str) -> tuple[str, ...]:
    """The texts of a list (GTINs), each once. Raises FieldFault where it is no list of texts."""
    value = row.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise FieldFault(name, "a list of texts is expected")
    found = (text({name: part}, name) for part in value)
    return tuple(dict.fromkeys(part for part in found if part))


def amount(row: Row, name: str) -> Decimal | None:
    """An amount as the schema writes it: digits, at most one ``.`` and four decimals; None if absent."""
    value = row.get(name)
    if value is None:
        return None
    written = value.strip() if isinstance(value, str) else str(value)
    if isinstance(value, bool) or not _AMOUNT.fullmatch(written):
        raise FieldFault(name, f"expected digits with '.' and at most 4 decimals, found {written[:40]!r}")
    return Decimal(written)


def in_language(entries: Sequence[Row], key: str, language: str, own: str) -> Row:
    """The entry with a text under ``key`` in the best language, the first of several; {} without any.

    ``language`` is the key of an entry's language, ``own`` what an entry without one is written in.
    """

    def rank(entry: Row) -> int:
        primary = (text(entry, language) or own).replace("_", "-").partition("-")[0].lower()
        return _LANGUAGES.index(primary) if primary in _LANGUAGES else len(_LANGUAGES)

    return min((entry for entry in entries if text(entry, key)), key=rank, default={})


def line_of(value: object) -> str:
    """A scalar as text in one line, '' for anything else; a number as the file wrote it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | Decimal):
        return ""
    return " ".join("".join(char if char.isprintable() else " " for char in str(value)).split())


def scalars(row: Row, prefix: str, used: frozenset[str] = frozenset()) -> Iterator[Pair]:
    """Every scalar of an object, and every list of scalars, under its own name; ``used`` are left out."""
    for name, value in row.items():
        if name in used:
            continue
        parts = [line_of(part) for part in value] if isinstance(value, list) else [line_of(value)]
        joined = ", ".join(filter(None, parts))
        if joined:
            yield f"{prefix}{name}", joined
