"""What the form of a list sends, and what its buttons do. Field names are short: there may be 2,000 rows.

``n-7`` is row 7's number, ``q-7`` its quantity, ``c-7`` its note, ``o-7`` its offer; each with what it held
(``wn-7``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlmodel import Session, select

from catalog.models import QuickDraft, Supplier
from catalog.ordering import bulk
from catalog.ordering.bulk import Added, Wanted
from catalog.ordering.quick import drafts
from catalog.ordering.quick.review import review
from catalog.ordering.quick.rows import Edit
from catalog.people.roles import Visitor
from catalog.workspace import Workspace

_FIELD = re.compile(r"([nqc])-([0-9]{1,9})")
_PAIR = re.compile(r"([0-9]{1,9}):([0-9]{1,18})")


def edits_of(form: Mapping[str, str]) -> dict[int, Edit]:
    """What was typed and chosen, by row."""
    found: dict[int, Edit] = {}
    for name, text in form.items():
        field = _FIELD.fullmatch(name)
        if field is None:
            continue
        row = int(field[2])
        edit = found.get(row, Edit())
        if field[1] == "n":
            found[row] = replace(edit, number=text, was=form.get(f"wn-{row}"))
        elif field[1] == "c":
            found[row] = replace(edit, comment=text.strip(), was_comment=form.get(f"wc-{row}"))
        else:
            found[row] = replace(edit, quantity=text.strip(), was_quantity=form.get(f"wq-{row}"))
    for row, edit in found.items():
        offer = form.get(f"o-{row}", "")
        if offer.isdigit() and len(offer) < 19 and offer != form.get(f"wo-{row}"):
            found[row] = replace(edit, offer=int(offer))
    return found


def pressed(form: Mapping[str, str], edits: dict[int, Edit]) -> None:
    """Adds what a button of a row says: a product chosen, or a discontinued offer wanted all the same."""
    for name in ("choose", "keep"):
        pair = _PAIR.fullmatch(form.get(name, ""))
        if pair:
            row, value = int(pair[1]), int(pair[2])
            edit = edits.get(row, Edit())
            edits[row] = replace(edit, product=value) if name == "choose" else replace(edit, offer=value)


def store(
    session: Session, workspace: Workspace, draft: QuickDraft, form: Mapping[str, str], today: date
) -> None:
    """Stores what was typed, and takes out what a button takes out. Needs a write transaction."""
    edits = edits_of(form)
    pressed(form, edits)
    removed = {int(form["remove"])} if form.get("remove", "").isdigit() else set()
    drafts.apply(session, draft, edits, removed, workspace.clock.now())
    if form.get("act") == "drop":
        looked = review(session, workspace, drafts.rows_of(draft), draft.supplier, today)
        kept = [one.row for one in looked if one.ready]
        drafts.store(session, draft, kept, workspace.clock.now())


def prefer(session: Session, draft: QuickDraft, form: Mapping[str, str]) -> None:
    """Keeps which supplier goes first; an unknown one is none."""
    slug = form.get("supplier")
    if slug is not None:
        known = session.exec(select(Supplier.slug).where(Supplier.slug == slug)).first()
        draft.supplier = known or ""
        session.add(draft)
        session.flush()


def into_basket(
    session: Session, workspace: Workspace, draft: QuickDraft, token: str, visitor: Visitor, today: date
) -> Added:
    """Puts every row that is ready into the basket and takes it out of the list; the others stay, with the
    reason where the basket refused them. Needs a write transaction."""
    now = workspace.clock.now()
    looked = review(session, workspace, drafts.rows_of(draft), draft.supplier, today)
    wanted = [
        Wanted(one.row.id, one.line.offer.id, one.line.quantity, one.note.text)
        for one in looked
        if one.ready and one.line
    ]
    added = bulk.add_all(session, workspace, token, wanted, now, today, visitor.user_id)
    left = [
        replace(one.row, reason=added.refused.get(one.row.id, ""))
        for one in looked
        if one.row.id not in added.taken and one.status != "skipped"
    ]
    # headings and remarks go with the last goods
    skipped = [one.row for one in looked if one.status == "skipped"] if left else []
    drafts.store(session, draft, sorted([*left, *skipped], key=lambda row: row.id), now)
    return added
