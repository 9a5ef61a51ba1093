"""Quick order: a pasted, uploaded or scanned list, looked over row by row before it goes into the basket.

The list lies in the database as it is typed; every button sends the whole form, so that nothing typed
elsewhere on the page is lost. All of it works as plain forms.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from catalog.db import writing
from catalog.errors import InvalidRequest
from catalog.models import QuickDraft
from catalog.ordering.quick import drafts
from catalog.ordering.quick.lines import TypedLine, read_text
from importers import order_lists
from web.i18n import gettext as _
from web.i18n import ngettext
from web.identity import ask_to_log_in, current_user
from web.services import services, session, today
from web.views import basket_session, quick_form
from web.views.quick_page import Typed, page

# A list of 2,000 lines with all its fields is below 1 MB; what is larger is answered beside its field, with
# what was typed still in it.
MAX_BODY = 12_000_000
MAX_TEXT = 1_000_000
TEXT_TOO_LARGE = "Teksten er større enn 1 MB. Del den opp; ingenting av den er tatt med."
NOTHING = "Lim inn minst ett nummer, eller velg en fil."
SAMPLE = """\
Nummer;Antall;Merknad\r
1067111;100;el-nummer, til stue\r
5397184821671;2;GTIN\r
Dell P2425;1;merke og typenummer\r
"""
Answer = Response | str | tuple[str, int]

blueprint = Blueprint("quick", __name__)


@blueprint.url_value_preprocessor
def _room(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Before the form is read for the first time: by the check of its token."""
    request.max_content_length = MAX_BODY
    request.max_form_memory_size = MAX_BODY


@blueprint.before_request
def _still_logged_in() -> Response | None:
    named = request.method == "POST" and request.form.get("basket")
    return ask_to_log_in() if named and not current_user().known else None


@blueprint.get("/quick")
def show() -> Answer:
    """The page: a field for numbers, and the list so far."""
    return page(Typed())


@blueprint.post("/quick/lines")
def append() -> Answer:
    """Takes pasted text, a file or a scanned number into the list; all of it, or nothing with the reason."""
    text = request.form.get("text", "")
    scanned = request.form.get("scan", "")
    try:
        lines = _given(text, scanned)
        work = services().workspace
        # a list that was begun before the log-in goes on
        token = basket_session.own_token() or ""
        if not current_user().known:
            token = basket_session.new_token()
        with writing(work.engine) as writer:
            draft = drafts.append(writer, current_user(), token, lines, work.clock.now())
            quick_form.prefer(writer, draft, request.form)
            first = draft.next_id - len(lines)
    except InvalidRequest as error:
        field = "scan" if scanned and not text else "file" if error.field == "file" else "text"
        # htmx takes no page from an error; its request is answered, reason and all
        status = 200 if "HX-Request" in request.headers else 400
        return page(Typed(text, scanned, {field: _(error.reason)}), status)
    basket_session.forget()
    if "HX-Request" in request.headers:
        return page(Typed(first_new=first))
    return redirect(url_for("quick.show", _anchor="list"), 303)


def _given(text: str, scanned: str) -> list[TypedLine]:
    """The lines that the form brings. Raises InvalidRequest."""
    if len(text) > MAX_TEXT or len(scanned) > MAX_TEXT:
        raise InvalidRequest("text", TEXT_TOO_LARGE)
    lines = read_text(text or scanned)
    file = request.files.get("file")
    if file is not None and file.filename:
        last = max((one.line for one in lines), default=0)
        data = file.stream.read(order_lists.MAX_BYTES + 1)
        lines += [replace(one, line=one.line + last) for one in order_lists.read_list(data)]
    if not lines:
        raise InvalidRequest("text", NOTHING)
    return lines


@blueprint.post("/quick")
def save() -> Answer:
    """Stores what was typed into the list and does what the button says."""
    work, visitor = services().workspace, current_user()
    form = request.form
    added = None
    target = basket_session.new_token() if form.get("act") == "add" else ""
    with writing(work.engine) as writer:
        draft = drafts.find(writer, visitor, basket_session.own_token())
        if draft is not None:
            quick_form.prefer(writer, draft, form)
            if form.get("act") == "clear":
                drafts.store(writer, draft, (), work.clock.now())
            else:
                quick_form.store(writer, work, draft, form, today())
            if target:
                added = quick_form.into_basket(writer, work, draft, target, visitor, today())
    basket_session.forget()
    if added is not None:
        return _told(len(added.taken))
    if "HX-Request" in request.headers:
        return page(Typed())
    return redirect(url_for("quick.show", _anchor=_place()), 303)


def _place() -> str:
    """Where on the page the reader was."""
    for name in ("choose", "keep", "remove"):
        row = request.form.get(name, "").partition(":")[0]
        if row.isdigit():
            return "list" if name == "remove" else f"r-{row}"
    return "list"


def _told(taken: int) -> Answer:
    left = [row for row in drafts.rows_of(_draft()) if row.kind == "line"]
    row = basket_session.current()
    name = row.name if row else _("kurven")
    flash(ngettext("%(num)s linje lagt i %(name)s.", "%(num)s linjer lagt i %(name)s.", taken, name=name))
    if left:
        flash(ngettext("%(num)s linje står igjen her.", "%(num)s linjer står igjen her.", len(left)))
        return redirect(url_for("quick.show", _anchor="list"), 303)
    return redirect(url_for("ordering.basket"), 303)


def _draft() -> QuickDraft | None:
    return drafts.find(session(), current_user(), basket_session.own_token())


@blueprint.get("/quick/sample.csv")
def sample() -> Response:
    """An example list, as Excel opens it."""
    answer = make_response(SAMPLE.encode("utf-8-sig"))
    answer.headers["Content-Type"] = "text/csv; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="{_("eksempel")}.csv"'
    return answer
