"""In which ways the parts of one line can be a number, a quantity and a remark. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stdnum import ean

from catalog.ordering.packages import PACKAGE_WORDS, with_word

MOST = 10
EL_LENGTH = 7
GTINS = (8, 12, 13, 14)
# words that only say what the number beside them is, and signs between quantity and number
_SAYS_NUMBER = re.compile(r"(?:el-?nr|el-?nummer|varenr|varenummer|gtin|ean|art\.?nr|nr)[.:]*", re.IGNORECASE)
_TIMES = frozenset(("x", "X", "×", "*", "stk", "stk.", "st", "pcs", "-"))
_QUANTITY = re.compile(r"(?P<count>[0-9]{1,6}(?:[.,][0-9]{1,3})?)\s*(?:x|×|stk\.?|st|pcs|m)?", re.IGNORECASE)
_BARE = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")
_TIMES_FIRST = re.compile(r"[x×*](?P<count>[0-9]{1,6})", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
# what somebody meant as a quantity, right or wrong: -1, 1e9, 1000000000
_FIGURE = re.compile(r"[-+]?[0-9][0-9.,]*(?:E\+?[0-9]+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and a quantity as typed ('' where one must be asked for), and what else stood there."""

    number: str
    quantity: str
    comment: str = ""


def count_in(text: str) -> str:
    """The quantity that a text is (``5``, ``2,5``, ``5 stk``, ``x5``, ``2 pk``), '' where it is none. A word
    for a package stays: what it means depends on the goods."""
    packages = with_word(text)
    if packages and packages[1] in PACKAGE_WORDS and _BARE.fullmatch(packages[0]):
        return " ".join(packages)
    found = _QUANTITY.fullmatch(text) or _TIMES_FIRST.fullmatch(text)
    return found["count"] if found else ""


def meant_count(text: str) -> str:
    """The quantity that a text is, or was meant to be (``-1``, ``1e9``); '' for other words."""
    return count_in(text) or (text if _FIGURE.fullmatch(text) else "")


def is_strong(number: str) -> bool:
    """Whether a number says by itself what it is: an el-number's seven digits, or a GTIN's check digit."""
    digits = "".join(number.split())
    if not _DIGITS.fullmatch(digits):
        return ":" in number
    return len(digits) == EL_LENGTH or (len(digits) in GTINS and bool(ean.is_valid(digits.zfill(14))))


def cells_read(cells: Sequence[str]) -> tuple[Reading, ...]:
    """The readings of two or more cells: number first, or quantity first."""
    head, rest = cells[0], cells[1:]
    found = [_after(head, rest)]
    if count_in(head) and rest and rest[0]:
        turned = Reading(rest[0], count_in(head), _joined(rest[1:]))
        likelier = is_strong(rest[0]) or not count_in(rest[0])
        found.insert(0 if likelier and not is_strong(head) else 1, turned)
    if not head:
        # an empty first column: the list was copied with a column too many
        used = [cell for cell in rest if cell]
        found = list(cells_read(used)) if len(used) > 1 else [Reading(used[0] if used else "", "")]
    return tuple(dict.fromkeys(found))


def _after(number: str, rest: Sequence[str]) -> Reading:
    """A number, and the first cell behind it that can be a quantity; of two cells the second is meant so."""
    for place, cell in enumerate(rest):
        if count_in(cell):
            return Reading(number, count_in(cell), _joined([*rest[:place], *rest[place + 1 :]]))
    if len(rest) == 1:
        return Reading(number, rest[0])
    return Reading(number, "", _joined(rest))


def columns_read(cells: Sequence[str], numbers: Sequence[int], quantity: int | None) -> tuple[Reading, ...]:
    """The readings where a header said what the columns are. An empty quantity is none: it is asked for."""
    typed = "1"
    if quantity is not None:
        said = cells[quantity] if quantity < len(cells) else ""
        typed = count_in(said) or said
    comment = _joined([cell for place, cell in enumerate(cells) if place not in (*numbers, quantity)])
    return tuple(
        Reading(cells[place], typed, comment) for place in numbers if place < len(cells) and cells[place]
    )


def spaced_read(text: str) -> tuple[Reading, ...]:
    """The readings of a line parted by blanks; at least one, at most ``MOST``."""
    words = [
        word
        for word in _packaged(text.split())
        if word not in _TIMES and not _SAYS_NUMBER.fullmatch(word)
    ]
    if not words:
        return (Reading(text, "1"),)
    found = list(dict.fromkeys(_ways(words)))
    found.sort(key=lambda one: doubt(one.number))
    return tuple(found[:MOST])


def _packaged(words: Sequence[str]) -> list[str]:
    """The words, a count and the package behind it (``2 pk``) as one."""
    found: list[str] = []
    for word in words:
        if found and _BARE.fullmatch(found[-1]) and word.casefold().rstrip(".") in PACKAGE_WORDS:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return found


def doubt(number: str) -> int:
    """0, 1 or 2: a number that proves itself goes before one that may be anything. One in ten el-numbers with
    digits behind it has the check digit of a GTIN: where a group is an el-number, it is rather that."""
    if not is_strong(number):
        return 2
    words = number.split()
    if len(words) > 1 and any(len(word) == EL_LENGTH for word in words):
        return 1
    return 1 if len("".join(words)) == GTINS[0] else 0


def _ways(words: Sequence[str]) -> Iterator[Reading]:
    yield from _runs(words, "1")
    if len(words) > 1 and count_in(words[0]):
        yield from _runs(words[1:], count_in(words[0]))
    whole = " ".join(words)
    if len(words) > 1 and meant_count(words[-1]):
        yield Reading(" ".join(words[:-1]), meant_count(words[-1]))
    if len(words) > 1 and count_in(words[0]):
        yield Reading(" ".join(words[1:]), count_in(words[0]))
    if len(words) > 2 and meant_count(words[1]):
        yield Reading(words[0], meant_count(words[1]), " ".join(words[2:]))
    yield Reading(whole, "1")
    if len(words) > 1 and not meant_count(words[1]):
        yield Reading(words[0], "1", " ".join(words[1:]))


def _runs(words: Sequence[str], otherwise: str) -> Iterator[Reading]:
    """Groups of digits at the beginning that together prove themselves (``10 671 11``), longest first."""
    length = next((place for place, word in enumerate(words) if not _DIGITS.fullmatch(word)), len(words))
    for end in range(min(length, 8), 0, -1):
        number = " ".join(words[:end])
        if not is_strong(number):
            continue
        rest = words[end:]
        if rest and otherwise == "1" and meant_count(rest[0]):
            yield Reading(number, meant_count(rest[0]), " ".join(rest[1:]))
        else:
            yield Reading(number, otherwise, " ".join(rest))


def _joined(cells: Sequence[str]) -> str:
    return ", ".join(cell for cell in cells if cell)
