"""The catalogue or a search as one file, streamed. Needs a key with the scope ``export``."""

from __future__ import annotations

import re
from dataclasses import replace

from flask import Response, request
from flask_smorest import Blueprint

from catalog.errors import InvalidRequest
from catalog.schemas_query import SearchQuery
from catalog.search.port import SearchRequest
from web import sourcing
from web.exporting import CSV, LD, PEPPOL, TYPES, XLSX, Export, stream
from web.query_args import plain
from web.services import services
from web.views.api_answers import PREFIX, base_url, only, operation, searched, single
from web.views.api_operating import KEY

# A file has no pages and explains nothing; its products stand by their numbers.
_QUERY = SearchQuery(exclude=("sort", "page", "per_page", "explain", "supplier"))
_SEARCH = {"in": "query", "schema": _QUERY}
_SLUG = re.compile(r"[a-z0-9-]{1,64}")
_TEXT = {"type": "string"}
_SUPPLIER = {
    "in": "query", "name": "supplier", "required": True,
    "schema": {"type": "string", "pattern": "^[a-z0-9-]{1,64}$"},
    "description": "Slug of the supplier whose offers are wanted",
}  # fmt: skip
_RECEIVER = {
    "in": "query", "name": "receiver", "schema": {"type": "string", "pattern": "^[0-9]{9}$"},
    "description": "Organisation number of who receives the catalogue",
}  # fmt: skip
_ONLY_OF = {
    "in": "query", "name": "supplier", "schema": {"type": "string", "pattern": "^[a-z0-9-]{0,64}$"},
    "description": "Slug of a supplier; without it, all",
}  # fmt: skip

blueprint = Blueprint("api-exports", __name__, url_prefix=PREFIX, description="Whole files, with a key")


@operation(
    blueprint, "/export/table.csv", _TEXT, 404, 422,
    kind="text/csv", parameters=[_SEARCH, _SUPPLIER], security=KEY,
)  # fmt: skip
def table_csv() -> Response:
    """One supplier's offers as a table that Merkbar reads back without loss; labels_shown says what is shown
    of labels today."""
    return _file(CSV)


@operation(
    blueprint, "/export/table.xlsx", {"type": "string", "format": "binary"}, 404, 422,
    kind=TYPES[XLSX], parameters=[_SEARCH, _SUPPLIER], security=KEY,
)  # fmt: skip
def table_xlsx() -> Response:
    """The same table as a workbook."""
    return _file(XLSX)


@operation(
    blueprint, "/export/peppol.xml", _TEXT, 404, 422,
    kind=TYPES[PEPPOL], parameters=[_SEARCH, _SUPPLIER, _RECEIVER], security=KEY,
)  # fmt: skip
def peppol_xml() -> Response:
    """One supplier's offers as a Peppol BIS Catalogue 3 with the labels that are shown today."""
    return _file(PEPPOL)


@operation(
    blueprint, "/export/products.jsonl", _TEXT, 404, 422,
    kind=TYPES[LD], parameters=[_SEARCH, _ONLY_OF], security=KEY,
)  # fmt: skip
def products_jsonl() -> Response:
    """Products as schema.org JSON-LD, one object a line, with the certificates that hold today."""
    return _file(LD)


def _file(kind: str) -> Response:
    known = {*(field.data_key or name for name, field in _QUERY.fields.items()), "supplier"}
    only(known | {"receiver"} if kind == PEPPOL else known)
    supplier = single("supplier")
    if not _SLUG.fullmatch(supplier) and (supplier or kind != LD):
        raise InvalidRequest("supplier", "a file holds the offers of one supplier: give its slug")
    asked = Export(kind, supplier, _search(kind, supplier), single("receiver"))
    work = services()
    pieces = stream(work.workspace, work.index, asked, base_url())
    response = Response(pieces if request.method == "GET" else (), content_type=TYPES[kind])
    response.call_on_close(pieces.close)
    response.headers["Content-Disposition"] = f"attachment; filename={kind}"
    response.cache_control.no_store = True
    return response


def _search(kind: str, supplier: str) -> SearchRequest:
    asked = searched()
    narrowed = sourcing.scoped(asked) if asked.agreements or asked.risks else asked
    return replace(plain(narrowed), suppliers=(supplier,) if supplier and kind == LD else ())
