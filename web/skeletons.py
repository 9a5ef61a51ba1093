"""Rows by the dozen: a macro drawn once for each shape that a row can have, and filled in many times.

A page has some 25 hits and 100 values of filters. What Jinja does for each of them (look up, call, escape,
join) costs several times what the search does; here a row costs its escapes and one join. Markup and texts
stay in the templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import SimpleNamespace

from flask import get_template_attribute
from markupsafe import Markup, escape

from web.i18n import language

MOST_SHAPES = 1_000
_HOLE = re.compile("\x00([0-9]+)\x00")
_SPECIAL = re.compile("[&<>'\"]")


class NoSuchField(RuntimeError):
    """A template asks for a field that its rows do not have; Jinja would put out nothing instead."""


class _Holes(SimpleNamespace):
    def __getattr__(self, name: str) -> str:
        raise NoSuchField(f"no field {name!r}")


class Skeleton:
    """A macro of one argument, of which each field is a text or '': which ones are '' makes the shape.

    The macro may ask whether a field is there and put it out, as it is or as a value of a text. What it says
    is known only when it is filled in. Nothing else in it may differ between requests but the language: an
    address is a field, too.
    """

    def __init__(self, template: str, macro: str, fields: Sequence[str]) -> None:
        self._template, self._macro, self._fields = template, macro, tuple(fields)
        self._drawn = lru_cache(maxsize=MOST_SHAPES)(self._draw)

    def fill(self, rows: Iterable[Sequence[str]]) -> Markup:
        """The rows with their values, in the order of the fields; what is no Markup is escaped here."""
        drawn, lang, found = self._drawn, language(), list[str]()
        for values in rows:
            texts, holes = drawn(lang, tuple(map(bool, values)))
            texts = texts.copy()
            texts[1::2] = [
                # nine of ten have nothing to escape, and a Markup of each costs twice the search for it
                value if _SPECIAL.search(value) is None else escape(value)
                for value in map(values.__getitem__, holes)
            ]
            found += texts
        return Markup("".join(found))  # noqa: S704

    def _draw(self, _language: str, shape: tuple[bool, ...]) -> tuple[list[str], list[int]]:
        """The texts of a shape with a place between each two, and which field is put into each place."""
        put = {
            name: Markup(f"\x00{place}\x00") if there else ""  # noqa: S704
            for place, (name, there) in enumerate(zip(self._fields, shape, strict=True))
        }
        draw = get_template_attribute(self._template, self._macro)
        pieces = _HOLE.split(str(draw(_Holes(**put))))
        return pieces, list(map(int, pieces[1::2]))
