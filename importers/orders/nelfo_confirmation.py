"""Reads EFO/NELFO 4.0 order confirmations (CH, CL, CT) that suppliers send back.

Fields and lengths as two public implementations agree: CH 52, CL 28, CT 2. Quantities, prices and
percentages have two implied decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from catalog.ordering.answers import Confirmation, ConfirmedLine
from importers.errors import UnreadableFeed
from importers.orders.nelfo_lines import day, foreign, hundredths, padded, records

WIDTH = 28
_CURRENCY = 51


def parse(path: Path, content: bytes) -> list[Confirmation]:
    """The confirmations of one file, in its order. Raises UnreadableFeed where any part of it is none: half
    a confirmation would look like a shorter delivery."""
    found: list[tuple[list[str], list[ConfirmedLine]]] = []
    for number, fields in records(path, foreign(content), "CH"):
        kind = fields[0]
        if kind == "CH":
            found.append((padded(fields, _CURRENCY + 1), []))
        elif kind == "CL":
            found[-1][1].append(_line(path.name, number, fields))
        elif kind == "CT":
            _add_text(found[-1][1], fields)
        else:
            raise UnreadableFeed(path.name, f"expected CH, CL or CT, found {kind[:20]!r}", number)
    for head, lines in found:
        if not head[8].strip() or not lines:
            what = "order number (BestNr)" if lines else "lines (0 CL)"
            raise UnreadableFeed(path.name, f"a confirmation without {what}")
    return [
        Confirmation(head[8].strip(), head[6].strip()[:13], head[_CURRENCY].strip()[:3], tuple(lines))
        for head, lines in found
    ]


def _line(name: str, number: int, fields: list[str]) -> ConfirmedLine:
    if len(fields) > WIDTH and any(field.strip() for field in fields[WIDTH:]):
        reason = f"expected {WIDTH} fields in CL, found {len(fields)}: two records in one line?"
        raise UnreadableFeed(name, reason, number)
    cells = padded(fields, WIDTH)
    position = cells[2].strip()
    if position and not position.isdecimal():
        reason = f"expected a line number, found {position[:10]!r}"
        raise UnreadableFeed(name, reason, number, "LinjeNrBe")
    price = cells[15].strip()
    return ConfirmedLine(
        position=int(position or 0),
        number=cells[4].strip()[:14],
        name=f"{cells[5].strip()} {cells[6].strip()}".strip(),
        quantity=hundredths(name, number, "Ant", cells[7]),
        delivered=hundredths(name, number, "Lev", cells[8] or cells[7]),
        rest=hundredths(name, number, "Rest", cells[9] or "0"),
        unit=cells[10].strip()[:3],
        price=_net(name, number, cells) if price else None,
        gross=hundredths(name, number, "EnhetsPris", price) if price else None,
        delivery_day=day(name, number, "LevDato", cells[13]),
        rest_day=day(name, number, "RLevDato", cells[14]),
    )


def _net(name: str, number: int, cells: Sequence[str]) -> Decimal:
    """What one unit costs after the two discounts in percent, which come one after the other."""
    price = hundredths(name, number, "EnhetsPris", cells[15])
    for at, field in ((16, "Rab1P"), (18, "Rab2P")):
        percent = hundredths(name, number, field, cells[at]) if cells[at].strip() else Decimal(0)
        price *= 1 - percent / 100
    return price


def _add_text(lines: list[ConfirmedLine], fields: Sequence[str]) -> None:
    """A text of the supplier's belongs to the line above it; one before the first line to no line."""
    if lines and len(fields) > 1 and fields[1].strip():
        lines[-1] = lines[-1].with_text(fields[1].strip())
