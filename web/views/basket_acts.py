"""What a button beside a line does besides saving: another supplier, or whole packages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash
from sqlmodel import Session

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Offer
from catalog.ordering import baskets, swapping, switching
from catalog.ordering.packages import parse_amount
from web.i18n import gettext as _
from web.identity import current_user
from web.services import services, today
from web.views import basket_form

BUTTONS = ("remove", "switch", "pack", "swap", "unswap", "confirm", "give")


@dataclass(frozen=True, slots=True)
class Done:
    """``notice`` says why nothing could be done, '' where it was; ``place`` is the id of the element on the
    basket's page where the reader goes on, '' where no button was pressed."""

    notice: str = ""
    place: str = ""


def act(writer: Session, token: str, form: Mapping[str, str]) -> Done:
    """Does what the form's button says."""
    place = ""
    try:
        chosen = basket_form.pair(form.get("switch", ""))
        if chosen is not None:
            place = f"q-{_switch(writer, token, *chosen)}"
        line_id = basket_form.number(form.get("pack", ""))
        if line_id is not None:
            _whole_packs(writer, token, line_id)
            place = f"q-{line_id}"
        asked = basket_form.triple(form.get("swap", ""))
        if asked is not None:
            place = f"u-{_swap(writer, token, *asked, form)}"
        line_id = basket_form.number(form.get("unswap", ""))
        if line_id is not None:
            place = f"q-{swapping.undo(writer, token, line_id, services().workspace.clock.now())}"
            flash(_("Byttet tilbake."))
    except NotFound:
        return Done(_("En linje var allerede fjernet fra kurven."))
    except InvalidRequest as error:
        return Done(_(error.reason))
    return Done(place=place)


def _switch(writer: Session, token: str, line_id: int, offer_id: int) -> int:
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
    return done.line_id


def _swap(
    writer: Session, token: str, line_id: int, before: int, after: int, form: Mapping[str, str]
) -> int:
    work = services().workspace
    typed = form.get(f"{basket_form.SWAP_QUANTITY}{line_id}-{after}")
    # What is typed is for the goods that come in.
    quantity = None if typed is None else parse_amount(typed, writer.get(Offer, after))
    line = swapping.swap(
        writer, work, token, line_id, before, after, quantity, work.clock.now(), today(),
        current_user().user_id,
    )  # fmt: skip
    flash(_("Byttet til et merket alternativ. Under linjen kan du angre."))
    return line


def _whole_packs(writer: Session, token: str, line_id: int) -> None:
    work = services().workspace
    lines = baskets.lines(writer, work, token, today(), line_id)
    if not lines:
        raise NotFound(f"no line {line_id} in this basket")
    pack = lines[0].pack
    if pack is not None:
        baskets.set_quantity(writer, token, line_id, switching.whole_packs(lines[0].quantity, pack))
        baskets.touch(writer, token, work.clock.now())
