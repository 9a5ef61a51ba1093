"""An order as an EFO/NELFO 4.0 order file: BH, then BL each followed by its BT free text.

ISO 8859-1, CRLF, ``;`` without quoting, implied decimals, no headings. Field order and lengths are
those of the published order format (EFO/NELFO 4.0): BH 49 fields, BL 14, BT 2. FriTekst holds 30
characters (two public implementations agree), so a label's text runs over several BT records.

What a buyer typed fits already (``catalog.ordering.fields``). Other text is repaired where one can
see it: a semicolon becomes a comma, a character outside ISO 8859-1 becomes ``?``, a name beyond 60
characters ends in ``...``. A supplier number is never repaired: one that does not fit stops the
file. PrisEnhet is the feed's own unit code, empty where the feed has none: a guess could turn three
rolls into three pieces.
"""

from __future__ import annotations

import textwrap
import unicodedata
from decimal import Decimal

from catalog.errors import InvalidRequest
from catalog.ordering.fields import BUYER_LENGTH, clean, is_writable
from catalog.ordering.order_views import OrderLineView, OrderView

NUMBER_LENGTH = 14
NAME_LENGTH = 30
TEXT_LENGTH = 30
UNIT_LENGTH = 3
FIRM_LENGTH = 35
FEED_KINDS = ("0", "1", "2", "3", "4")
EL_NUMBER = "1"
OWN_NUMBER = "0"
UNFIT = "Minst ett varenummer eller en enhet får ikke plass i en NELFO-fil. Bruk CSV-filen."
_BH_FIELDS = """
    PostType Format Versjon SelgersId KjøpersId BestNr KundeNr AvtaleIdMrk AvtaleId KOrdNr KundAvd
    ProsjektNr KLagerMrk KLager SLagerMrk SLager EksternRef KjøpersRef Merket ObkrType TransportMåte
    Melding LevDato BestOpp LAdrLok LFirmaNavn LAdr1 LAdr2 LPostNr LPostSted LLandK KFirmaNavn KAdr1
    KAdr2 KPostNr KPostSted KLandK KNavn KTelefon KMob KFax KEPost KWebAdr SFirmaNavn SAdr1 SAdr2
    SPostNr SPostSted SLandK
""".split()  # noqa: SIM905
_TYPOGRAPHY = str.maketrans(
    {";": ",", "–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "€": "EUR"}
)


def write(order: OrderView, buyer: str = "", customer: str = "") -> bytes:
    """The order as a file.

    ``buyer`` (KjøpersId, such as NO986692002MVA) and ``customer`` (KundeNr, the buyer's number with
    the supplier) are required by the format and unknown to the catalogue: where they are not given
    the fields are empty, for the buyer's system to fill. Raises InvalidRequest for either where it
    does not fit, and (field ``line``) where a line cannot be written.
    """
    if obstacle(order):
        raise InvalidRequest("line", UNFIT)
    records = [_head(order, clean("buyer", buyer), clean("customer", customer))]
    for line in order.lines:
        records.append(_line(order, line))
        texts = (line.note, *(label.text for label in line.labels))
        records.extend(("BT", part) for text in texts for part in _wrapped(text))
    return "".join(";".join(record) + "\r\n" for record in records).encode("iso-8859-1")


def obstacle(order: OrderView) -> int:
    """The position of the first line that cannot be written as it is, 0 where all can."""
    for line in order.lines:
        number = _number(line)[1]
        if not 0 < len(number) <= NUMBER_LENGTH or not is_writable(number):
            return line.position
        if len(line.unit) > UNIT_LENGTH or not is_writable(line.unit):
            return line.position
    return 0


def is_shortened(name: str) -> bool:
    """Whether the file cannot hold the whole product name."""
    return len(_writable(name)) > 2 * NAME_LENGTH


def _head(order: OrderView, buyer: str, customer: str) -> tuple[str, ...]:
    firm = _writable(order.supplier_name)
    known = {
        "PostType": "BH",
        "Format": "EFONELFO",
        "Versjon": "4.0",
        "SelgersId": _seller_id(order.seller_id),
        "KjøpersId": buyer,
        "BestNr": order.number,
        "KundeNr": customer,
        "ProsjektNr": order.project,
        "EksternRef": order.reference,
        "Merket": order.mark,
        "LFirmaNavn": order.delivery.name,
        "LAdr1": order.delivery.street,
        "LAdr2": order.delivery.street2,
        "LPostNr": order.delivery.postcode,
        "LPostSted": order.delivery.place,
        "SFirmaNavn": firm if len(firm) <= FIRM_LENGTH else "",
    }
    return tuple(known.get(field, "") for field in _BH_FIELDS)


def _line(order: OrderView, line: OrderLineView) -> tuple[str, ...]:
    kind, number = _number(line)
    return (
        "BL",
        str(line.position),
        order.number,
        kind,
        number,
        *_names(line.name),
        _hundredths(line.quantity),
        line.unit,
        *([""] * 5),
    )


def _names(text: str) -> tuple[str, str]:
    """VaBetg and VaBetg2: split between words where both parts fit, else after 30 characters."""
    name = _writable(text)
    if len(name) > 2 * NAME_LENGTH:
        name = name[: 2 * NAME_LENGTH - 3] + "..."
    if len(name) <= NAME_LENGTH:
        return name, ""
    gap = name.rfind(" ", 0, NAME_LENGTH + 1)
    if gap > 0 and len(name) - gap - 1 <= NAME_LENGTH:
        return name[:gap], name[gap + 1 :]
    return name[:NAME_LENGTH], name[NAME_LENGTH:]


def _seller_id(org_number: str) -> str:
    """SelgersId as wholesalers write it: nine Norwegian digits become ``NO939765360MVA``."""
    plain = _writable(org_number)
    if len(plain) == 9 and plain.isdecimal():
        return f"NO{plain}MVA"
    return plain if len(plain) <= BUYER_LENGTH else ""


def _number(line: OrderLineView) -> tuple[str, str]:
    """VareMrk and VareNr: as in the supplier's feed, else el-number, else supplier's number."""
    if line.number_kind in FEED_KINDS:
        return line.number_kind, line.supplier_number
    if line.el_number:
        return EL_NUMBER, line.el_number
    return OWN_NUMBER, line.supplier_number


def _hundredths(quantity: Decimal) -> str:
    """``Ant`` has two implied decimals: 1 piece is ``100``."""
    return format((quantity * 100).to_integral_exact(), "f")


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(_writable(text), TEXT_LENGTH, break_on_hyphens=False)


def _writable(text: str) -> str:
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY).split())
    return "".join(char if is_writable(char) else "?" for char in plain)
