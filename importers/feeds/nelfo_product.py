"""The product line (VL) of an EFO/NELFO 4.0 file.

Decimals are implied: Pris in øre (2), Mengde and SalgsPakning 4. A decimal sign that is there all the
same is a fraction of that unit: ``1872,5`` is 1872.5 øre among neighbours of 1400 to 2160 øre.
Pris is per one PrisEnhet; Mengde should say how many MåleEnhet one PrisEnhet holds, but a real seller
fills it with the sales package on every line, so it is kept and never multiplied by.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.records import Ignored, Notice, ProductRecord, Reject
from importers.text import RAW_LIMIT

COLUMNS = (
    "PostType", "VareMrk", "VareNr", "VaBetg", "VaBetg2", "MåleEnhet", "PrisEnhet", "PrisEnhetTxt", "Pris",
    "Mengde", "PrisDato", "Status", "BlokkNummer", "RabattGruppe", "Fabrikat", "Type", "Lagerført",
    "SalgsPakning", "Rabatt", "Pristype",
)  # fmt: skip
WIDTH = len(COLUMNS)
COMPLETE = COLUMNS.index("Status") + 1
PRICE = COLUMNS.index("Pris")
OWN, EL_NUMBER, GTIN, MANUFACTURERS, NRF, SURCHARGE = "0", "1", "2", "3", "4", "9"
RECORD_TYPES = ("VL", "VX", "VA", "VH")
RUINED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE | re.ASCII)
_NAME_WIDTH, _BRAND_WIDTH, _NUMBER_WIDTH, _PRICE_DIGITS, _LONGEST_NAME = 30, 10, 14, 10, 300
_PRICE = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,4})?")
_QUANTITY = re.compile(r"[0-9]{1,12}")
_PRICE_UNIT = re.compile(r"(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,3}")
_UNITS = {"": "", "1": "EA", "2": "MTR", "3": "LTR", "4": "KGM"}
_SETS = {
    5: (frozenset(_UNITS), "1, 2, 3 or 4"),
    11: (frozenset(("", "0", "1", "2", "3")), "0, 1, 2 or 3"),
    16: (frozenset(("", "J", "N")), "J or N"),
    19: (frozenset(("", "B", "N")), "B or N"),
}
_MARKED_WHEN_CUT = (14, 15)
_KEPT = (7, 9, 10, 12, 13, 15, 18)


@dataclass(slots=True)
class Product:
    """A VL and what its VX and VA lines have added; becomes one record."""

    line: int
    cells: list[str]
    names: tuple[str, str]
    currency: str
    el_country: str
    brand_cut: bool
    mpn_cut: bool
    gtins: list[str] = field(default_factory=list)
    el_number: str = ""
    unspsc: str = ""
    image_url: str = ""
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    details: int = 0

    def record(self) -> ProductRecord:
        """The finished record; the price is per one PrisEnhet, the pack in MåleEnhet."""
        cells = self.cells
        kind, number, brand, type_ = cells[1], cells[2], cells[14], cells[15]
        # a seller who repeats his own number in Type gives no manufacturer's number
        mpn = type_ if brand and type_ != number else ""
        mpn_cut = self.mpn_cut and bool(mpn)
        if kind == MANUFACTURERS:
            mpn, mpn_cut = number, len(number) >= _NUMBER_WIDTH
        kept = {COLUMNS[index].lower(): cells[index] for index in _KEPT if cells[index]}
        return ProductRecord(
            line=self.line,
            supplier_number=number,
            number_kind=kind,
            name=_joined(*self.names),
            brand=brand,
            brand_cut=self.brand_cut,
            mpn=mpn,
            mpn_cut=mpn_cut,
            gtins=tuple(dict.fromkeys(self.gtins)),
            el_number=self.el_number,
            el_country=self.el_country if self.el_number else "",
            unspsc=self.unspsc,
            price=Decimal(cells[8].replace(",", ".")).scaleb(-2) if cells[6] else None,
            currency=self.currency,
            price_unit=cells[6],
            price_quantity=Decimal(1) if cells[6] else None,
            price_kind="net" if cells[19] == "N" else "gross",
            unit=_UNITS[cells[5]],
            pack_quantity=quantity(cells[17]) if cells[17] else None,
            stock_state={"J": "stocked", "N": "not-stocked"}.get(cells[16], ""),
            image_url=self.image_url,
            discontinued=cells[11] == "3",
            relations=tuple(self.relations),
            extra=(*kept.items(), *self.extra.items()),
        )


def quantity(text: str) -> Decimal:
    """A quantity with four implied decimals: ``1500000`` is 150."""
    return Decimal(text) / 10000


def read_product(
    line: int, fields: Sequence[str], currency: str, el_country: str, *, ended: bool = True
) -> Product | Reject | Ignored:
    """One VL, split at ``;``. ``ended`` False says that the file stops in its last field.

    A value outside its column's set means shifted columns and is a Reject: nothing is moved back.
    """
    cells = [cell.strip() for cell in fields] + [""] * (WIDTH - len(fields))
    if len(cells) > WIDTH and any(cells[WIDTH:]):
        return _reject(line, fields, "line", _overfull(fields))
    if cells[1] == SURCHARGE:
        return Ignored(line, "a freight or surcharge line (VareMrk 9)")
    fault = _number_fault(cells) or _value_fault(cells, len(fields))
    if fault:
        return _reject(line, fields, *fault)
    last = len(fields) - 1
    if not ended and last >= COMPLETE and last not in _MARKED_WHEN_CUT:
        cells[last] = ""  # it may have lost its end
    product = Product(
        line=line,
        cells=cells,
        names=(fields[3], fields[4]),
        currency=currency,
        el_country=el_country,
        brand_cut=_is_cut(fields, 14) or (not ended and last == 14),
        mpn_cut=_is_cut(fields, 15) or (not ended and last == 15),
    )
    if cells[1] == EL_NUMBER:
        product.el_number = cells[2]
    elif cells[1] == GTIN:
        product.gtins.append(cells[2])
    return product


def doubts(product: Product) -> list[Notice]:
    """What a product had to leave out: a price without a unit means nothing."""
    if product.cells[6]:
        return []
    raw = product.cells[8]
    return [Notice(product.line, "PrisEnhet", "expected a unit, found none: price left out", raw)]


def is_glued(fields: Sequence[str]) -> bool:
    """Whether another record begins inside this line (seen: ``...;7080001003395 CL;20;1;...``).

    A text may end in a record type too (``TRAFO 100 VA``), so what follows must fit that type.
    """
    for cell, following in zip(fields[2:], fields[3:], strict=False):
        kind = cell[-2:]
        if kind in RECORD_TYPES and not cell[-3:-2].isalnum():
            numbered = len(following) == 1 and following.isdigit()
            if numbered or kind == "VX" or following == "EFONELFO":
                return True
    return False


def _overfull(fields: Sequence[str]) -> str:
    if is_glued(fields):
        return "expected one record in a line, found two"
    return f"expected {WIDTH} fields, found {len(fields)}: a ';' inside a text shifts the columns"


def _number_fault(cells: Sequence[str]) -> tuple[str, str] | None:
    kind, number = cells[1], cells[2]
    if len(kind) != 1 or kind not in "01234":
        return "VareMrk", f"expected 0, 1, 2, 3, 4 or 9, found {kind[:40]!r}"
    if not number or len(number) > _NUMBER_WIDTH:
        return "VareNr", f"expected 1 to {_NUMBER_WIDTH} characters, found {number[:40]!r}"
    if RUINED.fullmatch(number):
        return "VareNr", f"{number!r} was ruined by a spreadsheet and cannot be restored"
    if kind == EL_NUMBER and not (len(number) == 7 and number.isascii() and number.isdigit()):
        return "VareNr", f"expected a seven-digit el-number (VareMrk 1), found {number!r}"
    return None


def _value_fault(cells: Sequence[str], width: int) -> tuple[str, str] | None:
    """The first column whose value cannot stand there, as (column, reason)."""
    if width < 10:
        return COLUMNS[width], f"expected {WIDTH} fields, found {width}"
    name = len(cells[3]) + len(cells[4])
    if not name or name > _LONGEST_NAME:
        return "VaBetg", f"expected a name of 1 to {_LONGEST_NAME} characters, found {name}"
    if cells[6] and not _PRICE_UNIT.fullmatch(cells[6]):
        return "PrisEnhet", f"expected a unit code like EA or MTR, found {cells[6][:40]!r}"
    if not _PRICE.fullmatch(cells[8]):
        return "Pris", f"expected øre of at most {_PRICE_DIGITS} digits, found {cells[8][:40]!r}"
    for index in (9, 17, 18):
        if not (_QUANTITY.fullmatch(cells[index]) or (index != 9 and not cells[index])):
            return COLUMNS[index], f"expected digits, found {cells[index][:40]!r}"
    for index, (allowed, words) in _SETS.items():
        if cells[index] not in allowed:
            return COLUMNS[index], f"expected {words}, found {cells[index][:40]!r}"
    return None


def _reject(line: int, fields: Sequence[str], name: str, reason: str) -> Reject:
    if name != "line" and is_glued(fields):
        reason += " (two records in one line?)"
    return Reject(line, name, reason, ";".join(fields)[:RAW_LIMIT])


def _is_cut(fields: Sequence[str], index: int) -> bool:
    """Whether a ten-character column is full: ``LAPP NORWA``, or ``ABB NORGE `` cut at a blank."""
    if index >= len(fields):
        return False
    return len(fields[index]) >= _BRAND_WIDTH and len(fields[index].strip()) >= _BRAND_WIDTH - 1


def _joined(first: str, second: str) -> str:
    """VaBetg and VaBetg2 as one name: a full VaBetg is cut anywhere, also inside a word."""
    if len(first) == _NAME_WIDTH:
        return (first + second).strip()
    return f"{first.strip()} {second.strip()}".strip()
