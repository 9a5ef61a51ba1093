"""Reads an EFO/NELFO 4.0 order (BH, BL, BA, BT) back to what was written.

What we write is read without loss; orders of other programs, whose texts over several BT records cannot be
told from several texts, give one text a record.
"""

from __future__ import annotations

from pathlib import Path

from catalog.ordering.delivery import ADDRESS, Delivery
from catalog.ordering.formats.nelfo_records import (
    BH_FIELDS,
    BL_FIELDS,
    NelfoLine,
    NelfoOrder,
    named,
    unwrapped,
)
from importers.errors import UnreadableFeed
from importers.orders.nelfo_lines import hundredths, padded, records

_ADDRESS = ("LFirmaNavn", "LAdr1", "LAdr2", "LPostNr", "LPostSted")


def parse(path: Path) -> NelfoOrder:
    """The order of one file. Raises UnreadableFeed for anything but one whole order of version 4.0."""
    head: dict[str, str] = {}
    lines: list[_Line] = []
    texts: list[str] = []
    for number, fields in records(path, path.read_bytes().decode("iso-8859-1"), "BH"):
        kind = fields[0]
        if kind == "BH":
            if head:
                raise UnreadableFeed(path.name, "a second BH: expected one order in a file", number)
            head = dict(zip(BH_FIELDS, padded(fields, len(BH_FIELDS)), strict=False))
        elif kind == "BL":
            lines.append(_Line(path.name, number, padded(fields, BL_FIELDS), head["BestNr"]))
        elif kind in ("BA", "BT") and lines:
            lines[-1].add(number, fields)
        elif kind == "BT" and len(fields) > 1:
            texts.append(fields[1])
        else:
            raise UnreadableFeed(path.name, f"expected BL, BA or BT, found {kind[:20]!r}", number)
    if not lines:
        raise UnreadableFeed(path.name, "an order without lines (0 BL): cut off?")
    return _order(head, tuple(line.read() for line in lines), unwrapped(texts))


class _Line:
    """A BL, and what stands below it."""

    def __init__(self, subject: str, number: int, fields: list[str], order: str) -> None:
        self._subject, self._number, self._fields = subject, number, fields
        self._texts: list[str] = []
        self._accepted: list[tuple[str, str]] = []
        if fields[2] != order:
            raise UnreadableFeed(
                subject, f"expected order {order}, found {fields[2][:14]!r}", number, "BestNr"
            )

    def add(self, number: int, fields: list[str]) -> None:
        """A BA or BT below it."""
        wanted = 3 if fields[0] == "BA" else 2
        whole = len(fields) >= wanted and bool(fields[0] == "BT" or fields[2].strip())
        if not whole or any(field.strip() for field in fields[wanted:]):
            reason = f"expected {wanted} fields in {fields[0]}, found {';'.join(fields)[:40]!r}"
            raise UnreadableFeed(self._subject, reason, number)
        if fields[0] == "BA":
            self._accepted.append((fields[1], fields[2]))
        else:
            self._texts.append(fields[1])

    def read(self) -> NelfoLine:
        """The line, with whole texts."""
        _type, position, _order, kind, number, first, second, quantity, unit = self._fields[:9]
        if not position.isdecimal() or not number:
            raise UnreadableFeed(self._subject, "a line without number or product", self._number, "LinjeNr")
        return NelfoLine(
            int(position), kind, number, named(first, second),
            hundredths(self._subject, self._number, "Ant", quantity), unit,
            unwrapped(self._texts), tuple(self._accepted),
        )  # fmt: skip


def _order(
    head: dict[str, str], lines: tuple[NelfoLine, ...], texts: tuple[str, ...]
) -> NelfoOrder:
    address = [head[name] for name in _ADDRESS]
    return NelfoOrder(
        number=head["BestNr"],
        seller=head["SelgersId"],
        buyer=head["KjøpersId"],
        customer=head["KundeNr"],
        project=head["ProsjektNr"],
        reference=head["EksternRef"],
        mark=head["Merket"],
        message=head["Melding"],
        contact=head["KNavn"],
        buyer_name=head["KFirmaNavn"],
        seller_name=head["SFirmaNavn"],
        delivery=Delivery(ADDRESS, *address) if any(address) else Delivery(),
        lines=lines,
        texts=texts,
    )
