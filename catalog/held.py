"""The labels of one product and nothing else of it: what a badge is drawn from.

Two statements of plain columns, both by index: an embedded badge is asked for far more often than a page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, select
from sqlmodel import Session

from catalog.errors import NotFound
from catalog.evidence import label_views
from catalog.models import Product
from catalog.rows import read_rows, table_of
from catalog.shapes import LabelView
from catalog.states import hidden, shown
from catalog.workspace import Workspace

_ID: BindParameter[Any] = bindparam("id")


@dataclass(frozen=True, slots=True)
class Held:
    """A product's name and labels for one day; ``labels`` and ``labels_not_shown`` as in ProductView."""

    id: int
    name: str
    labels: tuple[LabelView, ...]
    labels_not_shown: tuple[LabelView, ...]


def held(session: Session, workspace: Workspace, product_id: int, today: date) -> Held:
    """What the product holds on ``today``. Raises NotFound where it never existed or was merged away."""
    found = read_rows(session, _product(), {"id": product_id})
    if not found or found[0].merged_into is not None:
        raise NotFound(f"no product {product_id}")
    views = label_views(session, workspace, [product_id], today).get(product_id, [])
    held_today = shown(views, workspace.labels, workspace.show_declared)
    return Held(product_id, found[0].name, held_today, hidden(views, workspace.labels, held_today))


@cache
def _product() -> Any:
    product = table_of(Product).c
    return select(product.name, product.merged_into).where(product.id == _ID)
