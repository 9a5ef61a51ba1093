"""What every page reads is found by its product, however large the tables are: SQLite's own plans say so."""

from __future__ import annotations

import pytest
from sqlalchemy import Select, text

from catalog import db, evidence, product_statements
from catalog.workspace import Workspace


def plan(space: Workspace, statement: Select) -> list[str]:
    with db.reading(space.engine) as session:
        written = str(statement.compile(space.engine)).replace("?", "'[1, 2, 3]'")
        return [row[3] for row in session.connection().execute(text(f"EXPLAIN QUERY PLAN {written}"))]


@pytest.mark.parametrize(
    "statement, first",
    [
        (evidence._standing, "SEARCH tag USING INDEX ix_tag_product_id"),
        (product_statements.offers_of, "SEARCH offer USING INDEX ix_offer_product_id"),
        (product_statements.identifiers_of, "SEARCH offer USING COVERING INDEX ix_offer_product_id"),
        (product_statements.products_of, "SEARCH product USING INTEGER PRIMARY KEY"),
    ],
)
def test_a_page_finds_its_rows_by_product(workspace: Workspace, statement: object, first: str) -> None:
    found = plan(workspace, statement())  # type: ignore[operator]
    assert found[0].startswith(first), found
    scanned = [step for step in found if step.startswith("SCAN") and "VIRTUAL TABLE" not in step]
    assert not scanned, found
