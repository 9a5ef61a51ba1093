"""Takes suppliers' texts apart: lines, parts of a line, words. Linear in the length of the text."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from labels import fields

# A structured field is short; a longer text is prose, and prose is not read for claims.
LONGEST_TEXT = 4000

_MARKS = str.maketrans("", "", "®™©\u200b\u00ad")
_LINES = re.compile(r"[\n\r|•]")
_SIGN_DASH = re.compile(r"\s[-‐‑‒–—]+\s|\s[-‐‑‒–—]+(?=\w)|(?<=\w)[-‐‑‒–—]+\s")
_HYPHEN = re.compile(r"[-‐‑‒–—]")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_PARTS = re.compile(r"[,;&+]|(?<!\d)/(?!\d)")
_TOKEN = re.compile(r"[\w.]+|[^\s\w]")
_SIGNS = frozenset(":=()[]")
_QUIET = frozenset("\"'«»“”’")
_KEYS = (
    *("yes", "no", "signed_yes", "signed_no", "status"),
    *("fields", "and", "headings", "scopes", "doubt"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; ``signed`` where a colon, an equals sign or a bracket stands right before it."""

    text: str
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The small words of ``words.toml``, folded."""

    yes: frozenset[str]
    no: frozenset[str]
    signed_yes: frozenset[str]
    signed_no: frozenset[str]
    status: frozenset[str]
    fields: frozenset[str]
    joiners: frozenset[str]
    headings: frozenset[str]
    scopes: frozenset[str]
    doubt: frozenset[str]
    others: frozenset[tuple[str, ...]]


def load_vocabulary() -> Vocabulary:
    """Reads ``words.toml``. Raises DefinitionFault naming file and key."""
    path = Path(__file__).resolve().parent / "words.toml"
    table = fields.toml(path)
    fields.exactly(path, "", table, {*_KEYS, "others", "other_codes"})
    lists = {key: fields.texts(path, key, table[key]) for key in table}
    small = {key: frozenset(" ".join(plain(text)) for text in lists[key]) for key in _KEYS}
    return Vocabulary(
        yes=small["yes"],
        no=small["no"],
        signed_yes=small["signed_yes"],
        signed_no=small["signed_no"],
        status=small["status"],
        fields=small["fields"],
        joiners=small["and"],
        headings=small["headings"],
        scopes=small["scopes"],
        doubt=small["doubt"],
        others=frozenset(plain(text) for text in (*lists["others"], *lists["other_codes"])),
    )


def lines(text: str) -> list[str]:
    """The lines of a text as they stand; each is read for itself."""
    return [line for line in (piece.strip() for piece in _LINES.split(text)) if line]


def fold(line: str) -> str:
    """One shape for all spellings: NFKC, no case, no trade marks, hyphens as spaces."""
    text = unicodedata.normalize("NFKC", line.translate(_MARKS)).casefold()
    text = text.replace("climate+", "climateplus")
    text = _HYPHEN.sub(" ", _SIGN_DASH.sub(" = ", text))
    return _DECIMAL_COMMA.sub(".", text)


def parts(folded: str, joiners: frozenset[str]) -> list[tuple[Word, ...]]:
    """The members of a list, split at ``,`` ``;`` ``&`` ``+`` ``/`` and at words for and."""
    found: list[tuple[Word, ...]] = []
    for piece in _PARTS.split(folded):
        current: list[Word] = []
        for word in words(piece):
            if word.text in joiners:
                found.append(tuple(current))
                current = []
            else:
                current.append(word)
        found.append(tuple(current))
    return [part for part in found if part]


def words(piece: str) -> list[Word]:
    """The words of a folded text; any other character is a word nobody knows."""
    found: list[Word] = []
    signed = False
    for token in _TOKEN.findall(piece):
        bare = token.strip(".")
        if token in _SIGNS:
            signed = True
        elif bare and bare not in _QUIET:
            found.append(Word(bare, signed))
            signed = False
    return found


def plain(text: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(word.text for word in words(fold(text)))


def announces_nothing(folded: str, joiners: frozenset[str]) -> bool:
    """Whether a value is announced and none follows ("energy star: -"): such a text says nothing."""
    announced = re.split("[:=]", folded)
    said = (word.text for word in words(announced[-1]) if word.text.isalnum())
    return len(announced) > 1 and all(text in joiners for text in said)
