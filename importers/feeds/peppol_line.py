"""One CatalogueLine as a record, a tombstone or a reject."""

from __future__ import annotations

from catalog.records import FeedItem, Notice, ProductRecord, Reject, Tombstone
from importers import xml_stream
from importers.columns import RefusedCell
from importers.feeds.peppol_fields import Fields
from importers.feeds.peppol_item import Reading, read_item
from importers.text import RAW_LIMIT
from importers.xml_stream import Element

_ACTIONS = ("", "add", "update", "delete")


def read_line(place: int, element: Element, reading: Reading) -> list[FeedItem]:
    """What a CatalogueLine says: notices and the record, a tombstone, or a reject. ``place`` is its line."""
    fields = Fields(element)
    try:
        return _items(place, fields, reading)
    except RefusedCell as refused:
        item = xml_stream.child(element, "Item")
        said = [xml_stream.text(element, "ID")]
        if item is not None:
            said += [xml_stream.text(item, "SellersItemIdentification", "ID"), xml_stream.text(item, "Name")]
        return [Reject(place, refused.field, str(refused), " | ".join(filter(None, said))[:RAW_LIMIT])]


def _items(place: int, fields: Fields, reading: Reading) -> list[FeedItem]:
    action = fields.take(fields.line, "ActionCode")
    if action.lower() not in _ACTIONS:
        raise RefusedCell("ActionCode", f"expected Add, Update or Delete, found {action[:40]!r}")
    item = fields.only(fields.line, "Item")
    if item is None:
        raise RefusedCell("Item", "expected an Item, found none")
    sellers = fields.take(item, "SellersItemIdentification", "ID")
    if not sellers:
        raise RefusedCell("SellersItemIdentification", "expected the seller's number, found none")
    if reading.deletes or action.lower() == "delete":
        return [Tombstone(place, sellers)]
    name = fields.take(item, "Name")
    if not name:
        raise RefusedCell("Name", "expected a name, found none")
    notices: list[Notice] = []
    record = read_item(ProductRecord(place, sellers, name), fields, item, reading, notices)
    return [*notices, record]
