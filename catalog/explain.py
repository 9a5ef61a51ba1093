"""Says step by step why a product carries a label, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session

from catalog import queries
from catalog.history import AsOf
from catalog.shapes import LabelView
from catalog.workspace import Workspace


def explain(
    session: Session,
    workspace: Workspace,
    product_id: int,
    today: date,
    as_of: AsOf | None = None,
) -> Iterator[str]:
    """Lines to print for one product on one day, with ``as_of`` as it was known then. Raises NotFound."""
    view = queries.product_view(session, workspace, product_id, today, as_of)
    yield f"product {view.id}: {view.name} | {view.brand or '-'} | {view.mpn or '-'} | {view.group or '-'}"
    if view.gtin_conflict:
        yield "  one of its GTINs is on another product too: no automatic label"
    if not view.evidence:
        yield "  no certificate shares a key with it, and no supplier claims a label"
    for evidence in view.evidence:
        yield from _one(evidence)


def _one(evidence: LabelView) -> Iterator[str]:
    tier = f" {evidence.tier}" if evidence.tier else ""
    beaten = f", beaten by {evidence.rejected}" if evidence.rejected else ""
    yield f"  {evidence.label}{tier}: {evidence.state} (level {evidence.level}{beaten})"
    if evidence.kind == "claim":
        place = f"{evidence.file_name} line {evidence.line}"
        yield f"    {evidence.supplier} says {evidence.claim_raw!r} ({place})"
        return
    yield (
        f"    certificate {evidence.certificate}, {evidence.valid_from or '-'} to "
        f"{evidence.valid_to or '-'}, {evidence.register}, confirmed {evidence.confirmed_on}"
    )
    yield f"    from {evidence.file_name} line {evidence.line}, sha256 {evidence.sha256[:16]}"
    for rule, passed, detail in evidence.steps:
        yield f"    {'passed' if passed else 'failed'} {rule}: {detail}"
