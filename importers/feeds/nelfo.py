"""EFO/NELFO 4.0 product files (``V4*``, Norway): VH, then VL lines, each with its VX and VA lines.

One record in a line, fields separated by ``;``, no quoting (``"`` is an inch mark), no header row.
The GTIN of a product stands in a VA below it, so a record is finished when the next VL begins.
Options of the profile: ``encoding`` (found out by default) and ``encoding_fallback`` (for lines that
are not UTF-8), ``el_country`` (NO), ``currency`` (NOK, for a header without one).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.records import FeedItem, Notice, Reject
from importers import text
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds.nelfo_details import VA_WIDTH, add_alternative, add_value
from importers.feeds.nelfo_header import HEADERS, Header, read_header
from importers.feeds.nelfo_product import COMPLETE, PRICE, WIDTH, Product, doubts, is_glued, read_product
from importers.repair import Repairs

LONGEST_LINE = 10_000
MOST_DETAILS = 500
_BLANK = " ;\t\x1a"  # DOS ends a text with Ctrl-Z


def parse(path: Path, profile: Profile) -> Iterator[FeedItem]:
    """The products of one file, in its order.

    Raises UnreadableFeed for anything but a whole 4.0 product file without a customer's own prices.
    """
    codec, fallback = text.encoding_options(path.name, profile.options)
    with text.opened(path) as stream:
        repairs = Repairs(text.is_utf8(path.name, stream), codec, fallback)
        reader = _Reader(path.name, profile)
        for item in text.lines(stream, repairs, LONGEST_LINE):
            yield from reader.damaged(item) if isinstance(item, Reject) else reader.take(*item)
        yield from reader.finish()
        yield from repairs.notices()


class _Reader:
    """The state between lines: the header, and the product that VX and VA lines belong to.

    ``_dropping`` says that there is none because its VL was rejected or ignored. ``_narrowest`` is
    the smallest number of fields of a good VL: a last VL with fewer was cut off.
    """

    def __init__(self, subject: str, profile: Profile) -> None:
        self._subject = subject
        self._currency = profile.options.get("currency", "").strip().upper() or "NOK"
        self._el_country = profile.options.get("el_country", "").strip().upper() or "NO"
        self._header: Header | None = None
        self._product: Product | None = None
        self._dropping = False
        self._records = 0
        self._narrowest = 0

    def take(self, line: int, content: str, ended: bool) -> Iterator[FeedItem]:
        """One line of text; ``ended`` False where the file stops without a line end."""
        if not content.strip(_BLANK):
            return
        fields = content.split(";")
        kind = fields[0]
        if self._header is None or kind in HEADERS:
            yield from self._take_header(line, fields)
        elif kind == "VL":
            yield from self._take_product(line, fields, ended)
        elif kind in ("VX", "VA"):
            yield from self._take_detail(line, fields, ended)
        elif not ended:
            raise self._truncated(line, f"the last line begins {kind[:20]!r}")
        else:
            reason = f"expected VL, VX or VA, found {kind[:40]!r}"
            yield from self.damaged(Reject(line, "PostType", reason, content[: text.RAW_LIMIT]))

    def damaged(self, reject: Reject) -> Iterator[FeedItem]:
        """A line that is no record: what follows may belong to it, so it is dropped with it."""
        if self._header is None:
            reason = f"expected a header VH;EFONELFO;4.0, {reject.reason}"
            raise UnreadableFeed(self._subject, reason, reject.line, reject.field)
        yield from self._flush()
        self._dropping = True
        self._records += 1
        yield reject

    def finish(self) -> Iterator[FeedItem]:
        """The last product; raises UnreadableFeed where the file had none."""
        yield from self._flush()
        if self._header is None:
            raise UnreadableFeed(self._subject, "expected a header VH;EFONELFO;4.0, found no text")
        if not self._records:
            raise UnreadableFeed(self._subject, "a header without product lines (0 VL): cut off?")

    def _take_header(self, line: int, fields: Sequence[str]) -> Iterator[FeedItem]:
        yield from self._flush()
        header = read_header(self._subject, line, fields, self._currency)
        if self._header is None:
            self._header, self._currency = header, header.currency
            yield header.facts
            yield from header.notices
            return
        known = (self._header.seller, self._header.currency)
        if known != (header.seller, header.currency):
            reason = f"a second header: expected seller and currency {known}, found others"
            raise UnreadableFeed(self._subject, reason, line, "SelgersId")
        self._dropping = False
        yield Notice(line, "PostType", "a second header of the same seller: two files in one")

    def _take_product(self, line: int, fields: list[str], ended: bool) -> Iterator[FeedItem]:
        yield from self._flush()
        expected = max(COMPLETE, min(self._narrowest, WIDTH))
        if not ended and len(fields) < expected:
            raise self._truncated(line, f"{len(fields)} fields in the last VL, expected {expected}")
        self._records += 1
        result = read_product(line, fields, self._currency, self._el_country, ended=ended)
        if not isinstance(result, Product):
            self._dropping = True
            yield result
            return
        self._product, self._dropping = result, False
        self._narrowest = min(self._narrowest or len(fields), len(fields))
        yield from doubts(result)

    def _take_detail(self, line: int, fields: list[str], ended: bool) -> Iterator[FeedItem]:
        cells = [cell.strip() for cell in fields] + [""] * (VA_WIDTH - len(fields))
        kind, raw = fields[0], ";".join(fields)[: text.RAW_LIMIT]
        if is_glued(fields):
            yield from self.damaged(Reject(line, "line", "expected one record in a line, found two", raw))
            return
        if any(cells[PRICE:]):
            # a product with a damaged record type, or behind a lost line end: what follows is that one's
            reason = f"expected a {kind}, found {len(fields)} fields, as many as a product has"
            yield from self.damaged(Reject(line, "PostType", reason, raw))
            return
        if not ended and len(fields) < (3 if kind == "VX" else 4):
            raise self._truncated(line, f"the last line is an unfinished {kind}")
        if self._product is None:
            if not self._dropping:
                yield Reject(line, "PostType", f"{kind} belongs to a VL, found none above it", raw)
            return
        self._product.details += 1
        if self._product.details > MOST_DETAILS:
            reason = f"expected at most {MOST_DETAILS} VX and VA lines below one VL"
            yield Reject(line, "PostType", reason, raw)
            return
        if not ended and (kind == "VX" or cells[3] == "P"):
            yield Notice(line, "line", "the file ends inside this value: left out", raw)
            return
        add = add_value if kind == "VX" else add_alternative
        notice = add(self._product, line, cells)
        if notice is not None:
            yield notice

    def _flush(self) -> Iterator[FeedItem]:
        if self._product is not None:
            finished, self._product = self._product, None
            yield finished.record()

    def _truncated(self, line: int, found: str) -> UnreadableFeed:
        return UnreadableFeed(self._subject, f"the file is cut off: {found}", line)
