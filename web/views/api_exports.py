"""The catalogue or a search as one file, streamed. Needs a key with the scope ``export``."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request
from flask_smorest import Blueprint

from catalog import schemas_out
from catalog.search.port import SearchRequest
from web.exporting import CSV, LD, PEPPOL, TYPES, XLSX, Export, stream
from web.services import services
from web.views.api_answers import PREFIX, base_url, only, operation, searched, single
from web.views.api_operating import KEY

# A file has no pages and explains nothing; its products stand by their numbers.
_QUERY = schemas_out.SearchQuery(exclude=("sort", "page", "per_page", "explain", "supplier"))
_SUPPLIER = "Slug of the supplier whose offers are wanted; needed where there are several"
_RECEIVER = "Organisation number of who receives the catalogue, 9 digits"
_TEXT = {"type": "string"}

blueprint = Blueprint("api-exports", __name__, url_prefix=PREFIX, description="Whole files, with a key")


def _described(**texts: str) -> list[dict[str, object]]:
    described: list[dict[str, object]] = [{"in": "query", "schema": _QUERY}]
    for name, said in texts.items():
        described.append({"in": "query", "name": name, "schema": _TEXT, "description": said})
    return described


@operation(
    blueprint, "/export/table.csv", _TEXT, 404, 422,
    kind="text/csv", parameters=_described(supplier=_SUPPLIER), security=KEY,
)  # fmt: skip
def table_csv() -> Response:
    """One supplier's offers as a table that Merkbar reads back without loss; labels_shown says what is shown
    of labels today."""
    return _file(CSV)


@operation(
    blueprint, "/export/table.xlsx", {"type": "string", "format": "binary"}, 404, 422,
    kind=TYPES[XLSX], parameters=_described(supplier=_SUPPLIER), security=KEY,
)  # fmt: skip
def table_xlsx() -> Response:
    """The same table as a workbook."""
    return _file(XLSX)


@operation(
    blueprint, "/export/peppol.xml", _TEXT, 404, 422,
    kind=TYPES[PEPPOL], parameters=_described(supplier=_SUPPLIER, receiver=_RECEIVER), security=KEY,
)  # fmt: skip
def peppol_xml() -> Response:
    """One supplier's offers as a Peppol BIS Catalogue 3 with the labels that are shown today."""
    return _file(PEPPOL)


@operation(
    blueprint, "/export/products.jsonl", _TEXT, 404, 422,
    kind=TYPES[LD], parameters=_described(supplier="Slug of a supplier; without it, all"), security=KEY,
)  # fmt: skip
def products_jsonl() -> Response:
    """Products as schema.org JSON-LD, one object a line, with the certificates that hold today."""
    return _file(LD)


def _file(kind: str) -> Response:
    known = {*(field.data_key or name for name, field in _QUERY.fields.items()), "supplier"}
    only(known | {"receiver"} if kind == PEPPOL else known)
    supplier = single("supplier")
    asked = Export(kind, supplier, _search(kind, supplier), single("receiver"))
    work = services()
    pieces = stream(work.workspace, work.index, asked, base_url())
    response = Response(pieces if request.method == "GET" else (), content_type=TYPES[kind])
    response.headers["Content-Disposition"] = f"attachment; filename={kind}"
    response.cache_control.no_store = True
    return response


def _search(kind: str, supplier: str) -> SearchRequest:
    asked = searched()
    return replace(asked, suppliers=(supplier,) if supplier and kind == LD else ())
