"""One page of matches with everything that is counted over all of them."""

from __future__ import annotations

from catalog.search.day_tags import DayTags
from catalog.search.facets import facets
from catalog.search.filters import Filtered
from catalog.search.matching import Matches
from catalog.search.port import SearchRequest, SearchResult
from catalog.search.ranking import Standing, page_docs
from catalog.search.snapshot import Snapshot


def answer(
    snapshot: Snapshot, matches: Matches, tags: DayTags, request: SearchRequest, label_weight: float = 1
) -> SearchResult:
    """The page, the exact total and the facets. Raises InvalidRequest for a filter that is none."""
    filtered = Filtered(snapshot, matches, tags, request)
    total = filtered.total()
    start = (request.page - 1) * request.per_page
    ids: tuple[int, ...] = ()
    if start < total:
        standing = Standing.of(snapshot, tags, label_weight)
        kept, size = filtered.matches(), request.per_page
        docs = page_docs(snapshot, kept, None, request.sort, start, size, standing)
        ids = tuple(snapshot.product_id[docs].tolist())
    return SearchResult(
        total, request.page, request.per_page, ids, facets(filtered),
        complete=filtered.complete(),
        unlabelled=None if total else filtered.unlabelled(),
    )  # fmt: skip
