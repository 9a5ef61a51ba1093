"""The products of an ETIM xChange file, one at a time, and what the file says of itself around them.

JSON does not order the keys of an object: the currency may stand behind a gigabyte of products. So a
file is read twice: once for its head (which also proves that it is whole before anything of it is used),
once for its products.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import ijson

from importers.json_rows import JsonRows

HEAD = frozenset((
    "SchemaVersion", "CatalogueId", "CatalogueVersion", "CatalogueType", "ChangeReferenceCatalogueVersion",
    "GenerationDate", "CatalogueValidityStart", "CatalogueValidityEnd", "CurrencyCode", "BuyerName",
    "BuyerIdGln", "BuyerIdDuns", "ContractReferenceNumber",
))  # fmt: skip
MOST_PARTS = 400_000  # of one product: some hundred times the richest that is likely
_MOST_SUPPLIERS = 100
_MAX_DEPTH = 50
# Small, because the parser works through a whole buffer before any depth can be seen.
_BUFFER_BYTES = 4096
_LANGUAGE, _SUPPLIER = "Language.item", "Supplier.item"
_SUPPLIER_KEYS = frozenset(
    f"{_SUPPLIER}.{name}" for name in ("SupplierName", "SupplierIdGln", "SupplierIdDuns", "SupplierVatNo")
)
_PRODUCT = f"{_SUPPLIER}.Product.item"


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Catalogue(JsonRows):
    """One xChange file. Iterating it gives pairs of 1-based product number and product.

    ``facts`` holds the scalars of the file's head, ``languages`` its languages, ``suppliers`` the scalars
    of each supplier; complete after the last product. With ``build`` False the products are checked and
    counted, and given as None. Raises what JsonRows raises.
    """

    def __init__(self, path: Path, *, build: bool) -> None:
        super().__init__(path, ())
        self._build = build
        self.languages: list[object] = []
        self.suppliers: list[dict[str, object]] = []

    def _elements(self, file: _Source) -> Iterator[object]:
        builder: Any = None
        parts = products = 0
        keys: list[str] = []
        for prefix, event, value in ijson.parse(file, buf_size=_BUFFER_BYTES):
            if event in ("start_map", "start_array") and prefix.count(".") > _MAX_DEPTH:
                raise ValueError(f"nested more than {_MAX_DEPTH} deep")
            if builder is not None:
                parts += 1
                if parts > MOST_PARTS:
                    raise self._fault(f"holds a product of more than {MOST_PARTS} parts", products)
                if self._build:
                    builder.event(event, value)
                if event == "end_map" and prefix == _PRODUCT:
                    yield builder.value if self._build else None
                    builder = None
            elif prefix == _PRODUCT:
                products += event != "end_array"
                if event == "start_map":
                    builder, parts = ijson.ObjectBuilder(), 0
                    builder.event(event, value)
                elif event != "end_array":
                    yield value
            elif event == "map_key":
                keys += [value] if not prefix and len(keys) < len(HEAD) else []
            else:
                self._note(prefix, event, value)
        if not products:
            found = ", ".join(key[:40] for key in keys) or "neither list nor object"
            raise self._fault(f"holds no products (xChange: Supplier, Product); found: {found}", 0)

    def _note(self, prefix: str, event: str, value: object) -> None:
        if event == "start_map" and prefix == _SUPPLIER:
            if len(self.suppliers) == _MOST_SUPPLIERS:
                raise self._fault(f"holds more than {_MOST_SUPPLIERS} suppliers", 0)
            self.suppliers.append({})
        elif event.startswith(("start_", "end_")):
            return
        elif prefix in HEAD:
            self.facts[prefix] = value
        elif prefix in _SUPPLIER_KEYS and self.suppliers:
            self.suppliers[-1][prefix.rpartition(".")[2]] = value
        elif prefix == _LANGUAGE and len(self.languages) < len(HEAD):
            self.languages.append(value)
