"""The first record of a NELFO 4.0 file that is one customer's: discounts (RH) or prices (PH, or a VH that
names a customer).

RH (1-based): 4 SelgersId, 5 KjøpersId, 6 KundeNr, 7 AvtaleId, 8 FraDato, 9 TilDato, 10 Valuta, 11 Avtaletype,
12 SFirmaNavn. PH has the columns of VH (``nelfo_header``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.records import FileFacts, Notice
from importers.errors import UnreadableFeed
from importers.feeds.nelfo_header import CURRENCY, OTHER_FILES, PUBLIC_AGREEMENTS, day_of, refuse_version

DISCOUNTS, PRICES = "discounts", "prices"
CUSTOMER, AGREEMENT, SOURCE = "customer", "agreement", "source"
_EXPECTED = "a customer's discounts (RH) or prices (PH, or VH with a customer)"
_WIDTH = 17


@dataclass(frozen=True, slots=True)
class Agreement:
    """``source`` is the kind of file; the facts' ``extra`` holds it, the customer and the agreement."""

    source: str
    currency: str
    facts: FileFacts
    notices: tuple[Notice, ...]


def read_agreement(subject: str, line: int, fields: Sequence[str], currency: str) -> Agreement:
    """Reads the header; ``currency`` is the profile's, for a header without one.

    Raises UnreadableFeed for another kind of file, another version, or a file for everybody.
    """
    cells = [cell.strip() for cell in fields] + [""] * (_WIDTH - len(fields))
    kind = cells[0]
    if kind not in ("RH", "PH", "VH"):
        found = OTHER_FILES.get(kind, f"a file that begins with {kind[:40]!r}")
        raise UnreadableFeed(subject, f"expected {_EXPECTED}, found {found}", line, "PostType")
    refuse_version(subject, line, cells)
    agreed, begins, ends, money, name = (6, 7, 8, 9, 11) if kind == "RH" else (9, 6, 7, 8, 10)
    if kind == "VH" and not (cells[4] or cells[5] or cells[agreed].upper() not in PUBLIC_AGREEMENTS):
        found = "a product file that names no customer: load it without --company"
        reason = f"expected {_EXPECTED}, found {found}"
        raise UnreadableFeed(subject, reason, line, "KundeNr")
    if cells[money] and not CURRENCY.fullmatch(cells[money]):
        reason = f"expected a currency code like NOK, found {cells[money][:40]!r}"
        raise UnreadableFeed(subject, reason, line, "Valuta")
    notices: list[Notice] = []
    if not cells[money]:
        notices.append(Notice(line, "Valuta", f"no currency given, taken as {currency} by the profile"))
    first = day_of(line, "FraDato", cells[begins], notices, required=True)
    last = day_of(line, "TilDato", cells[ends], notices)
    if notices and notices[-1].field in ("FraDato", "TilDato"):
        # A price that holds for unknown days would be shown on days on which it does not.
        raise UnreadableFeed(subject, notices[-1].reason, line, notices[-1].field)
    source = DISCOUNTS if kind == "RH" else PRICES
    extra = ((SOURCE, source), (CUSTOMER, cells[5] or cells[4]), (AGREEMENT, cells[agreed][:40]))
    facts = FileFacts(
        seller_org_number="".join(char for char in cells[3] if char in "0123456789"),
        seller_name=cells[name],
        dated=first,
        valid_from=first,
        valid_to=last,
        currency=cells[money] or currency,
        extra=extra,
    )
    return Agreement(source, facts.currency, facts, tuple(notices))
