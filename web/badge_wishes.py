"""What the address of a badge asks for: which product, which labels, and how it is to look.

Every parameter is read from a list of what it may be. Another value, and any other parameter, is as if it
were not there: a picture never fails over a wish.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from web.badge_svg import MODES, STYLES
from web.badge_texts import LANGUAGES

PREFIX = "/badge/v1/"
SIZES = (16, 20, 64)
FORMS = (".shields.json", ".json", ".svg")
_SIZE = re.compile("[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Wish:
    """Equal wishes get the same badge. ``identifier`` is as ``parse_identifier`` reads it, not looked at
    yet; ``label`` is '' for a combined badge; ``labels`` filter and order that one."""

    identifier: str
    form: str
    label: str = ""
    labels: tuple[str, ...] = ()
    style: str = STYLES[0]
    mode: str = MODES[0]
    lang: str = LANGUAGES[0]
    size: int = SIZES[1]


def wish(segments: list[str], args: Mapping[str, str], known: Collection[str]) -> Wish | str:
    """What decoded path segments and parameters ask for, or in words why they are no badge address.

    ``known`` are the slugs of the labels.
    """
    form = next((one for one in FORMS if segments[-1].endswith(one)), "")
    if not form or len(segments) > 2:
        return f"{'/'.join(segments)[:200]!r} is no badge address"
    name = segments[-1].removesuffix(form)
    label = name if len(segments) == 2 else ""
    if len(segments) == 2 and label not in known:
        return f"no label {label[:80]!r}"
    identifier = contract_identifier(segments[0] if label else name)
    if not args:
        return Wish(identifier, form, label)
    drawn = form == ".svg"
    return Wish(
        identifier,
        form,
        label,
        () if label else _labels(args.get("labels", ""), known),
        _one_of(args, "style", STYLES) if drawn else STYLES[0],
        _one_of(args, "mode", MODES) if drawn else MODES[0],
        _one_of(args, "lang", LANGUAGES),
        _size(args.get("size", "")) if drawn else SIZES[1],
    )


def contract_identifier(decoded: str) -> str:
    """An identifier as ``parse_identifier`` reads it, from a path segment that is decoded already.

    Without this a number with a per cent sign would be decoded twice and name something else.
    """
    scope, colon, number = decoded.partition(":")
    return f"{scope}:{quote(number, safe='')}" if colon else decoded


def path_segments(rest: str, raw: str) -> list[str]:
    """The decoded path segments of ``rest``, the decoded path after PREFIX.

    WSGI hands over a decoded path, where %2F in a supplier's number is a slash like any other; the
    servers keep the address as it came (``raw``), and it is used where it is the same address.
    """
    tail = urlsplit(raw).path.partition(PREFIX)[2]
    if "%" not in tail or unquote(tail) != rest:
        return rest.split("/")
    return [unquote(segment) for segment in tail.split("/")]


def _one_of(args: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    asked = args.get(name, "")
    return asked if asked in allowed else allowed[0]


def _size(text: str) -> int:
    smallest, usual, largest = SIZES
    size = int(text) if _SIZE.fullmatch(text) else usual
    return size if smallest <= size <= largest else usual


def _labels(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The slugs of a list with commas, each once; none is the same as no list."""
    return tuple(dict.fromkeys(slug for slug in text.split(",") if slug in known))
