"""What a basket's page sends: every field with what it held when the page was drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping

from catalog.ordering.edits import FIELDS, Conflict, Outcome, Typed, said
from web.i18n import gettext as _

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


__all__ = ["number", "pair", "reasons", "said", "shown", "triple", "typed_fields", "typed_lines"]
