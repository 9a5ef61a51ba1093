"""Passwords: werkzeug's scrypt, a minimum length, a short list of what everybody guesses first.

No composition rules (NIST SP 800-63B, 5.1.1.2): length and a deny-list do more. A check takes as long
for an unknown user as for a known one.
"""

from __future__ import annotations

import unicodedata

from werkzeug.security import check_password_hash, generate_password_hash

from catalog.errors import InvalidRequest

MIN_LENGTH = 12
# scrypt reads all of it; a megabyte of password is not a person's.
MAX_LENGTH = 200
TOO_SHORT = "Passordet må ha minst 12 tegn."
TOO_LONG = "Passordet kan ha høyst 200 tegn."
TOO_COMMON = "Passordet er for lett å gjette. Velg for eksempel fire tilfeldige ord."
TOO_PERSONAL = "Passordet kan ikke inneholde navnet eller e-postadressen din."
# What remains of the usual lists at twelve characters; repeats and runs are found by rule.
_COMMON = (
    "password", "passord", "qwerty", "qwertz", "asdfgh", "letmein", "welcome", "velkommen", "iloveyou",
    "admin", "administrator", "sommer", "vinter", "hemmelig", "merkbar", "elektriker", "superman", "dragon",
    "monkey", "football", "fotball", "liverpool", "abc123", "changeme", "default", "norge", "norway",
)  # fmt: skip
_METHOD = "scrypt:32768:8:1"
# Nobody's: compared with where there is no user, so that the answer takes as long.
_NOBODYS_HASH = f"{_METHOD}$merkbar-nobodys0${'0' * 128}"


def hashed(password: str) -> str:
    """The hash to store. Raises nothing: what may be chosen is decided by ``checked``."""
    return generate_password_hash(_composed(password), _METHOD)


def matches(stored: str, password: str) -> bool:
    """Whether the password is the stored one. '' (nobody, or none chosen yet) never matches, as slowly."""
    if len(password) > MAX_LENGTH:
        password = ""
    found = check_password_hash(stored or _NOBODYS_HASH, _composed(password))
    return found and bool(stored)


def checked(password: str, *personal: str) -> str:
    """The same password if it may be chosen by someone with these names and addresses.

    Raises InvalidRequest (field ``password``) with a reason in bokmål.
    """
    folded = _composed(password).casefold()
    if len(folded) < MIN_LENGTH:
        raise InvalidRequest("password", TOO_SHORT)
    if len(password) > MAX_LENGTH:
        raise InvalidRequest("password", TOO_LONG)
    words = {part for text in personal for part in text.casefold().replace("@", " ").split() if len(part) > 3}
    if any(word in folded for word in words):
        raise InvalidRequest("password", TOO_PERSONAL)
    rest = folded
    for word in _COMMON:
        rest = rest.replace(word, "")
    if len(rest.strip("0123456789!.?-_ ")) < 4 or len(set(folded)) < 5 or _is_run(folded):
        raise InvalidRequest("password", TOO_COMMON)
    return password


def _is_run(text: str) -> bool:
    """Whether it is mostly a counted-up row such as ``123456789012`` or ``abcdefghijkl``."""
    steps = [ord(after) - ord(before) for before, after in zip(text, text[1:], strict=False)]
    return sum(step in (0, 1, -1) for step in steps) > 0.7 * len(steps)


def _composed(text: str) -> str:
    # An å typed on a phone and one typed on a Mac are the same letter (NIST SP 800-63B, 5.1.1.2).
    return unicodedata.normalize("NFC", text)
