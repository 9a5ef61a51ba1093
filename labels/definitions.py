"""Reads the labels: a folder for each, with ``label.toml``, ``text.<lang>.md``, ``symbol.svg``.

A definition that lacks a key, holds one nobody knows or one of the wrong type is refused whole:
a half-read label would be shown wrongly somewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from labels import fields
from labels.fields import DefinitionFault
from labels.model import LANGUAGES, Generation, Label, Tier

__all__ = ["AREAS", "REACH", "SLUGS", "DefinitionFault", "certificate_examples", "load"]

# The order in which the house names them, everywhere.
SLUGS = ("tco-certified", "epeat", "energy-star", "blue-angel", "nordic-swan", "eu-ecolabel")
# What a label may cover. ``audit``: someone other than the seller checks, also after the award. Reach
# "yes" means every product with the label, "partly" some kinds of product, levels or editions only.
AREAS = ("energy", "chemicals", "circularity", "working-conditions", "conflict-minerals", "audit")
REACH = ("yes", "partly", "no")
_TEXT_LANGUAGES = ("nb", "en")
_WORD_LANGUAGES = ("nb", "en", "sv")

_TEXTS = (
    *("short", "owner", "owner_url", "scheme_type", "scheme_basis", "terms_url"),
    *("register_name", "register_url", "certificate_url", "required_date"),
)
_LISTS = ("product_groups", "wordings", "certificate_examples")
_PATTERNS = ("certificate_shape", "generation_pattern")
_TABLES = ("names", "certificate_word", "codes", "covers", "proves")
_REQUIRED = {*_TEXTS, *_LISTS, *_PATTERNS, *_TABLES, "wildcards"}
_OPTIONAL = frozenset({"accepted_markets", "tiers", "generations"})
_SVG = re.compile(r'<svg [^>]*viewBox="0 0 16 16"[^>]*>(.*)</svg>', re.DOTALL)


def load(
    root: Path | None = None, accepted_markets: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Label]:
    """Every label, by slug, in the order of ``SLUGS``.

    ``accepted_markets`` is the operator's setting: ISO 3166 codes per slug, in place of the label's
    own. Raises DefinitionFault naming file and key.
    """
    folder = root or _installed()
    chosen = _chosen_markets(accepted_markets)
    for path in sorted(folder.glob("*/")):
        if path.name not in SLUGS:
            raise DefinitionFault(path, "folder", f"is no label; known are {', '.join(SLUGS)}")
    return {slug: _label(folder / slug, slug, chosen.get(slug)) for slug in SLUGS}


def certificate_examples(root: Path | None = None) -> dict[str, tuple[str, ...]]:
    """Certificate numbers per slug, given in the definitions to prove their shape."""
    examples = {}
    for slug in SLUGS:
        path, table = _table((root or _installed()) / slug)
        examples[slug] = fields.texts(path, "certificate_examples", table["certificate_examples"])
    return examples


def _installed() -> Path:
    return Path(__file__).resolve().parent / "definitions"


def _chosen_markets(setting: object) -> dict[str, frozenset[str]]:
    if setting is None:
        return {}
    if not isinstance(setting, Mapping):
        raise DefinitionFault("accepted_markets", "table", "a table of labels is expected")
    for slug in setting:
        if slug not in SLUGS:
            known = ", ".join(SLUGS)
            raise DefinitionFault("accepted_markets", str(slug), f"is no label; known are {known}")
    return {slug: fields.markets("accepted_markets", slug, setting[slug]) for slug in setting}


def _table(folder: Path) -> tuple[Path, dict[str, Any]]:
    path = folder / "label.toml"
    table = fields.toml(path)
    fields.exactly(path, "", table, _REQUIRED, _OPTIONAL)
    return path, table


def _label(folder: Path, slug: str, chosen: frozenset[str] | None) -> Label:
    path, table = _table(folder)
    if not isinstance(table["wildcards"], bool):
        raise DefinitionFault(path, "wildcards", "true or false is expected")
    if table["required_date"] not in ("valid_to", "valid_from"):
        raise DefinitionFault(path, "required_date", "valid_to or valid_from is expected")
    fields.texts(path, "certificate_examples", table["certificate_examples"])
    text = {key: fields.text(path, key, table[key]) for key in _TEXTS}
    codes = fields.mapping(path, "codes", table["codes"])
    return Label(
        slug=slug,
        names=fields.words(path, "names", table["names"], LANGUAGES),
        certificate_word=fields.words(path, "certificate_word", table["certificate_word"], _WORD_LANGUAGES),
        certificate_shape=fields.pattern(path, "certificate_shape", table["certificate_shape"]),
        wildcards=table["wildcards"],
        accepted_markets=chosen or _own_markets(path, table),
        tiers=tuple(_tier(path, tier) for tier in _entries(path, table, "tiers")),
        generations=tuple(_generation(path, one) for one in _entries(path, table, "generations")),
        product_groups=frozenset(fields.texts(path, "product_groups", table["product_groups"])),
        wordings=fields.texts(path, "wordings", table["wordings"]),
        generation_pattern=fields.pattern(
            path, "generation_pattern", table["generation_pattern"], empty=True
        ),
        codes={vocabulary: _codes(path, vocabulary, codes[vocabulary]) for vocabulary in codes},
        covers=_covers(path, table["covers"]),
        proves=_proves(path, "proves", table["proves"], AREAS),
        texts=_explanations(folder),
        symbol=_symbol(folder / "symbol.svg"),
        **text,
    )


def _own_markets(path: Path, table: Mapping[str, Any]) -> frozenset[str] | None:
    if "accepted_markets" not in table:
        return None
    return fields.markets(path, "accepted_markets", table["accepted_markets"])


def _entries(path: Path, table: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    return fields.entries(path, key, table.get(key, []))


def _tier(path: Path, entry: Mapping[str, Any]) -> Tier:
    fields.exactly(path, "tiers", entry, {"slug", "rank", "names"})
    if not isinstance(entry["rank"], int) or isinstance(entry["rank"], bool):
        raise DefinitionFault(path, "tiers.rank", "a whole number is expected")
    names = fields.words(path, "tiers.names", entry["names"], LANGUAGES)
    return Tier(fields.text(path, "tiers.slug", entry["slug"]), entry["rank"], names)


def _generation(path: Path, entry: Mapping[str, Any]) -> Generation:
    fields.exactly(path, "generations", entry, {"slug", "name"}, frozenset({"url", "covers", "proves"}))
    slug = fields.text(path, "generations.slug", entry["slug"])
    where = f"generations.{slug}"
    return Generation(
        slug,
        fields.text(path, "generations.name", entry["name"]),
        fields.text(path, f"{where}.url", entry.get("url", ""), empty=True),
        _reaches(path, f"{where}.covers", entry.get("covers", {}), ()),
        _proves(path, f"{where}.proves", entry.get("proves", {}), ()),
    )


def _codes(path: Path, vocabulary: str, value: object) -> Mapping[str, str]:
    table = fields.mapping(path, f"codes.{vocabulary}", value)
    return {
        code: fields.text(path, f"codes.{vocabulary}.{code}", tier, empty=True)
        for code, tier in table.items()
    }


def _covers(path: Path, value: object) -> Mapping[str, str]:
    return _reaches(path, "covers", value, AREAS)


def _reaches(path: Path, key: str, value: object, required: Sequence[str]) -> Mapping[str, str]:
    """How far the label reaches, in the order of ``AREAS``."""
    table = fields.mapping(path, key, value)
    fields.exactly(path, key, table, set(required), frozenset(AREAS))
    for area, reach in table.items():
        if reach not in REACH:
            raise DefinitionFault(path, f"{key}.{area}", f"one of {', '.join(REACH)} is expected")
    return {area: table[area] for area in AREAS if area in table}


def _proves(path: Path, key: str, value: object, required: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """One sentence per area and language, in the order of ``AREAS``."""
    table = fields.mapping(path, key, value)
    fields.exactly(path, key, table, set(required), frozenset(AREAS))
    return {
        area: fields.words(path, f"{key}.{area}", table[area], _TEXT_LANGUAGES)
        for area in AREAS
        if area in table
    }


def _explanations(folder: Path) -> Mapping[str, str]:
    texts = {}
    for lang in LANGUAGES:
        path = folder / f"text.{lang}.md"
        if lang in _TEXT_LANGUAGES or path.is_file():
            texts[lang] = fields.file_text(path).strip()
    return texts


def _symbol(path: Path) -> str:
    """What stands inside <svg>, as text."""
    found = _SVG.fullmatch(fields.file_text(path).strip())
    if found is None:
        raise DefinitionFault(path, "svg", 'one <svg viewBox="0 0 16 16"> is expected')
    return found[1].strip()
