"""Reads tags with their whole trail (certificate, register, run, file, line) as views for a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from catalog.history import AsOf, confirmations
from catalog.models import Certificate, Dataset, Offer, Run, Supplier, Tag
from catalog.shapes import LabelView
from catalog.states import REFUTING, settle_claims
from catalog.workspace import Workspace
from labels.model import State
from labels.validity import Validity, is_stale, state_on


def stale_datasets(session: Session, today: date) -> frozenset[int]:
    """Data sets whose last confirmation is older than their limit."""
    rows = session.execute(select(col(Dataset.id), col(Dataset.confirmed_on), col(Dataset.max_age_days)))
    return frozenset(key for key, confirmed, limit in rows if is_stale(confirmed, limit, today))


def label_views(
    session: Session,
    workspace: Workspace,
    product_ids: Sequence[int],
    today: date,
    as_of: AsOf | None = None,
) -> dict[int, list[LabelView]]:
    """Every standing tag of the products, with its state on ``today``. Not-yet-valid ones are left out.

    With ``as_of``: the tags that stood when that day ended, and the registers as fresh as they were then.
    """
    rows = session.execute(_statement(product_ids, as_of)).all()
    confirmed = _confirmation_days(session, rows, as_of)
    found: dict[int, list[LabelView]] = defaultdict(list)
    tags: dict[int, list[Tag]] = defaultdict(list)
    for row in rows:
        tag: Tag = row.Tag
        tags[tag.product_id].append(tag)
        state = _state(tag, today, row.Dataset, confirmed.get(tag.id or 0))
        if state is not None:
            view = _build(row, workspace, state, confirmed.get(tag.id or 0))
            found[tag.product_id].append(view)
    return {key: settle_claims(views, tags[key], today) for key, views in found.items()}


def _statement(product_ids: Sequence[int], as_of: AsOf | None) -> Any:
    return (
        select(Tag, Certificate, Dataset, Run, Supplier)
        .join(Run, col(Run.id) == col(Tag.run_id))
        .outerjoin(Certificate, col(Certificate.id) == col(Tag.certificate_id))
        .outerjoin(Dataset, col(Dataset.id) == col(Tag.dataset_id))
        .outerjoin(Offer, col(Offer.id) == col(Tag.offer_id))
        .outerjoin(Supplier, col(Supplier.id) == col(Offer.supplier_id))
        .where(col(Tag.product_id).in_(product_ids))
        .where(col(Tag.closed_at).is_(None) if as_of is None else as_of.standing())
        .order_by(col(Tag.id))
    )


def _confirmation_days(session: Session, rows: Sequence[Row[Any]], as_of: AsOf | None) -> dict[int, date]:
    """By tag, the day on which its register was last confirmed. In history, a tag whose data set no run
    had confirmed by then was at least read on the day it was opened."""
    registered = [row for row in rows if row.Dataset is not None]
    if as_of is None:
        return {row.Tag.id: row.Dataset.confirmed_on for row in registered}
    known = confirmations(session, as_of, {row.Dataset.id for row in registered})
    return {
        row.Tag.id: known.get(row.Dataset.id) or row.Tag.opened_at.astimezone(as_of.zone).date()
        for row in registered
    }


def _state(tag: Tag, today: date, dataset: Dataset | None, confirmed: date | None) -> State | None:
    if tag.kind == "claim":
        return State.DECLARED
    if tag.rejected:
        return State.REFUTED if tag.rejected in REFUTING else State.CANDIDATE
    stale = bool(dataset and confirmed and is_stale(confirmed, dataset.max_age_days, today))
    return state_on(Validity(tag.valid_from, tag.valid_to, tag.withdrawn_on), today, stale)


def _build(row: Row[Any], workspace: Workspace, state: State, confirmed: date | None) -> LabelView:
    tag: Tag = row.Tag
    certificate: Certificate | None = row.Certificate
    label = workspace.labels[tag.label]
    run: Run = row.Run
    return LabelView(
        tag_id=tag.id or 0,
        label=tag.label,
        tier=tag.tier,
        generation=tag.generation,
        state=state,
        kind=tag.kind,
        level=tag.level,
        method=tag.method,
        matched_key=tag.matched_key,
        rejected=tag.rejected,
        certificate=tag.certificate_number,
        certificate_url=_certificate_url(certificate, label.certificate_url, tag.certificate_number),
        register=label.register_name if tag.kind == "register" else "",
        valid_from=tag.valid_from,
        valid_to=tag.valid_to,
        withdrawn_on=tag.withdrawn_on,
        confirmed_on=confirmed,
        supplier=row.Supplier.name if row.Supplier else "",
        claim_raw=tag.claim_raw,
        holder=certificate.holder if certificate else "",
        markets=tuple(certificate.markets) if certificate else (),
        product_group=certificate.product_group if certificate else "",
        run_id=run.id or 0,
        fetched_at=run.started_at,
        file_name=run.file_name,
        sha256=run.sha256,
        line=tag.line,
        steps=tuple(tag.steps),
    )


def _certificate_url(certificate: Certificate | None, template: str, number: str) -> str:
    if certificate is None:
        return ""
    return certificate.url or template.replace("{number}", number)
