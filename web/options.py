"""The values of a filter as the search page lists them, filled into options that are drawn already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from web.facets import Choice
from web.formats import number
from web.skeletons import Skeleton

_OPTION = Skeleton(
    "search/option.html",
    "option",
    (
        "facet", "value", "count", "declared", "id", "removal", "checked", "off", "glyph", "name", "written",
        "more",
    ),  # fmt: skip
)


def options(facet: str, choices: Iterable[Choice], read: Mapping[str, str]) -> Markup:
    """An option for each choice. ``read`` holds, for values that words of the text have chosen already, the
    address of the search without these words: what unchecking them leads to."""
    removals = read if facet in ("label", "tier") else {}
    return _OPTION.fill([_values(facet, one, removals.get(one.value, "")) for one in choices])


def _values(facet: str, choice: Choice, removal: str) -> tuple[str, ...]:
    return (
        facet,
        choice.value,
        str(choice.count),
        "" if choice.declared is None else str(choice.declared),
        choice.id,
        removal,
        "yes" if choice.selected or removal else "",
        "yes" if choice.off and not removal else "",
        choice.value if facet == "label" else "",
        choice.name,
        number(choice.count),
        number(choice.declared) if choice.declared else "",
    )
