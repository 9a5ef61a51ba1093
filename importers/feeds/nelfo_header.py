"""The first record of an EFO/NELFO 4.0 file: who sells, in which currency, and what must be refused.

Fields (1-based, spec E-NVare 4.0): 1 PostType, 2 Format, 3 Versjon, 4 SelgersId, 5 KjøpersId, 6 KundeNr,
7 FraDato, 8 TilDato, 9 Valuta, 10 AvtaleId, 11 SFirmaNavn, then the address.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalog.records import FileFacts, Notice
from importers.errors import UnreadableFeed

_CONFIDENTIAL = (
    "customer prices (confidential) are not taken into the shared catalogue; "
    "load the file for its company with --company"
)
OTHER_FILES = {
    "RH": f"a discount file, not a product file: {_CONFIDENTIAL}",
    "BH": "an order file (order), not a product file",
    "IH": "an order file (enquiry), not a product file",
    "CH": "an order file (order confirmation), not a product file",
    "DH": "an order file (despatch advice), not a product file",
    "FH": "an order file (invoice), not a product file",
    "PH": f"a price offer: {_CONFIDENTIAL}",
}
HEADERS = frozenset(("VH", *OTHER_FILES))
# Ahlsell writes this into AvtaleId of its public file; any other agreement has its own prices
PUBLIC_AGREEMENTS = ("", "PRISFIL")
CURRENCY = re.compile(r"[A-Z]{3}")
_COLUMNS = 16


@dataclass(frozen=True, slots=True)
class Header:
    """What a VH says: the seller's number as written, the currency of every price, facts and doubts."""

    seller: str
    currency: str
    facts: FileFacts
    notices: tuple[Notice, ...]


def read_header(subject: str, line: int, fields: Sequence[str], currency: str) -> Header:
    """Reads a VH; ``currency`` is the profile's, for a header without one.

    Raises UnreadableFeed for another kind of file, another version, or a customer's own prices.
    """
    cells = [cell.strip() for cell in fields] + [""] * (_COLUMNS - len(fields))
    _refuse_other_files(subject, line, cells)
    notices: list[Notice] = []
    if cells[8] and not CURRENCY.fullmatch(cells[8]):
        raise UnreadableFeed(
            subject, f"expected a currency code like NOK, found {cells[8]!r}", line, "Valuta"
        )
    if not cells[8]:
        notices.append(Notice(line, "Valuta", f"no currency given, taken as {currency} by the profile"))
    begins = day_of(line, "FraDato", cells[6], notices, required=True)
    facts = FileFacts(
        seller_org_number="".join(char for char in cells[3] if char in "0123456789"),
        seller_name=cells[10],
        dated=begins,
        valid_from=begins,
        valid_to=day_of(line, "TilDato", cells[7], notices),
        currency=cells[8] or currency,
        extra=(("avtaleid", cells[9]),) if cells[9] else (),
    )
    return Header(cells[3], facts.currency, facts, tuple(notices))


def _refuse_other_files(subject: str, line: int, cells: Sequence[str]) -> None:
    kind = cells[0]
    if kind in OTHER_FILES:
        version = f" (version {cells[2][:40]})" if cells[2] != "4.0" else ""
        raise UnreadableFeed(subject, OTHER_FILES[kind] + version, line, "PostType")
    if kind != "VH":
        reason = f"expected a product file that begins with VH;EFONELFO;4.0, found {kind[:40]!r}"
        raise UnreadableFeed(subject, reason, line, "PostType")
    refuse_version(subject, line, cells)
    for index, name in ((4, "KjøpersId"), (5, "KundeNr")):
        if cells[index]:
            raise UnreadableFeed(subject, f"names a customer: {_CONFIDENTIAL}", line, name)
    if cells[9].upper() not in PUBLIC_AGREEMENTS:
        raise UnreadableFeed(subject, f"names an agreement: {_CONFIDENTIAL}", line, "AvtaleId")


def refuse_version(subject: str, line: int, cells: Sequence[str]) -> None:
    """Raises UnreadableFeed unless Format and Versjon are those of EFO/NELFO 4.0."""
    if cells[1].upper() != "EFONELFO":
        raise UnreadableFeed(subject, f"expected EFONELFO, found {cells[1][:40]!r}", line, "Format")
    if cells[2] != "4.0":
        reason = f"expected version 4.0, found {cells[2][:40]!r}: ask the seller for a 4.0 file"
        raise UnreadableFeed(subject, reason, line, "Versjon")


def day_of(line: int, name: str, text: str, notices: list[Notice], required: bool = False) -> date | None:
    """A day written YYYYMMDD; a wrong or a missing required one is a notice and None."""
    if not text and not required:
        return None
    try:
        if len(text) != 8 or not (text.isascii() and text.isdigit()):
            raise ValueError(text)
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        notices.append(Notice(line, name, f"expected a day as YYYYMMDD, found {text!r}", text[:200]))
        return None
