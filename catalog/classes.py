"""Class names: what facets and pages call an ETIM class. The loaded release first, else the shipped names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from catalog.models import ProductClass
from labels.groups import Groups

BATCH = 2000


def replace_classes(session: Session, classes: Iterable[tuple[str, Mapping[str, str]]]) -> int:
    """Takes over a whole release; a class named twice keeps its last names. Returns how many it has."""
    rows = {code: {"code": code, "names": dict(names)} for code, names in classes}
    session.execute(delete(ProductClass))
    found = list(rows.values())
    for start in range(0, len(found), BATCH):
        session.execute(insert(ProductClass), found[start : start + BATCH])
    return len(found)


def class_names(session: Session, groups: Groups, codes: Iterable[str], lang: str) -> dict[str, str]:
    """Names of these classes in ``lang``, else in Norwegian or English; unknown classes are left out."""
    wanted = sorted({code for code in codes if code})
    statement = select(col(ProductClass.code), col(ProductClass.names)).where(
        col(ProductClass.code).in_(wanted)
    )
    loaded = {row.code: row.names for row in session.execute(statement)} if wanted else {}
    found: dict[str, str] = {}
    for code in wanted:
        names = loaded.get(code, {})
        name = names.get(lang) or names.get("nb") or names.get("en") or groups.class_name(code, lang)
        if name:
            found[code] = name
    return found
