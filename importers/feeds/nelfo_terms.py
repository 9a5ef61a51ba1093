"""One customer's EFO/NELFO 4.0 files: discounts (RH, RL) and prices (PH/PL, or VH/VL that name a customer).

RL (1-based): 2 VareMrk (5 is a discount group), 3 VareNr, 4 AvtaltPris (øre), 5 Rabatt (hundredths of a
per cent: ``5140`` is 51.40 %), 6 Tekst. PL has the columns of VL, where Pristype N is a net price and B (or
empty) a gross one that Rabatt is taken off. A line in doubt is a Reject: nothing is guessed about a price.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from catalog.records import Ignored, Notice, PriceTerm, Reject, TermItem
from importers import text
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.nelfo_agreement import DISCOUNTS, Agreement, read_agreement
from importers.feeds.nelfo_product import EL_NUMBER, RUINED, WIDTH, Product, read_product
from importers.repair import Repairs

GROUP = "5"
LONGEST_LINE = 10_000
_LINES = {DISCOUNTS: ("RL",), "prices": ("PL", "VL")}
_DETAILS = ("PX", "PA", "VX", "VA")
_HEADERS = ("RH", "PH", "VH")
_BLANK = " ;\t\x1a"
_RL_WIDTH, _LONGEST_NUMBER = 6, 14
_AMOUNT = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,4})?")
_PERCENT = re.compile(r"[0-9]{1,4}")
_HUNDRED = Decimal(100)


def parse(path: Path, profile: Profile) -> Iterator[TermItem]:
    """The terms of one file, in its order; its facts come first. Raises UnreadableFeed."""
    codec, fallback = text.encoding_options(path.name, profile.options)
    currency = profile.options.get("currency", "").strip().upper() or "NOK"
    header: Agreement | None = None
    records = 0
    with text.opened(path) as stream:
        repairs = Repairs(text.is_utf8(path.name, stream), codec, fallback)
        for item in text.lines(stream, repairs, LONGEST_LINE):
            if isinstance(item, Reject):
                if header is None:
                    raise UnreadableFeed(path.name, f"expected a header, {item.reason}", item.line)
                records += 1
                yield item
                continue
            line, content, ended = item
            if not content.strip(_BLANK):
                continue
            fields = content.split(";")
            if header is None:
                header = read_agreement(path.name, line, fields, currency)
                yield header.facts
                yield from header.notices
                continue
            if fields[0] in _HEADERS:
                raise UnreadableFeed(path.name, "a second header: two files in one", line, "PostType")
            records += fields[0] not in _DETAILS
            yield from _take(header, line, fields, ended)
        yield from repairs.notices()
    if header is None:
        raise UnreadableFeed(path.name, "expected a header RH, PH or VH, found no text")
    if not records:
        raise UnreadableFeed(path.name, "a header without lines: cut off?")


def _take(header: Agreement, line: int, fields: Sequence[str], ended: bool) -> Iterator[TermItem]:
    wanted = _LINES[header.source]
    if fields[0] in _DETAILS and header.source != DISCOUNTS:
        yield Ignored(line, "a detail of a product: only prices are read")
    elif fields[0] not in wanted:
        yield _reject(line, fields, "PostType", f"expected {' or '.join(wanted)}, found {fields[0][:40]!r}")
    elif header.source == DISCOUNTS:
        yield _discount(line, fields, ended, header.currency)
    else:
        yield from _price(line, fields, ended, header.currency)


def _discount(line: int, fields: Sequence[str], ended: bool, currency: str) -> PriceTerm | Reject:
    cells = [cell.strip() for cell in fields] + [""] * (_RL_WIDTH - len(fields))
    if len(fields) < _RL_WIDTH - 1 or (not ended and len(fields) < _RL_WIDTH):
        return _reject(line, fields, "line", f"expected {_RL_WIDTH} fields, found {len(fields)}: cut off?")
    if any(cells[_RL_WIDTH:]):
        return _reject(line, fields, "line", f"expected {_RL_WIDTH} fields, found {len(fields)}")
    kind, number, amount, percent = cells[1:5]
    fault = _number_fault(kind, number)
    if fault:
        return _reject(line, fields, *fault)
    if amount and not _AMOUNT.fullmatch(amount):
        reason = f"expected øre of at most 10 digits, found {amount[:40]!r}"
        return _reject(line, fields, "AvtaltPris", reason)
    if percent and not _PERCENT.fullmatch(percent):
        reason = f"expected hundredths of a per cent below 100 %, found {percent[:40]!r}"
        return _reject(line, fields, "Rabatt", reason)
    agreed = _kroner(amount) if amount else Decimal(0)
    if agreed and kind == GROUP:
        return _reject(line, fields, "AvtaltPris", "a discount group has no price of its own")
    if agreed:
        return PriceTerm(line, "price", number, kind, price=agreed, currency=currency)
    if not percent:
        return _reject(line, fields, "Rabatt", "expected a discount or an agreed price, found neither")
    return PriceTerm(line, "group" if kind == GROUP else "item", number, kind, percent=_percent(percent))


def _price(
    line: int, fields: Sequence[str], ended: bool, currency: str
) -> Iterator[PriceTerm | Reject | Ignored | Notice]:
    if not ended and len(fields) <= WIDTH:
        # A lost Rabatt or Pristype would make another price of it.
        yield _reject(line, fields, "line", "the file ends inside this line")
        return
    product = read_product(line, fields, currency, "NO", ended=ended)
    if not isinstance(product, Product):
        yield product
        return
    cells = product.cells
    price, discount, net = _kroner(cells[8]), cells[18], cells[19] == "N"
    if not cells[6]:
        yield _reject(line, fields, "PrisEnhet", "expected a unit: a price without one means nothing")
    elif not price:
        yield _reject(line, fields, "Pris", "expected more than 0")
    elif discount and not (_PERCENT.fullmatch(discount) or not int(discount)):
        reason = f"expected hundredths of a per cent below 100 %, found {discount[:40]!r}"
        yield _reject(line, fields, "Rabatt", reason)
    else:
        off = _percent(discount) if discount else Decimal(0)
        if net and off:
            yield Notice(
                line, "Rabatt", "a net price (Pristype N) has no further discount: left out", discount
            )
        kind = "price" if net or off else "base"
        paid = price if net else price * (_HUNDRED - off) / _HUNDRED
        yield PriceTerm(
            line, kind, cells[2], cells[1], price=paid, currency=currency, price_unit=cells[6],
            price_quantity=Decimal(1),
        )  # fmt: skip


def _number_fault(kind: str, number: str) -> tuple[str, str] | None:
    if len(kind) != 1 or kind not in "012345":
        return "VareMrk", f"expected 0 to 5, found {kind[:40]!r}"
    if not number or len(number) > _LONGEST_NUMBER:
        return "VareNr", f"expected 1 to {_LONGEST_NUMBER} characters, found {number[:40]!r}"
    if RUINED.fullmatch(number):
        return "VareNr", f"{number!r} was ruined by a spreadsheet and cannot be restored"
    if kind == EL_NUMBER and not (len(number) == 7 and number.isascii() and number.isdigit()):
        return "VareNr", f"expected a seven-digit el-number (VareMrk 1), found {number!r}"
    return None


def _kroner(amount: str) -> Decimal:
    return Decimal(amount.replace(",", ".")).scaleb(-2)


def _percent(hundredths: str) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _reject(line: int, fields: Sequence[str], name: str, reason: str) -> Reject:
    return Reject(line, name, reason, ";".join(fields)[: text.RAW_LIMIT])
