"""The lines below a product line that belong to it: VX (a named value), VA (a number or a package).

VX: 2 FeltId, 3 Verdi. VA: 2 VareMrk, 3 VareNr, 4 VaType, 5 SalgsPakning. VaType is A alternative,
E replacement, V another number of the same product (VareMrk 2 and V is its GTIN), P package size.
"""

from __future__ import annotations

from collections.abc import Sequence

from catalog.identifiers import RUINED as RUINED_WORDS
from catalog.records import Notice
from importers.feeds.nelfo_product import EL_NUMBER, GTIN, RUINED, Product, quantity
from importers.text import RAW_LIMIT

VX_WIDTH, VA_WIDTH = 3, 5
_WEB = ("http://", "https://")


def add_value(product: Product, line: int, cells: Sequence[str]) -> Notice | None:
    """Adds a VX. Unknown FeltId are kept like known ones; the second of one id gets ``#2``."""
    name, value = cells[1], cells[2]
    if not name or any(cells[VX_WIDTH:]):
        return _notice(line, "VX", f"expected VX;FeltId;Verdi, found {len(cells)} fields", cells)
    if not value:
        return None
    _keep(product, f"vx:{name}", value)
    if name == "UNSPSC" and not product.unspsc:
        product.unspsc = value
    if name == "BILDE" and not product.image_url:
        if not value.lower().startswith(_WEB):
            return _notice(line, "BILDE", "expected a web address: no picture", cells)
        product.image_url = value
    return None


def add_alternative(product: Product, line: int, cells: Sequence[str]) -> Notice | None:
    """Adds a VA. A number that a spreadsheet ruined is left out with a notice, never expanded."""
    mark, number, kind, size = cells[1:VA_WIDTH]
    if any(cells[VA_WIDTH:]):
        return _notice(line, "VA", f"expected {VA_WIDTH} fields, found {len(cells)}", cells)
    if kind == "P":
        return _add_package(product, line, mark, size, cells)
    if RUINED.fullmatch(number):
        return _notice(line, "VareNr", f"{number!r} {RUINED_WORDS}: left out", cells)
    if not number or len(mark) != 1 or mark not in "01234":
        reason = f"expected VareMrk 0 to 4 and a number, found {mark!r} and {number!r}"
        return _notice(line, "VareNr", reason, cells)
    if kind in ("E", "A"):
        product.relations.append(("replacement" if kind == "E" else "alternative", mark, number))
    elif kind == "V" and mark == GTIN:
        product.gtins.append(number)
    elif kind == "V" and mark == EL_NUMBER:
        return _add_el_number(product, line, cells)
    elif kind == "V":
        _keep(product, f"va:{mark}", number)
    else:
        return _notice(line, "VaType", f"expected A, E, V or P, found {kind!r}", cells)
    return None


def _keep(product: Product, key: str, value: str) -> None:
    name, count = key, 1
    while name in product.extra:
        count += 1
        name = f"{key}#{count}"
    product.extra[name] = value


def _add_package(product: Product, line: int, mark: str, size: str, cells: Sequence[str]) -> Notice | None:
    if not (size.isascii() and size.isdigit() and len(size) <= 12):
        return _notice(line, "SalgsPakning", f"expected a size in digits, found {size!r}", cells)
    product.relations.append(("package", mark, format(quantity(size), "f")))
    return None


def _add_el_number(product: Product, line: int, cells: Sequence[str]) -> Notice | None:
    number = cells[2]
    if not (len(number) == 7 and number.isascii() and number.isdigit()):
        return _notice(line, "VareNr", f"expected a seven-digit el-number, found {number!r}", cells)
    if product.el_number and product.el_number != number:
        return _notice(line, "VareNr", f"a second el-number beside {product.el_number}", cells)
    product.el_number = number
    return None


def _notice(line: int, name: str, reason: str, cells: Sequence[str]) -> Notice:
    return Notice(line, name, reason, ";".join(cells)[:RAW_LIMIT])
