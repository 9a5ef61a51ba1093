"""An order as an EFO/NELFO 4.0 order file: BH, then BL each followed by BA and BT.

ISO 8859-1, CRLF, ``;`` without quoting, implied decimals, no headings. Field order and lengths are
those of the published order format (EFO/NELFO 4.0): BH 49 fields, BL 14, BA 3, BT 2. FriTekst holds 30
characters (two public implementations agree), so a label's text runs over several BT records.

What a buyer typed fits already (``catalog.ordering.fields``). Other text is repaired where one can
see it: a semicolon becomes a comma, a character outside ISO 8859-1 becomes ``?``, a name beyond 60
characters ends in ``...``. A supplier number is never repaired: one that does not fit stops the
file. PrisEnhet is the feed's own unit code, empty where the feed has none: a guess could turn three
rolls into three pieces. AltKode is J where BA records name what the buyer takes instead, else empty.
"""

from __future__ import annotations

import unicodedata

from catalog.errors import InvalidRequest
from catalog.ordering.accepted import Accepted
from catalog.ordering.delivery import PICKUP
from catalog.ordering.fields import BUYER_LENGTH, clean, is_writable
from catalog.ordering.formats.nelfo_records import NAME_LENGTH, NelfoLine, NelfoOrder, encoded
from catalog.ordering.order_views import OrderLineView, OrderView

NUMBER_LENGTH = 14
UNIT_LENGTH = 3
FIRM_LENGTH = 35
FEED_KINDS = ("0", "1", "2", "3", "4")
EL_NUMBER = "1"
OWN_NUMBER = "0"
PICKED_UP = "Hentes av kunden"
UNFIT = "Minst ett varenummer eller en enhet får ikke plass i en NELFO-fil. Bruk CSV-filen."
_TYPOGRAPHY = str.maketrans(
    {";": ",", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "€": "EUR"}
)


def write(order: OrderView, buyer: str = "", customer: str = "", buyer_name: str = "") -> bytes:
    """The order as a file.

    ``buyer`` (KjøpersId, such as NO986692002MVA) and ``customer`` (KundeNr, the buyer's number with
    the supplier) are required by the format and unknown to the catalogue: where they are not given
    the fields are empty, for the buyer's system to fill. Raises InvalidRequest for either where it
    does not fit, and (field ``line``) where a line cannot be written.
    """
    return encoded(records(order, buyer, customer, buyer_name))


def records(order: OrderView, buyer: str = "", customer: str = "", buyer_name: str = "") -> NelfoOrder:
    """What the file says; raises like ``write``."""
    if obstacle(order):
        raise InvalidRequest("line", UNFIT)
    return NelfoOrder(
        number=order.number,
        seller=_seller_id(order.seller_id),
        buyer=clean("buyer", buyer),
        customer=clean("customer", customer),
        project=order.project,
        reference=order.reference,
        mark=order.mark,
        message=PICKED_UP if order.delivery.kind == PICKUP else "",
        contact=_firm(order.ordered_by),
        buyer_name=_firm(buyer_name),
        seller_name=_firm(order.supplier_name),
        delivery=order.delivery,
        lines=tuple(_line(line) for line in order.lines),
    )


def obstacle(order: OrderView) -> int:
    """The position of the first line that cannot be written as it is, 0 where all can."""
    for line in order.lines:
        if len(line.unit) > UNIT_LENGTH or not is_writable(line.unit):
            return line.position
        if not all(
            _fits(number) for number in (_number(line)[1], *(_number(one)[1] for one in line.accepted))
        ):
            return line.position
    return 0


def name_in_file(name: str) -> str:
    """The product name as the file holds it: repaired, and shortened where it has over 60 characters."""
    text = _writable(name)
    return text if len(text) <= 2 * NAME_LENGTH else text[: 2 * NAME_LENGTH - 3] + "..."


def is_shortened(name: str) -> bool:
    """Whether the file cannot hold the whole product name."""
    return len(_writable(name)) > 2 * NAME_LENGTH


def _line(line: OrderLineView) -> NelfoLine:
    kind, number = _number(line)
    texts = (line.note, *(label.text for label in line.labels))
    return NelfoLine(
        position=line.position,
        kind=kind,
        number=number,
        name=name_in_file(line.name),
        quantity=line.quantity,
        unit=line.unit,
        texts=tuple(text for text in map(_writable, texts) if text),
        accepted=tuple(_number(one) for one in line.accepted),
    )


def _firm(name: str) -> str:
    """A name of 35 characters; a longer one is left out: nobody needs it to find the other."""
    text = _writable(name)
    return text if len(text) <= FIRM_LENGTH else ""


def _seller_id(org_number: str) -> str:
    """SelgersId as wholesalers write it: nine Norwegian digits become ``NO939765360MVA``."""
    plain = _writable(org_number)
    if len(plain) == 9 and plain.isdecimal():
        return f"NO{plain}MVA"
    return plain if len(plain) <= BUYER_LENGTH else ""


def _number(line: OrderLineView | Accepted) -> tuple[str, str]:
    """VareMrk and VareNr: as in the supplier's feed, else el-number, else supplier's number."""
    if line.number_kind in FEED_KINDS:
        return line.number_kind, line.supplier_number
    if line.el_number:
        return EL_NUMBER, line.el_number
    return OWN_NUMBER, line.supplier_number


def _fits(number: str) -> bool:
    return 0 < len(number) <= NUMBER_LENGTH and is_writable(number)


def _writable(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split())
    return "".join(char if is_writable(char) else "?" for char in plain)
