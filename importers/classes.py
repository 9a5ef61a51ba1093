"""Names of ETIM classes, features, values and units from ETIM IXF, the classification's own release format.

XML with the sections Units, Features, Values, Groups and Classes; each entry has a Code (EU, EF, EV, EC and
six digits) and Translations/Translation with ``language`` and Description, a unit's an Abbreviation (``mm``)
as well. A Class has a list of Features that only refer to the others by FeatureCode. Codes of a modelling
class begin with MC: they name no product. Namespaces differ between releases, so elements are known by
their local names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from importers import xml_stream
from importers.errors import UnreadableFeed
from importers.raw import original_name
from importers.xml_stream import Element

LANGUAGES = ("nb", "nn", "sv", "da", "fi", "en", "de")
_CLASS, _UNIT = "Class", "Unit"
_NAMED = (_CLASS, "Feature", "Value", _UNIT)
# The long sections beside them: thrown away as they come, so that memory stays constant
_OTHERS = ("Group", "ModellingClass", "ModellingGroup", "ConnectionType")
_CODE = re.compile(r"EC[0-9]{6}", re.ASCII)
# of a feature, value or unit; newer features have letters too (EFI00001)
_PART = re.compile(r"E[FVU][0-9A-Z]{6}", re.ASCII)
_MODELLING = re.compile(r"MC[0-9]{6}", re.ASCII)
_NORWEGIAN = {"no": "nb"}


@dataclass(frozen=True, slots=True)
class ClassName:
    """One code of ETIM (``EC000057``, ``EF000008``, ``EV000123``, ``EU570448``) and its names by language.

    The languages are ``LANGUAGES``; a unit's name is its sign (``mm``) where it has one.
    """

    code: str
    names: Mapping[str, str]


def read_ixf(path: Path) -> Iterator[ClassName]:
    """Every class, feature, value and unit with a name in one of ``LANGUAGES``, in the order of the file.

    A language with several forms (``EN`` and ``en-GB``) gives the one without a country, which is
    ETIM's own, else the first. A file may hold a class in two versions: the later one is the newer.
    Raises UnreadableFeed for whatever is no whole IXF file, or has no class with a name.
    """
    subject = original_name(path)
    found = 0
    for element in xml_stream.records(path, _NAMED, skip=_OTHERS):
        code = xml_stream.text(element, "Code")
        is_class = xml_stream.local_name(element) == _CLASS
        if _MODELLING.fullmatch(code) or (not is_class and not _PART.fullmatch(code)):
            continue
        if is_class and not _CODE.fullmatch(code):
            reason = f"expected a class like EC000057, found {code[:40]!r}"
            raise UnreadableFeed(subject, reason, xml_stream.line(element), "Code")
        names = _names(element)
        if names:
            found += is_class
            yield ClassName(code, names)
    if not found:
        wanted = ", ".join(LANGUAGES)
        raise UnreadableFeed(subject, f"expected ETIM IXF with Class elements named in {wanted}, found none")


def _names(element: Element) -> dict[str, str]:
    own: dict[str, str] = {}
    regional: dict[str, str] = {}
    is_unit = xml_stream.local_name(element) == _UNIT
    translations = xml_stream.child(element, "Translations")
    for translation in [] if translations is None else xml_stream.children(translations, "Translation"):
        tag = translation.get("language", "").strip().replace("_", "-").lower()
        primary, _, country = tag.partition("-")
        name = xml_stream.text(translation, "Abbreviation") if is_unit else ""
        name = name or xml_stream.text(translation, "Description")
        if name:
            (regional if country else own).setdefault(_NORWEGIAN.get(primary, primary), name)
    both = regional | own
    return {language: both[language] for language in LANGUAGES if language in both}
