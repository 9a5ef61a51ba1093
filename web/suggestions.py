"""Suggestions as people read them: classes by their names in the language of the request."""

from __future__ import annotations

from dataclasses import replace

from catalog.search.port import SearchRequest, Suggestion
from labels.groups import SLUGS
from web.group_words import class_name
from web.services import services, today

MAX_CLASSES = 2


def suggestions(text: str) -> list[Suggestion]:
    """What the index suggests, classes named, and before it the product groups whose name has a word that
    begins so and that hold any product."""
    given = services().index.suggest(text)
    found = [replace(item, text=class_name(item.value)) if item.kind == "class" else item for item in given]
    known = {item.value for item in found if item.kind == "class"}
    begun = [slug for slug in _named(text) if slug not in known]
    classes = [Suggestion("class", class_name(slug), slug) for slug in begun if _holds_products(slug)]
    return [*classes[:MAX_CLASSES], *found]


def _named(text: str) -> list[str]:
    typed = " ".join(text.casefold().split())
    return [slug for slug in SLUGS if f" {typed}" in f" {class_name(slug).casefold()}"] if typed else []


def _holds_products(slug: str) -> bool:
    asked = SearchRequest(classes=(slug,), per_page=1)
    return services().index.search(asked, today(), frozenset()).total > 0
