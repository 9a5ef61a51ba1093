"""What a basket's page sends: every field with what it held when the page was drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from catalog.ordering.baskets import MAX_ID
from catalog.ordering.edits import FIELDS, Conflict, Outcome, Typed, said
from catalog.ordering.meanwhile import NOTHING, Meanwhile, since
from web.i18n import gettext as _

_NAMED = 3
SWAP_QUANTITY = "swap-quantity-"
_LINE_FIELD = re.compile(r"(quantity|note)-([0-9]{1,18})")
NUMBER = re.compile(r"[0-9]{1,18}")
_TRIPLE = re.compile(r"([0-9]{1,18}):([0-9]{1,18}):([0-9]{1,18})")
_PAIR = re.compile(r"([0-9]{1,18}):([0-9]{1,18})")


def typed_lines(form: Mapping[str, str], kind: str, removed: int | None) -> dict[int, Typed]:
    """The quantities or notes by line, without the line that is being removed."""
    found = {}
    for name, text in form.items():
        field = _LINE_FIELD.fullmatch(name)
        if field and field[1] == kind and int(field[2]) != removed:
            found[int(field[2])] = Typed(text, form.get(f"was-{name}"))
    return found


def typed_fields(form: Mapping[str, str]) -> dict[str, Typed]:
    """The fields of the whole basket that the form has."""
    return {name: Typed(form[name], form.get(f"was-{name}")) for name in ("name", *FIELDS) if name in form}


def meanwhile(session: Session, token: str, form: Mapping[str, str], removed: int | None) -> Meanwhile:
    """What others did to the lines that the page showed (``had``: each with its offer).

    A second click on a button that takes a line away, or puts another in its place, is no doing of others.
    """
    text = form.get("had")
    if text is None or any(name in form for name in ("switch", "swap", "unswap")):
        return NOTHING
    pairs = (pair(one) for one in text.split())
    shown = {one[0]: one[1] for one in pairs if one is not None and max(one) <= MAX_ID}
    return since(session, token, shown, removed)


def told(found: Meanwhile, names: Mapping[int, str], me: int | None) -> list[str]:
    """What others did meanwhile, one sentence each."""
    said = []
    for user, goods in found.added.items():
        if user == me:
            text = _("I en annen fane er dette lagt i kurven: %(goods)s.", goods=_listed(goods))
        else:
            who = names.get(user or 0) or _("Noen andre")
            text = _("%(who)s har lagt dette i kurven mens du hadde den åpen: %(goods)s.",
                     who=who, goods=_listed(goods))  # fmt: skip
        said.append(text)
    if found.removed:
        names_gone = _listed(found.removed)
        said.append(_("Dette er tatt ut av kurven mens du hadde den åpen: %(goods)s.", goods=names_gone))
    return said


def _listed(names: Sequence[str]) -> str:
    """The first three names; of the others, how many."""
    first = ", ".join(f"«{name}»" for name in names[:_NAMED])
    return first if len(names) <= _NAMED else _("%(first)s og %(count)s til",
                                                first=first, count=len(names) - _NAMED)  # fmt: skip


def number(text: str) -> int | None:
    """The number that a button carries, None for none."""
    return int(text) if NUMBER.fullmatch(text) else None


def pair(text: str) -> tuple[int, int] | None:
    """The two numbers that a button carries as ``5:17``, None for none."""
    found = _PAIR.fullmatch(text)
    return (int(found[1]), int(found[2])) if found else None


def triple(text: str) -> tuple[int, int, int] | None:
    """The three numbers that a button carries as ``5:17:4``, None for none."""
    found = _TRIPLE.fullmatch(text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def reasons(outcome: Outcome, form: Mapping[str, str], names: Mapping[int, str]) -> dict[str, str]:
    """Field and reason, in the reader's language, for all that was not stored."""
    found = {key: _(reason) for key, reason in outcome.faults.items()}
    for key, conflict in outcome.conflicts.items():
        found[key] = _conflict(conflict, form.get(key, ""), names)
    return found


def _conflict(conflict: Conflict, mine: str, names: Mapping[int, str]) -> str:
    who = names.get(conflict.by or 0) or _("Noen andre")
    return _(
        "%(who)s har endret dette til «%(theirs)s» mens du skrev «%(mine)s». Lagre igjen for å bruke ditt.",
        who=who, theirs=conflict.theirs or _("tomt"), mine=mine or _("tomt"),
    )  # fmt: skip


def shown(fault_texts: Mapping[str, str], form: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields at fault, or asked of an alternative: they keep it."""
    asked = {key: text for key, text in form.items() if key.startswith(SWAP_QUANTITY)}
    return asked | {key: form.get(key, "") for key in fault_texts}


__all__ = [
    "meanwhile", "number", "pair", "reasons", "said", "shown", "told", "triple", "typed_fields",
    "typed_lines",
]  # fmt: skip
