"""Texts as shop systems write them into a Google feed: with markup, and escaped once too often."""

from __future__ import annotations

import html
import re

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_INLINE = re.compile(
    r"</?(?:a|abbr|b|big|em|font|i|mark|s|small|span|strong|sub|sup|u)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_TAG = re.compile(r"<[/!?]?[A-Za-z][^<>]*>|<!--[^<>]*-->")
# Windows-1252 read as ISO 8859-1 by the shop and written as UTF-8: seen as U+0096, a dash, in titles
_CONTROLS = re.compile("[\x80-\x9f]")
_LINES = re.compile(r"[\s|•]+")


def plain(text: str) -> str:
    """The text in one line, without markup, unescaped until stable but at most twice.

    Real feeds hold ``Products &amp;gt;`` in XML. Only entities with their semicolon count:
    ``Black&notebook`` is a name. ``R<b>EPEAT</b>`` stays one word.
    """
    text = _CONTROLS.sub(_letter, text)
    for _ in range(2):
        once = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
        if once == text:
            break
        text = once
    return " ".join(_TAG.sub(" ", _INLINE.sub("", text)).split())


def damaged(text: str) -> int:
    """How many characters of Windows-1252 stand in a text as control characters; ``plain`` repairs them."""
    return len(_CONTROLS.findall(text))


def one_line(text: str) -> str:
    """Like ``plain``, also without the signs that divide a supplier's words into lines.

    A value must not begin a line of its own, or it would say something without the name before it.
    """
    return _LINES.sub(" ", plain(text)).strip()


def _letter(control: re.Match[str]) -> str:
    """What the byte is in Windows-1252; the five that it lacks stay, for the gate to refuse."""
    try:
        return control[0].encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return control[0]
