"""BMEcat 1.2 and 2005 (XML, any of its namespaces or none), with ETIM's extensions.

HEADER, then one transaction (T_NEW_CATALOG, T_UPDATE_PRODUCTS, T_UPDATE_PRICES, ETIM's T_NEW_PRODUCTDATA)
with an ARTICLE (1.2) or PRODUCT (2005) a product; ``mode="delete"`` makes a Tombstone. Prices alone
(T_UPDATE_PRICES) name no product and are rejects. Options of the profile: ``currency`` (for prices without
one; of several prices the one in it), ``decimal`` (by default a point, no groups), ``territory`` (NO: of
several prices the one for it). Texts are taken in bokmål, else nynorsk, Danish, Swedish,
English, German, any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.records import FeedItem, Notice, Reject
from importers import xml_encoding, xml_stream
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.bmecat_header import Catalogue, check_version, read_header
from importers.feeds.bmecat_parts import LeftOut, Names
from importers.feeds.bmecat_price import Prices
from importers.feeds.bmecat_product import Products
from importers.xml_stream import Element

_ROOT = "BMECAT"
_HEADER = "HEADER"
_PRICES_ONLY = "T_UPDATE_PRICES"
_TRANSACTIONS = ("T_NEW_CATALOG", "T_NEW_PRODUCTDATA", "T_UPDATE_PRODUCTS", _PRICES_ONLY)
_PRODUCTS = ("ARTICLE", "PRODUCT")
_SKIPPED = (
    "CATALOG_STRUCTURE", "CATALOG_GROUP_SYSTEM", "CLASSIFICATION_GROUP", "CLASSIFICATION_SYSTEM",
    "FEATURE_SYSTEM", "ARTICLE_TO_CATALOGGROUP_MAP", "PRODUCT_TO_CATALOGGROUP_MAP",
)  # fmt: skip


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """The products of one file, in its order; ``line`` is that of a product's start tag.

    A price is the list price without tax (see ``bmecat_price``) for ``price_quantity`` order units. Raises
    UnreadableFeed for anything but a whole BMEcat file with products, and for one whose prices are all
    a customer's own.
    """
    reader = _Reader(path.name, profile)
    tags = (_HEADER, *_PRODUCTS)
    codec = xml_encoding.declared_or(path, profile.options)
    for element in xml_stream.records(path, tags, roots=(_ROOT,), skip=_SKIPPED, codec=codec):
        yield from reader.take(element)
    yield from reader.finish()


class _Reader:
    """The state of one file: its version, its catalogue once the header was read, and its counts."""

    def __init__(self, subject: str, profile: Profile) -> None:
        self._subject = subject
        self._options = profile.options
        self._left_out = LeftOut()
        self._prices = Prices(profile.options, self._left_out)
        self._prices.check_options(subject)
        self._names = Names()
        self._parent: Element | None = None
        self._transaction = ""
        self._version: str | None = None
        self._catalogue: Catalogue | None = None
        self._products: Products | None = None
        self._records = 0

    def take(self, element: Element) -> Sequence[FeedItem]:
        """A HEADER, ARTICLE or PRODUCT."""
        if self._version is None:
            self._version = check_version(self._subject, element.getroottree().getroot())
        if self._names[element.tag] == _HEADER:
            return list(self._take_header(element))
        if self._products is None:
            reason = "expected a HEADER before the first product"
            raise UnreadableFeed(self._subject, reason, xml_stream.line(element), _HEADER)
        self._records += 1
        parent = element.getparent()
        if parent is None or parent is not self._parent:
            self._parent = parent
            self._transaction = "" if parent is None else xml_stream.local_name(parent)
        inside = self._transaction
        if inside not in _TRANSACTIONS:
            reason = f"expected a product in one of {', '.join(_TRANSACTIONS)}, found it in {inside[:60]!r}"
            return [Reject(xml_stream.line(element), xml_stream.local_name(element), reason)]
        return self._products.read(element, prices_only=inside == _PRICES_ONLY)

    def finish(self) -> Iterator[Notice]:
        """What was left out; raises UnreadableFeed for a file without products, or of a customer's prices."""
        if not self._records:
            raise UnreadableFeed(self._subject, "0 products (ARTICLE or PRODUCT), expected at least one")
        self._prices.refuse_confidential(self._subject)
        yield from self._left_out.notices()

    def _take_header(self, element: Element) -> Iterator[FeedItem]:
        if self._catalogue is not None:
            line = xml_stream.line(element)
            raise UnreadableFeed(self._subject, "a second HEADER: two files in one", line, _HEADER)
        self._catalogue = read_header(element, self._version or "", self._options)
        self._products = Products(self._catalogue, self._prices, self._left_out)
        yield self._catalogue.facts
        yield from self._catalogue.notices
