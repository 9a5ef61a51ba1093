"""Names of ETIM's codes: what facets and pages call a class, a feature, its value and its unit.

The loaded release first, for classes else the shipped names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from catalog.models import Product, ProductClass
from catalog.rows import any_of, as_list, read_rows, table_of
from labels.groups import Groups

BATCH = 2000
# the language in which a class is searched for by its name
SEARCHED = "nb"


def replace_classes(session: Session, classes: Iterable[tuple[str, Mapping[str, str]]]) -> int:
    """Takes over a whole release, every kind of code; one named twice keeps its last names.

    Returns how many codes it has.
    """
    rows = {code: {"code": code, "names": dict(names)} for code, names in classes}
    session.execute(delete(ProductClass))
    found = list(rows.values())
    for start in range(0, len(found), BATCH):
        session.execute(insert(ProductClass), found[start : start + BATCH])
    return len(found)


def load_classes(
    session: Session, groups: Groups, classes: Iterable[tuple[str, Mapping[str, str]]], revision: int
) -> int:
    """Takes over a whole release and marks the products whose class is called something else now with
    ``revision``: search finds them by that name. Returns how many codes the release has."""
    used = set(session.execute(select(col(Product.etim_class)).distinct()).scalars())
    before = class_names(session, groups, used, SEARCHED)
    count = replace_classes(session, classes)
    after = class_names(session, groups, used, SEARCHED)
    renamed = sorted(code for code in used if before.get(code) != after.get(code))
    for start in range(0, len(renamed), BATCH):
        touched = col(Product.etim_class).in_(renamed[start : start + BATCH])
        session.execute(update(Product).where(touched).values(revision=revision))
    return count


def class_names(session: Session, groups: Groups, codes: Iterable[str], lang: str) -> dict[str, str]:
    """Names of these classes in ``lang``, else in Norwegian or English; unknown classes are left out."""
    wanted = {code for code in codes if code}
    shipped = {code: groups.class_name(code, lang) for code in wanted}
    found = shipped | code_names(session, wanted, lang)
    return {code: found[code] for code in sorted(found) if found[code]}


def code_names(session: Session, codes: Iterable[str], lang: str) -> dict[str, str]:
    """Names of features (EF), values (EV), units (EU: their sign) and classes (EC) of the loaded release.

    In ``lang``, else in Norwegian or English; a code that has none is left out.
    """
    wanted = sorted({code for code in codes if code})
    found: dict[str, str] = {}
    for start in range(0, len(wanted), BATCH):
        for code, names in read_rows(session, _names_of(), {"codes": as_list(wanted[start : start + BATCH])}):
            if name := name_in(names, lang):
                found[code] = name
    return found


def name_in(names: Mapping[str, str], lang: str) -> str:
    """The name in ``lang``, else in Norwegian or English, else ''."""
    return names.get(lang) or names.get("nb") or names.get("en") or ""


@cache
def _names_of() -> Any:
    known = table_of(ProductClass).c
    return select(known.code, known.names).where(known.code.in_(any_of("codes")))
