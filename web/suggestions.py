"""Suggestions as people read them: classes by their names in the language of the request, and first."""

from __future__ import annotations

from dataclasses import replace

from catalog.search.port import Suggestion
from web.group_words import class_name
from web.services import services


def suggestions(text: str) -> list[Suggestion]:
    """What the index suggests, classes named and before everything else: they narrow most."""
    given = services().index.suggest(text)
    classes = [replace(item, text=class_name(item.value)) for item in given if item.kind == "class"]
    return [*classes, *(item for item in given if item.kind != "class")]
