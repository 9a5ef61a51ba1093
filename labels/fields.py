"""Checked reading of data files: every value typed, every fault naming file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# ISO 3166-1 alpha-2. "EU" and "UK" are none: a market setting that matches nothing must not pass.
_COUNTRIES = (
    " AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW "
)


class DefinitionFault(ValueError):
    """A data file of ``labels`` is wrong; names the file, the key and what was expected."""

    def __init__(self, path: object, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}")
        self.path = path
        self.key = key
        self.reason = reason


def file_text(path: Path) -> str:
    """The file as text; DefinitionFault where it is missing or not UTF-8."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionFault(path, "file", str(error)) from error


def toml(path: Path) -> dict[str, Any]:
    """The file as TOML."""
    try:
        return tomllib.loads(file_text(path))
    except tomllib.TOMLDecodeError as error:
        raise DefinitionFault(path, "file", str(error)) from error


def exactly(
    path: Path,
    key: str,
    table: Mapping[str, Any],
    required: set[str],
    optional: frozenset[str] = frozenset(),
) -> None:
    """Refuses a table that lacks a required key or holds one that nobody knows."""
    where = f"{key}." if key else ""
    for name in sorted(required - table.keys()):
        raise DefinitionFault(path, where + name, "is missing")
    for name in sorted(table.keys() - required - optional):
        raise DefinitionFault(path, where + name, "is not a known key")


def text(path: Path, key: str, value: object, empty: bool = False) -> str:
    """A text, not empty unless allowed."""
    if not isinstance(value, str) or not (value or empty):
        raise DefinitionFault(path, key, "a text is expected")
    return value


def pattern(path: Path, key: str, value: object, empty: bool = False) -> str:
    """A text that compiles as a regular expression."""
    source = text(path, key, value, empty)
    try:
        re.compile(source)
    except re.error as error:
        raise DefinitionFault(path, key, f"not a regular expression: {error}") from error
    return source


def texts(path: Path, key: str, value: object, empty: bool = False) -> tuple[str, ...]:
    """A list of texts, not empty unless allowed."""
    known = isinstance(value, list) and all(isinstance(entry, str) and entry for entry in value)
    if not isinstance(value, list) or not known or not (value or empty):
        raise DefinitionFault(path, key, "a list of texts is expected")
    return tuple(value)


def mapping(path: Path, key: str, value: object) -> Mapping[str, Any]:
    """A table."""
    if not isinstance(value, dict):
        raise DefinitionFault(path, key, "a table is expected")
    return value


def entries(path: Path, key: str, value: object) -> list[Mapping[str, Any]]:
    """A list of tables."""
    if not isinstance(value, list):
        raise DefinitionFault(path, key, "a list of tables is expected")
    return [mapping(path, f"{key}[{number}]", entry) for number, entry in enumerate(value, 1)]


def words(path: Path, key: str, value: object, languages: tuple[str, ...]) -> Mapping[str, str]:
    """One text for each of the languages, and for no other."""
    table = mapping(path, key, value)
    exactly(path, key, table, set(languages))
    return {lang: text(path, f"{key}.{lang}", table[lang]) for lang in languages}


def markets(path: object, key: str, codes: object) -> frozenset[str]:
    """ISO 3166 country codes in capitals, at least one."""
    if not isinstance(codes, list | tuple) or not codes:
        raise DefinitionFault(path, key, "a list of ISO country codes is expected, at least one")
    for code in codes:
        if not isinstance(code, str) or len(code) != 2 or f" {code} " not in _COUNTRIES:
            raise DefinitionFault(path, key, f"{code!r} is not an ISO country code, like NO")
    return frozenset(codes)
