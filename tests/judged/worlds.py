"""Small made-up worlds of offers and certificates for the property tests.

Everything in them is alike on purpose: two spellings of one brand, models one letter apart, names of
equal length of which one is an accessory's, GTINs and el-numbers that several offers share.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st

from tests.conftest import TODAY

SUPPLIERS = ("acme", "bolt")
GTINS = ("5397184821671", "4995047056638", "8806095545479")
DAYS = tuple(TODAY + timedelta(days=after) for after in (-1000, -400, 0, 60, 500))
Row = Mapping[str, str]


@dataclass(frozen=True)
class World:
    """Offers (columns of the feed table, with their supplier) and certificates (of the register table).

    No offer and no certificate stands there twice, so no order can be an update of another.
    """

    offers: tuple[Row, ...]
    certificates: tuple[Row, ...]


def _world(offers: Sequence[Row], certificates: Sequence[Row]) -> World:
    return World(
        tuple({"supplier_number": str(at), **row} for at, row in enumerate(offers)),
        tuple(_possible(at, row) for at, row in enumerate(certificates, 1001)),
    )


def _possible(number: int, row: Row) -> Row:
    """A row that the gate takes: tiers for EPEAT alone, days in order, no GTIN for two models."""
    first, last = sorted((row["valid_from"], row["valid_to"]))
    return {
        **row,
        "certificate": str(number),
        "tier": row["tier"] if row["label"] == "epeat" else "",
        "gtin": "" if "|" in row["model"] else row["gtin"],
        "valid_from": first,
        "valid_to": last,
    }


OFFERS = st.fixed_dictionaries(
    {
        "supplier": st.sampled_from(SUPPLIERS),
        "brand": st.sampled_from(["HP", "HP", "Hewlett-Packard", "HPE", ""]),
        "mpn": st.sampled_from(["X100", "X100", "x 100", "X100B", ""]),
        "gtin": st.sampled_from(["", "", *GTINS]),
        "name": st.sampled_from(["HP X100 skjerm", "Fot til HP X10", "Skjerm fra lager 2"]),
        "product_group": st.sampled_from(["displays", "", "cables", "tvs"]),
        "el_number": st.sampled_from(["", "", "1000001"]),
        "labels": st.sampled_from(["", "EPEAT Gold", "EPEAT: nei"]),
        "certificates": st.sampled_from(["", "", "epeat:1001", "tco-certified:1002"]),
    }
)
CERTIFICATES = st.fixed_dictionaries(
    {
        "label": st.sampled_from(["tco-certified", "epeat", "epeat", "energy-star"]),
        "brand": st.sampled_from(["HP Inc.", "HP Inc.", "HPE"]),
        "model": st.sampled_from(["X100", "X100", "X100B", "X10*", "X10#", "X10|X100", "X10, X100"]),
        "gtin": st.sampled_from(["", "", *GTINS]),
        "tier": st.sampled_from(["", "gold", "silver"]),
        "markets": st.sampled_from(["NO", "US", "NO|US"]),
        "valid_from": st.sampled_from(DAYS[:4]).map(str),
        "valid_to": st.sampled_from(DAYS[1:]).map(str),
        "status": st.sampled_from(["", "", "archived"]),
    }
)
WORLDS = st.builds(
    _world,
    st.lists(OFFERS, min_size=1, max_size=6),
    st.lists(CERTIFICATES, min_size=1, max_size=4),
)


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[World, World]:
    """A world, and the same offers and certificates in another order."""
    world = draw(WORLDS)
    offers, certificates = draw(st.permutations(world.offers)), draw(st.permutations(world.certificates))
    return world, World(tuple(offers), tuple(certificates))


_SCREEN = {
    "supplier": "acme", "brand": "HP", "mpn": "X100", "gtin": "", "name": "HP X100 skjerm",
    "product_group": "displays", "el_number": "", "labels": "", "certificates": "",
}  # fmt: skip
_GOLD = {
    "label": "epeat", "brand": "HP", "model": "X100", "gtin": "", "tier": "gold", "markets": "NO",
    "valid_from": str(DAYS[0]), "valid_to": str(DAYS[-1]), "status": "",
}  # fmt: skip


def tied() -> tuple[World, World]:
    """Two suppliers that rank alike but disagree about the kind of product, in both orders."""
    world = _world([_SCREEN, {**_SCREEN, "supplier": "bolt", "product_group": "cables"}], [_GOLD])
    return world, World(world.offers[::-1], world.certificates)


def by_pattern() -> World:
    """An offer that only a register's wildcard names."""
    return _world([_SCREEN], [{**_GOLD, "model": "X10*"}])


def table(rows: Sequence[Row]) -> str:
    """Rows as the CSV that ``feeds load`` and ``registers load`` read; the supplier is no column."""
    out = io.StringIO()
    writer = csv.DictWriter(
        out, [name for name in rows[0] if name != "supplier"], extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
