"""The catalogue behind the real importers: loaded, tagged and indexed as an operator would."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from catalog.models import Offer
from catalog.workspace import Workspace
from tests import conftest
from tests.relevance import files
from tests.relevance.goods import Goods
from tests.web import pages_world


def load(space: Workspace, goods: list[Goods]) -> dict[int, Goods]:
    """Publishes the catalogue; returns the goods by product id."""
    electric = [item for item in goods if item.el_number]
    office = [item for item in goods if not item.el_number]
    done: Any = [
        _load(
            space, "feed", files.nelfo(electric).encode("latin-1", "replace"), "nelfo", "V4.txt", "grossist"
        ),
        _load(space, "feed", files.table(office), "table", "it.csv", "kontor"),
    ]
    for label in sorted({label for item in office for label, _tier in item.labels}):
        held = [item for item in office if label in dict(item.labels)]
        one = [_only(item, label) for item in held]
        done.append(_load(space, "register", files.register(one), "table", f"{label}.csv", label))
    assert {report.status for report in done} == {"published"}, [report.status for report in done]
    by_number = {item.number: item for item in goods}
    with Session(space.engine) as session:
        rows = session.exec(select(col(Offer.product_id), col(Offer.supplier_number)))
        return {product_id: by_number[number] for product_id, number in rows if product_id}


def _load(space: Workspace, kind: str, text: str | bytes, file_format: str, name: str, owner: str) -> Any:
    owned = {"supplier": owner} if kind == "feed" else {"label": owner}
    return conftest._load(space, kind, text, file_format, name, **owned)


def _only(item: Goods, label: str) -> Goods:
    return replace(item, labels=tuple(pair for pair in item.labels if pair[0] == label))


def opened(folder: Path) -> AbstractContextManager[Workspace]:
    """An empty store in a folder, on the fixed day."""
    return pages_world.opened(folder)
