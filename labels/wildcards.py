"""The registers' own wildcards: ``*`` is exactly one character, ``#`` exactly one digit.

One to one, never a prefix (EPA's rule for ENERGY STAR model numbers; EPEAT uses ``*`` alike). Lower-case
x and other signs are literal: "LBP228x" is a model.
"""

from __future__ import annotations

import re
from functools import lru_cache

MIN_LITERAL = 3
PREFIX = 4
_WILD = re.compile(r"[*#]")


def is_pattern(model: str) -> bool:
    """Whether a model name holds a wildcard and is one name (a list with explanations is none)."""
    return bool(_WILD.search(model)) and not re.search(r"[,;(]", model)


def literal_prefix(pattern_key: str) -> str:
    """The first characters that stand before any wildcard, at most ``PREFIX``: what a pattern is found by."""
    return _WILD.split(pattern_key, maxsplit=1)[0][:PREFIX]


def fits(model_key: str, pattern_key: str) -> bool:
    """Whether a model is one of those the pattern names. A pattern with under three literal letters or
    digits names nothing in particular and fits nothing; a product that itself says ``*`` is no one model."""
    if len(model_key) != len(pattern_key) or "*" in model_key:
        return False
    expression = _compiled(pattern_key)
    return expression is not None and expression.fullmatch(model_key) is not None


@lru_cache(maxsize=65536)
def _compiled(pattern_key: str) -> re.Pattern[str] | None:
    literal = [letter for letter in pattern_key if letter.isalnum()]
    if len(literal) < MIN_LITERAL:
        return None
    parts = ("." if sign == "*" else "[0-9]" if sign == "#" else re.escape(sign) for sign in pattern_key)
    return re.compile("".join(parts))
