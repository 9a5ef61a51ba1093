"""What a reader is told about language: synonyms, the names of labels, and how much a label counts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from catalog.errors import DefinitionError
from catalog.search import synonyms
from catalog.search.label_words import LabelWords, label_words
from catalog.search.lexicon import lexicon
from catalog.search.synonyms import Synonyms
from labels.model import Label

SYNONYMS = "synonyms.toml"
SETTINGS = "search.toml"
LABEL_WEIGHT = 1.0
MAX_LABEL_WEIGHT = 100.0


@dataclass(frozen=True)
class Language:
    """``label_weight``: 0 a label counts nothing, up to 1 it wins a tie, each point above is one per cent
    of the score more."""

    synonyms: Synonyms = field(default_factory=Synonyms)
    labels: LabelWords = field(default_factory=LabelWords)
    label_weight: float = LABEL_WEIGHT

    @cached_property
    def good_words(self) -> tuple[str, ...]:
        """Words that lead somewhere even where no product has them: a misspelt one is worth mending."""
        words = {word for phrase in self.synonyms.others for word in phrase if len(phrase) == 1}
        words |= set(lexicon().bases.values())
        return tuple(sorted(word for word in words if len(word) > 3 and word.isascii() and word.isalpha()))


def load(data: Path, labels: Mapping[str, Label], shipped: Path | None = None) -> Language:
    """Reads ``synonyms.toml`` and ``search.toml`` under ``data``, else under ``shipped``, else the defaults.

    Raises DefinitionError with file and key.
    """
    words, settings = (_file(name, data, shipped or data) for name in (SYNONYMS, SETTINGS))
    return Language(synonyms.load(words), label_words(labels), _label_weight(settings))


def _file(name: str, data: Path, shipped: Path) -> Path:
    return data / name if (data / name).is_file() else shipped / name


def _label_weight(path: Path) -> float:
    try:
        table = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DefinitionError(path, "file", str(error)) from error
    for key in table:
        if key != "label_weight":
            raise DefinitionError(path, key, "only label_weight is expected")
    weight = table.get("label_weight", LABEL_WEIGHT)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= MAX_LABEL_WEIGHT:
        raise DefinitionError(path, "label_weight", f"a number from 0 to {MAX_LABEL_WEIGHT:g} is expected")
    return float(weight)
