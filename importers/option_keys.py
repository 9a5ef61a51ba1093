"""The options of each format: which there are and what they may hold.

An option that a format does not know would be read by nobody, and its writer would not be told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from importers import text, units
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import padding
from importers.feeds import table as feed_table
from importers.numbers import STYLES
from importers.registers import table as register_table
from importers.registers.fields import DAY_STYLES

_TEXT = ("encoding", "encoding_fallback")
_TABLE = ("encoding", "delimiter", "sheet")
_FEEDS = {
    "nelfo": (*_TEXT, "el_country", "currency"),
    "bmecat": (*_TEXT, "currency", "decimal", "territory"),
    "xchange": ("currency",),
    "peppol": _TEXT,
    "google": (*_TABLE, "encoding_fallback", "currency", "decimal"),
    "icecat": _TEXT,
    "table": (*_TABLE, "encoding_fallback", "currency", "decimal", "el_country"),
}
_REGISTERS = {
    "tco": ("method",),
    "epeat": (*_TABLE, "date_format"),
    "energy-star": _TABLE,
    "table": _TABLE,
}
_MAPPED = ("table", "epeat", "energy-star")
_CURRENCY, _TERRITORY = re.compile(r"[A-Z]{3}", re.ASCII), re.compile(r"[A-Z]{2}", re.ASCII)
_DELIMITERS = (";", ",", "\t", "|", "tab", "\\t")
_EL_COUNTRIES = ("NO", "SE", "FI")


def faults(profile: Profile, given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Key and reason of every option that cannot be meant."""
    known = _REGISTERS[profile.format] if profile.kind == "register" else _FEEDS[profile.format]
    known = (*known, "member", *((*units.OPTIONS, padding.OPTION) if profile.kind == "feed" else ()))
    for name, value in profile.options.items():
        if name not in known:
            yield f"options.{name}", f"is no option of {profile.format}; known are {', '.join(sorted(known))}"
        elif value and (check := _CHECKS.get(name)) and (reason := check(value.strip())):
            yield f"options.{name}", reason
    if profile.options.get("encoding_fallback") and _codec(profile) != "utf-8":
        # every other encoding gives each byte some reading: the fallback would never be used
        yield "options.encoding_fallback", 'is used with encoding = "utf-8" only'
    if profile.kind == "feed":
        yield from _unit_faults(profile)
    yield from _column_faults(profile)


def _unit_faults(profile: Profile) -> Iterator[tuple[str, str]]:
    try:
        units.rules_of(profile.options)
    except ValueError as error:
        key, reason = error.args
        yield f"options.{key}", reason
    if profile.options.get("price_per") == "mengde" and profile.format != "nelfo":
        yield "options.price_per", "'mengde' is for the format nelfo only"


def _column_faults(profile: Profile) -> Iterator[tuple[str, str]]:
    """Columns that the format does not have. EPEAT's and ENERGY STAR's parsers know theirs themselves."""
    own = feed_table.COLUMNS if profile.kind == "feed" else register_table.COLUMNS
    if profile.format not in _MAPPED and profile.columns:
        yield "columns", f"are not mapped for {profile.format}"
    for name in profile.columns if profile.format == "table" else ():
        further = profile.kind == "feed" and feed_table.FEATURE.fullmatch(name.lower())
        if name not in own and not further:
            yield f"columns.{name}", f"is no column of table; known are {', '.join(own)}"


def _codec(profile: Profile) -> str:
    try:
        return text.encoding_option("", profile.options.get("encoding", ""))
    except UnreadableFeed:
        return ""


def _encoding(value: str) -> str:
    try:
        text.encoding_option("", value)
    except UnreadableFeed as error:
        return error.reason
    return ""


def _one_of(*allowed: str) -> Callable[[str], str]:
    return lambda value: "" if value in allowed else f"{value[:40]!r} is none of {', '.join(allowed)}"


def _shaped(shape: re.Pattern[str], example: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        return "" if shape.fullmatch(value.upper()) else f"{value[:40]!r}: expected one like {example}"

    return check


def _delimiter(value: str) -> str:
    return "" if value in _DELIMITERS else f"expected one of ; , tab |, found {value[:40]!r}"


_CHECKS: Mapping[str, Callable[[str], str]] = {
    "encoding": _encoding,
    "encoding_fallback": _encoding,
    "decimal": _one_of(*STYLES),
    "date_format": _one_of(*DAY_STYLES),
    "currency": _shaped(_CURRENCY, "NOK"),
    "territory": _shaped(_TERRITORY, "NO"),
    "el_country": lambda value: _one_of(*_EL_COUNTRIES)(value.upper()),
    "delimiter": _delimiter,
    padding.OPTION: _one_of("yes", "no"),
}
