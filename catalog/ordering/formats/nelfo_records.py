"""An EFO/NELFO 4.0 order as its records say it: BH with its BT, then BL each followed by its BA and BT.

What is written here can be read back without loss (``importers.orders.nelfo_order``). A text over several
BT records goes on with a blank, or with a no-break blank inside a word; a name over both fields was split
between words where the first field is not full, else after its 30 characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from catalog.ordering.delivery import NO_DELIVERY, Delivery

NAME_LENGTH = 30
TEXT_LENGTH = 30
INSIDE_WORD = "\xa0"
BH_FIELDS = tuple(
    """
    PostType Format Versjon SelgersId KjøpersId BestNr KundeNr AvtaleIdMrk AvtaleId KOrdNr KundAvd
    ProsjektNr KLagerMrk KLager SLagerMrk SLager EksternRef KjøpersRef Merket ObkrType TransportMåte
    Melding LevDato BestOpp LAdrLok LFirmaNavn LAdr1 LAdr2 LPostNr LPostSted LLandK KFirmaNavn KAdr1
    KAdr2 KPostNr KPostSted KLandK KNavn KTelefon KMob KFax KEPost KWebAdr SFirmaNavn SAdr1 SAdr2
    SPostNr SPostSted SLandK
""".split()  # noqa: SIM905
)
BL_FIELDS = 14
ACCEPTS = "J"


@dataclass(frozen=True, slots=True)
class NelfoLine:
    """One BL with its BA (VareMrk and VareNr of what is taken instead) and its BT, whole texts."""

    position: int
    kind: str
    number: str
    name: str
    quantity: Decimal
    unit: str
    texts: tuple[str, ...] = ()
    accepted: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NelfoOrder:
    """One BH, its BT (``texts``) and its lines. ``contact`` is KNavn, ``buyer_name`` KFirmaNavn, ``message``
    Melding."""

    number: str
    seller: str = ""
    buyer: str = ""
    customer: str = ""
    project: str = ""
    reference: str = ""
    mark: str = ""
    message: str = ""
    contact: str = ""
    buyer_name: str = ""
    seller_name: str = ""
    delivery: Delivery = NO_DELIVERY
    lines: tuple[NelfoLine, ...] = ()
    texts: tuple[str, ...] = ()


def encoded(order: NelfoOrder) -> bytes:
    """The file: ISO 8859-1, CRLF. Every text must fit its field already."""
    records: list[tuple[str, ...]] = [_head(order)]
    records.extend(("BT", piece) for text in order.texts for piece in wrapped(text))
    for line in order.lines:
        records.append(_line(order, line))
        records.extend(("BA", kind, number) for kind, number in line.accepted)
        records.extend(("BT", piece) for text in line.texts for piece in wrapped(text))
    return "".join(";".join(record) + "\r\n" for record in records).encode("iso-8859-1")


def wrapped(text: str) -> list[str]:
    """A text as BT records of 30 characters."""
    pieces, lead = [], ""
    while text:
        room = TEXT_LENGTH - len(lead)
        gap = text.rfind(" ", 0, room + 1)
        if len(text) <= room:
            piece, rest, next_lead = text, "", ""
        elif gap > 0:
            piece, rest, next_lead = text[:gap], text[gap + 1 :], " "
        else:
            piece, rest, next_lead = text[:room], text[room:], INSIDE_WORD
        pieces.append(lead + piece)
        text, lead = rest, next_lead
    return pieces


def unwrapped(pieces: Iterable[str]) -> tuple[str, ...]:
    """The texts that ``wrapped`` made the records of; what begins without a blank begins a text."""
    texts: list[str] = []
    for piece in pieces:
        if texts and piece.startswith(INSIDE_WORD):
            texts[-1] += piece[1:]
        elif texts and piece.startswith(" "):
            texts[-1] += piece
        else:
            texts.append(piece)
    return tuple(texts)


def names(text: str) -> tuple[str, str]:
    """VaBetg and VaBetg2 of a name of at most 60 characters."""
    if len(text) <= NAME_LENGTH:
        return text, ""
    gap = text.rfind(" ", 0, NAME_LENGTH)
    if gap > 0 and len(text) - gap - 1 <= NAME_LENGTH:
        return text[:gap], text[gap + 1 :]
    return text[:NAME_LENGTH], text[NAME_LENGTH:]


def named(first: str, second: str) -> str:
    """The name that ``names`` split."""
    return first + second if len(first) >= NAME_LENGTH else f"{first} {second}" if second else first


def _head(order: NelfoOrder) -> tuple[str, ...]:
    known = {
        "PostType": "BH",
        "Format": "EFONELFO",
        "Versjon": "4.0",
        "SelgersId": order.seller,
        "KjøpersId": order.buyer,
        "BestNr": order.number,
        "KundeNr": order.customer,
        "ProsjektNr": order.project,
        "EksternRef": order.reference,
        "Merket": order.mark,
        "Melding": order.message,
        "LFirmaNavn": order.delivery.name,
        "LAdr1": order.delivery.street,
        "LAdr2": order.delivery.street2,
        "LPostNr": order.delivery.postcode,
        "LPostSted": order.delivery.place,
        "KFirmaNavn": order.buyer_name,
        "KNavn": order.contact,
        "SFirmaNavn": order.seller_name,
    }
    return tuple(known.get(field, "") for field in BH_FIELDS)


def _line(order: NelfoOrder, line: NelfoLine) -> tuple[str, ...]:
    first = ("BL", str(line.position), order.number, line.kind, line.number, *names(line.name))
    hundredths = format((line.quantity * 100).to_integral_exact(), "f")
    alternatives = ACCEPTS if line.accepted else ""
    return (*first, hundredths, line.unit, "", "", "", "", alternatives)
