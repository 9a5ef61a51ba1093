"""The company that an option names."""

from __future__ import annotations

import click
from sqlmodel import Session, select

from catalog.models import Company


def company_id(session: Session, slug: str) -> int | None:
    """Its id, None for ''. Raises UsageError where there is no such company."""
    if not slug:
        return None
    found = session.exec(select(Company).where(Company.slug == slug)).first()
    if found is None:
        raise click.UsageError(f"--company: there is no company {slug!r}")
    return found.id
