"""Translations: every text has an English one, and the compiled file is the readable one."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

WEB = Path(__file__).parent.parent.parent / "web"
ENGLISH = WEB / "translations" / "en" / "LC_MESSAGES"
_KEYWORDS: dict[str, None | tuple[int, int]] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
_NAMES = re.compile(r"%\((\w+)\)s")


def used() -> Iterator[tuple[str, str | tuple[str, ...]]]:
    methods = [("templates/**.html", "jinja2"), ("**.py", "python")]
    for file, line, message, _comments, _context in extract_from_dir(
        WEB, methods, options_map={"templates/**.html": {"silent": "false"}}, keywords=_KEYWORDS
    ):
        yield f"{file}:{line}", message


def english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


def test_every_text_in_use_has_an_english_one() -> None:
    catalog = english()
    places = list(used())
    assert len(places) > 200
    missing = [
        f"{place}: {message!r}"
        for place, message in places
        if (found := catalog.get(forms(message)[0])) is None or not all(forms(found.string)) or found.fuzzy
    ]
    assert not missing, "\n".join(missing)


def test_a_translation_names_the_same_values_as_its_text() -> None:
    for message in english():
        if not message.id:
            continue
        for text in forms(message.string):
            assert set(_NAMES.findall(text)) == set(_NAMES.findall(forms(message.id)[-1])), message.id
            assert ("%%" in text) == ("%%" in forms(message.id)[0]), message.id


def test_the_compiled_file_is_the_readable_one() -> None:
    compiled = io.BytesIO()
    write_mo(compiled, english())
    assert (ENGLISH / "messages.mo").read_bytes() == compiled.getvalue()
    with (ENGLISH / "messages.mo").open("rb") as file:
        assert len(read_mo(file)) == len(english())
