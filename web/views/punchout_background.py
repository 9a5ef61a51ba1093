"""OCI without a person: what a purchasing system asks for by itself, answered as the same form.

``BACKGROUND_SEARCH`` gives the first hits of a search, each with its cheapest offer; ``VALIDATE`` one offer
as it stands today. SAP sends the form of a search by itself; that of a validation is sent by the page.
Nothing is opened and nothing is stored.
"""

from __future__ import annotations

from decimal import Decimal

from flask import Response, make_response, render_template
from sqlmodel import select

from catalog import queries
from catalog.models import Offer, PunchoutCustomer, Supplier
from catalog.ordering.baskets import is_orderable
from catalog.ordering.formats import oci
from catalog.pricing.reading import net_prices
from catalog.punchout import items as punchout_items
from catalog.punchout.items import Limits
from catalog.punchout.oci_call import SEARCH, VALIDATE, Call
from catalog.schemas_query import MAX_TEXT
from catalog.search.port import SearchRequest
from catalog.shapes import OfferView, ProductView
from web import formats, security
from web.services import services, session, today

MOST_HITS = 50
Found = tuple[OfferView, ProductView, Decimal]


def answer(call: Call, customer: PunchoutCustomer) -> Response:
    """The form with what was asked for; without items where there is nothing."""
    found = _hits(call.text) if call.function == SEARCH else _one(call)
    work = services().workspace
    nets = net_prices(
        session(), customer.company_id, [view.id for view, _product, _quantity in found], today()
    )
    version = call.version or customer.oci_version
    limits = Limits(customer.currency, oci.VENDORMAT[version], "" in customer.units)
    kept = punchout_items.of_offers(work, found, nets, limits, today())
    buyer = oci.Buyer(customer.units, customer.vendors, version)
    fields = [*call.control.items(), *oci.fields(kept, buyer, services().settings.base_url)]
    page = render_template(
        "punchout/form.html",
        address=call.hook,
        target=call.target,
        fields=fields,
        sends=call.function == VALIDATE,
    )
    return security.with_return(make_response(page), call.hook)


def offer(offer_id: int | None) -> Offer | None:
    """The offer with that EXT_PRODUCT_ID, None where it can no longer be ordered."""
    found = session().get(Offer, offer_id) if offer_id else None
    return found if found is not None and is_orderable(found) else None


def _hits(text: str) -> list[Found]:
    asked = SearchRequest(text=" ".join(text[:MAX_TEXT].split()), per_page=MOST_HITS)
    ids = queries.search(session(), services().index, asked, today()).ids
    found = []
    for product in queries.product_views(session(), services().workspace, ids, today()):
        cheapest = formats.cheapest([one for one in product.offers if not one.discontinued])
        if cheapest is not None:
            found.append((cheapest, product, Decimal(1)))
    return found


def _one(call: Call) -> list[Found]:
    row = offer(call.product)
    if row is None:
        return []
    supplier = session().exec(select(Supplier).where(Supplier.id == row.supplier_id)).one()
    product = queries.product_view(session(), services().workspace, row.product_id or 0, today())
    return [(queries.offer_view(row, supplier), product, call.quantity)]
