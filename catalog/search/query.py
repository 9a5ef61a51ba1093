"""What was asked, checked: choices, ranges, lengths."""

from __future__ import annotations

from catalog.errors import InvalidRequest
from catalog.search.port import EVIDENCE, MAX_PAGE, MAX_PER_PAGE, SORTS, STOCKS, SearchRequest

MAX_TEXT = 1_000
MAX_VALUES = 100
# each feature is a group of its own, and every group is counted with the others in force
MAX_FEATURES = 20


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
        "condition": request.conditions,
    }
    for stock in request.stocks:
        _check_choice("stock", stock, STOCKS)
    for name, values in groups.items():
        if len(values) > MAX_VALUES:
            raise InvalidRequest(name, f"{len(values)} values, at most {MAX_VALUES} can be combined")
    codes = {text.partition(":")[0] for text in request.features}
    if len(codes) > MAX_FEATURES:
        raise InvalidRequest("feature", f"{len(codes)} features, at most {MAX_FEATURES} can be combined")


def check_text(name: str, text: str) -> None:
    """Raises InvalidRequest for a text that is too long to be meant."""
    if len(text) > MAX_TEXT:
        raise InvalidRequest(name, f"{len(text)} characters, at most {MAX_TEXT} are searched")


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise InvalidRequest(name, f"{value!r} is none of {', '.join(choices)}")


def _check_range(name: str, value: int, highest: int) -> None:
    if not 1 <= value <= highest:
        raise InvalidRequest(name, f"{value} is not between 1 and {highest}")
