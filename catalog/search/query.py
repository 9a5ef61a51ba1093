"""What was asked, checked and taken apart: words, identifiers, filters."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.errors import InvalidRequest
from catalog.search.analysis import is_number, words
from catalog.search.keys import QueryKeys, query_keys
from catalog.search.port import EVIDENCE, MAX_PAGE, MAX_PER_PAGE, SORTS, STOCKS, SearchRequest

MAX_TEXT = 1_000
MAX_VALUES = 100


@dataclass(frozen=True, slots=True)
class QueryWord:
    """One word of the query; a document must have it, or, for the last word, one that begins so.

    ``accented`` is its own spelling where folding changed it (ranks higher), ``keys`` the identifiers
    that it may be.
    """

    term: bytes
    accented: bytes
    keys: tuple[bytes, ...]
    prefix: bool


@dataclass(frozen=True, slots=True)
class TextPlan:
    """A text: all ``words`` must be found, or the whole is one of the identifiers in ``keys``.

    ``everything`` stands for an empty text. ``exclusive``: where an identifier is found, only that.
    """

    words: tuple[QueryWord, ...]
    keys: tuple[bytes, ...]
    exclusive: bool
    everything: bool


def check(request: SearchRequest) -> None:
    """Raises InvalidRequest for anything that cannot be carried out as asked."""
    _check_choice("sort", request.sort, SORTS)
    _check_choice("evidence", request.evidence, EVIDENCE)
    _check_range("page", request.page, MAX_PAGE)
    _check_range("per_page", request.per_page, MAX_PER_PAGE)
    check_text("text", request.text)
    groups = {
        "label": request.labels,
        "tier": request.tiers,
        "brand": request.brands,
        "class": request.classes,
        "supplier": request.suppliers,
        "stock": request.stocks,
        "price": request.prices,
        "feature": request.features,
    }
    for stock in request.stocks:
        _check_choice("stock", stock, STOCKS)
    for name, values in groups.items():
        if len(values) > MAX_VALUES:
            raise InvalidRequest(name, f"{len(values)} values, at most {MAX_VALUES} can be combined")


def check_text(name: str, text: str) -> None:
    """Raises InvalidRequest for a text that is too long to be meant."""
    if len(text) > MAX_TEXT:
        raise InvalidRequest(name, f"{len(text)} characters, at most {MAX_TEXT} are searched")


def plan(text: str, typing: bool = False) -> TextPlan:
    """Takes a text apart. ``typing``: the last word is unfinished even where it is a number."""
    found = {word.term: word for word in words(text)}
    last = len(found) - 1
    query = tuple(
        QueryWord(
            _encoded(word.term),
            _encoded(word.accented),
            _keys(query_keys(word.term)),
            number == last and (typing or not is_number(word.term)),
        )
        for number, word in enumerate(found.values())
    )
    whole = query_keys(text)
    return TextPlan(query, _keys(whole), whole.exclusive, not text.strip())


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidRequest(name, f"{value!r} is none of {', '.join(choices)}")


def _check_range(name: str, value: int, highest: int) -> None:
    if not 1 <= value <= highest:
        raise InvalidRequest(name, f"{value} is not between 1 and {highest}")


def _keys(found: QueryKeys) -> tuple[bytes, ...]:
    return tuple(_encoded(key) for key in found.keys)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
