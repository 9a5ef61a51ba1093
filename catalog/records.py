"""What importers yield and the store takes: one dataclass a record, text as the file had it.

A parser never touches the database and never decides what is valid: it reads its format into these
records, the gate (``catalog.schemas``) checks and canonicalises them. ``line`` is the 1-based line,
row or element number in the file, so that every issue and every tag leads back to it.

ETIM features have one shape from the parser to the store: triples of feature code, value and unit, as
the file had them (``("EF000025", "true", "")``, ``("EF000007", "EV000123", "")``, ``("EF008227", "2.5",
"EU570381")``). A range is ``16..32`` with either end perhaps empty; decimals have a point; yes and no are
``true`` and ``false``. The store keeps them as lists under ``Offer.extra["features"]``, beside
``Offer.extra["fields"]`` (everything else the file said, by the file's own names) and
``Offer.extra["relations"]``. Names for the codes come from ``merkbar classes load``, through
``catalog.classes.code_names``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, make_dataclass
from datetime import date
from decimal import Decimal
from typing import ParamSpec, TypeVar, cast

_Fields = ParamSpec("_Fields")
_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class ProductRecord:
    """One offer of one supplier.

    ``price`` is the amount in ``currency`` for ``price_quantity`` of ``price_unit`` (UN/ECE code);
    ``number_kind`` is the format's own kind of ``supplier_number`` (NELFO VareMrk), '' elsewhere.
    ``labels`` are the supplier's own words, ``label_codes`` triples of vocabulary (gs1, icecat, google),
    code and value, ``certificates`` pairs of label slug and number,
    ``relations`` triples of kind (alternative, replacement, package), number kind and number or size,
    ``features`` ETIM's: triples of code, value and unit (see above).
    ``brand_cut`` and ``mpn_cut`` say that the format may have cut the text: such a text is shown, never
    compared. ``product_group`` is the file's own word; the gate maps it.
    """

    line: int
    supplier_number: str
    name: str
    number_kind: str = ""
    description: str = ""
    brand: str = ""
    brand_cut: bool = False
    mpn: str = ""
    mpn_cut: bool = False
    gtins: tuple[str, ...] = ()
    el_number: str = ""
    el_country: str = ""
    etim_class: str = ""
    unspsc: str = ""
    product_group: str = ""
    price: Decimal | None = None
    currency: str = ""
    price_unit: str = ""
    price_quantity: Decimal | None = None
    price_kind: str = "gross"
    unit: str = ""
    pack_quantity: Decimal | None = None
    stock_quantity: Decimal | None = None
    stock_state: str = ""
    image_url: str = ""
    url: str = ""
    condition: str = ""
    discontinued: bool = False
    labels: tuple[str, ...] = ()
    label_codes: tuple[tuple[str, str, str], ...] = ()
    certificates: tuple[tuple[str, str], ...] = ()
    relations: tuple[tuple[str, str, str], ...] = ()
    features: tuple[tuple[str, str, str], ...] = ()
    extra: tuple[tuple[str, str], ...] = ()


def _quick(record: Callable[_Fields, _Record]) -> Callable[_Fields, _Record]:
    """A constructor of a frozen dataclass of many fields, several times as fast as its own.

    A frozen class sets each field through a call of ``object.__setattr__``. Its open twin sets them
    as any class does, and its instance then becomes one of the frozen class.
    """
    frozen = cast(type, record)

    def close(made: object) -> None:
        made.__class__ = frozen

    named = [(item.name, object, field(default=item.default)) for item in fields(frozen)]
    twin = make_dataclass("_Open", named, slots=True, namespace={"__post_init__": close})
    return cast(Callable[_Fields, _Record], twin)


product_record = _quick(ProductRecord)
"""``ProductRecord`` for the parsers that make most of them: same arguments, same record."""


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """One row of a register: one model of one certificate.

    ``models`` are its names, ``mpns`` the part numbers it stands for where the register tells them apart.

    ``markets`` are ISO 3166 codes, or the register's own word prefixed with ``?`` where it is no
    country. ``pattern`` says that the model holds the register's one-to-one wildcards.
    """

    line: int
    label: str
    number: str
    brand: str = ""
    models: tuple[str, ...] = ()
    mpns: tuple[str, ...] = ()
    gtins: tuple[str, ...] = ()
    dataset: str = ""
    holder: str = ""
    tier: str = ""
    generation: str = ""
    product_group: str = ""
    markets: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    status: str = ""
    url: str = ""
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class PriceTerm:
    """One line of what a supplier agreed with one customer (kinds and units: ``catalog.models.prices``)."""

    line: int
    kind: str
    number: str
    number_kind: str = ""
    percent: Decimal | None = None
    price: Decimal | None = None
    currency: str = ""
    price_unit: str = ""
    price_quantity: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that cannot be taken: becomes an issue and is counted as rejected."""

    line: int
    field: str
    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A record that is left out on purpose (freight, an order line): counted, never an issue."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The supplier says that an offer is gone. Counted as stored where it withdraws one, else ignored."""

    line: int
    supplier_number: str
    number_kind: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A repair or a dropped field; the record itself goes on. Becomes an issue, counts as nothing."""

    line: int
    field: str
    reason: str
    raw: str = ""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the file says of itself, yielded at most once, before the records.

    ``dated`` is the day it was written, or from which its prices hold: of two files the later one counts.
    """

    seller_org_number: str = ""
    seller_name: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    currency: str = ""
    dated: date | None = None
    extra: tuple[tuple[str, str], ...] = field(default=())


FeedItem = ProductRecord | Tombstone | Reject | Ignored | Notice | FileFacts
TermItem = PriceTerm | Reject | Ignored | Notice | FileFacts
RegisterItem = CertificateRecord | Reject | Ignored | Notice | FileFacts
