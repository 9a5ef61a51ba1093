"""What a button beside a line does besides saving: another supplier, or whole packages."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash
from sqlmodel import Session

from catalog.errors import InvalidRequest, NotFound
from catalog.ordering import baskets, swapping, switching
from catalog.ordering.quantities import parse_quantity
from web.i18n import gettext as _
from web.identity import current_user
from web.services import services, today
from web.views import basket_form

BUTTONS = ("remove", "switch", "pack", "swap", "unswap", "confirm", "give")


def act(writer: Session, token: str, form: Mapping[str, str]) -> str:
    """Does what the form's button says; '' or why it could not be done."""
    try:
        chosen = basket_form.pair(form.get("switch", ""))
        if chosen is not None:
            _switch(writer, token, *chosen)
        line_id = basket_form.number(form.get("pack", ""))
        if line_id is not None:
            _whole_packs(writer, token, line_id)
        asked = basket_form.triple(form.get("swap", ""))
        if asked is not None:
            _swap(writer, token, *asked, form)
        line_id = basket_form.number(form.get("unswap", ""))
        if line_id is not None:
            swapping.undo(writer, token, line_id, services().workspace.clock.now())
            flash(_("Byttet tilbake."))
    except NotFound:
        return _("En linje var allerede fjernet fra kurven.")
    except InvalidRequest as error:
        return _(error.reason)
    return ""


def _switch(writer: Session, token: str, line_id: int, offer_id: int) -> None:
    work = services().workspace
    done = switching.switch(
        writer, work, token, line_id, offer_id, work.clock.now(), today(), current_user().user_id
    )
    if done.unit_changed:
        flash(
            _("Byttet til %(supplier)s. Enheten er en annen: se over antallet.", supplier=done.supplier_name),
            "error",
        )
    else:
        flash(_("Byttet til %(supplier)s.", supplier=done.supplier_name))


def _swap(
    writer: Session, token: str, line_id: int, before: int, after: int, form: Mapping[str, str]
) -> None:
    work = services().workspace
    typed = form.get(f"{basket_form.SWAP_QUANTITY}{line_id}-{after}")
    quantity = None if typed is None else parse_quantity(typed)
    swapping.swap(
        writer, work, token, line_id, before, after, quantity, work.clock.now(), today(),
        current_user().user_id,
    )  # fmt: skip
    flash(_("Byttet til et merket alternativ. Under linjen kan du angre."))


def _whole_packs(writer: Session, token: str, line_id: int) -> None:
    work = services().workspace
    lines = baskets.lines(writer, work, token, today(), line_id)
    if not lines:
        raise NotFound(f"no line {line_id} in this basket")
    pack = lines[0].pack
    if pack is not None:
        baskets.set_quantity(writer, token, line_id, switching.whole_packs(lines[0].quantity, pack))
        baskets.touch(writer, token, work.clock.now())
