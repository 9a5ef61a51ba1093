"""A shop with screens, one of them labelled, and a cable, through the real importers and the real index."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from catalog import db
from catalog.models import Offer
from catalog.workspace import Workspace
from tests import conftest

FEED = """\
supplier_number,mpn,brand,name,price,currency,unit,price_unit,product_group
A,FV24,Fjellvik,"Fjellvik FV24 skjerm 24"" FHD",1500,NOK,EA,EA,displays
B,SK24,Skjermøy,"Skjermøy SK24 <b> skjerm 24"" FHD",1380,NOK,EA,EA,displays
C,SK25,Skjermøy,"Skjermøy SK25 skjerm 24"" FHD",,NOK,EA,EA,displays
K,PFXP,Tråddal,"PFXP 3G2,5 kabel hvit",12,NOK,MTR,MTR,cables
"""
REGISTER = """\
label,certificate,brand,model,valid_to
tco-certified,D1,Skjermøy,SK24,2027-12-31
tco-certified,D2,Skjermøy,SK25,2027-12-31
"""


def fill(space: Workspace) -> dict[str, int]:
    """Loads them; the offers' ids by the supplier's number."""
    load: Any = conftest._load
    done = [
        load(space, "feed", FEED, "table", "skjermhuset.csv", supplier="skjermhuset"),
        load(space, "register", REGISTER, "table", "tco.csv", label="tco-certified"),
    ]
    assert [report.status for report in done] == ["published"] * len(done)
    with db.reading(space.engine) as session:
        return {offer.supplier_number: offer.id or 0 for offer in session.exec(select(Offer)).all()}
