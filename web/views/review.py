"""The reviewer's pages: the queue, the decisions and their history. Open to reviewers who have logged in
and to holders of a link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from catalog import review
from catalog.errors import InvalidRequest, NotFound
from catalog.judgements import MAX_REASON
from catalog.review_history import history
from catalog.review_shapes import CANDIDATE, KINDS, TAG
from web import decisions, evidence_words, review_words, reviewers
from web.group_words import class_name
from web.i18n import gettext as _
from web.services import services, session, today

blueprint = Blueprint("review", __name__, url_prefix="/review")
PER_PAGE = 20
MAX_PAGE = 10_000
HISTORY = "history"
_VERDICTS = ("yes", "no", "denied")
Answer = AnyResponse | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that lacked something: which field of which item, and what was typed into both fields."""

    item: str
    field: str
    text: str
    reason: str
    meaning: str


@blueprint.before_request
def _reviewers_only() -> Answer | None:
    if request.endpoint == "review.enter" or reviewers.current(services().workspace.clock):
        return None
    return _closed()


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/enter")
def enter() -> Answer:
    """Opens the review for the holder of a signed link."""
    try:
        found = services()
        reviewers.enter(found.settings.secret_key, found.workspace.clock, request.args.get("token", ""))
    except reviewers.LinkRefused as error:
        return _closed(_("Lenken er utløpt.") if error.expired else _("Lenken er ikke gyldig."))
    return redirect(url_for("review.show"), 303)


@blueprint.post("/leave")
def leave() -> Answer:
    """Closes the review in this browser."""
    reviewers.leave()
    return redirect(url_for("search.home"), 303)


@blueprint.get("")
def show() -> Answer:
    """One kind of item, one page of it."""
    return _page()


@blueprint.post("/decide")
def decide() -> Answer:
    """Stores a yes or no. What was typed stays in its field where something is missing."""
    form = request.form
    item, verdict = form.get("item", ""), form.get("verdict", "")
    if verdict not in _VERDICTS:
        raise InvalidRequest("verdict", f"{verdict[:40]!r} is not one of {', '.join(_VERDICTS)}")
    meaning = "" if verdict == "no" else form.get("meaning", "")
    label, _colon, tier = meaning.partition(":")
    reason = form.get("reason", "")
    fault = _fault(item, verdict, reason, label, tier)
    if fault is not None:
        return _page(Refused(item, *fault, reason, form.get("meaning", "")))
    try:
        done = decisions.decide(
            services().workspace, item, verdict == "yes", reason, _who(), label=label, tier=tier,
            company_id=_company(),
        )  # fmt: skip
    except NotFound:
        flash(_("Saken venter ikke lenger: en annen har avgjort den, eller grunnlaget er endret."), "error")
        return redirect(_back(), 303)
    if done.id.startswith("l"):
        flash(_("Lagret. Det tas i bruk neste gang varefilen leses. Du kan angre under Historikk."))
    elif verdict == "yes":
        flash(_("Lagret: sertifikatet gjelder produktet. Du kan angre under Historikk."))
    else:
        flash(_("Lagret: sertifikatet gjelder ikke produktet. Du kan angre under Historikk."))
    return redirect(_back(), 303)


@blueprint.post("/undo")
def undo() -> Answer:
    """Undoes a decision; it stays in the history."""
    try:
        decisions.undo(services().workspace, request.form.get("judgement", ""), _who(), _company())
        flash(_("Angret. Avgjørelsen står fortsatt i historikken."))
    except InvalidRequest:
        flash(_("Avgjørelsen var allerede angret. Ingenting er endret."), "error")
    return redirect(url_for("review.show", kind=HISTORY), 303)


def _page(refused: Refused | None = None) -> tuple[str, int]:
    kind, number, product = _place()
    workspace = services().workspace
    counts = review.counts(session(), today())
    total = counts.get(kind, 0)
    start = (number - 1) * PER_PAGE
    values: dict[str, object] = {"items": [], "made": []}
    if kind == HISTORY:
        made = history(session(), PER_PAGE + 1, start, company_id=_company())
        values["made"] = made[:PER_PAGE]
        total = start + len(made)
    elif kind == TAG:
        values["items"] = review.of_product(session(), workspace, today(), product)
        values["made"] = history(session(), PER_PAGE, 0, product, _company())
    else:
        values["items"] = review.queue(session(), workspace, today(), kind, PER_PAGE, start)
    html = render_template(
        "review/show.html", kind=kind, page=number, product=product, counts=counts,
        more=start + PER_PAGE < total, name=_who(), refused=refused,
        limit=MAX_REASON, meanings=_meanings(), why=review_words.why, fields=review_words.FIELDS,
        item_state=review_words.state_text, rule_text=review_words.rule_text,
        level_text=evidence_words.level_text, certificate_word=evidence_words.certificate_word,
        class_text=class_name,
        **values,
    )  # fmt: skip
    return html, 400 if refused else 200


def _place() -> tuple[str, int, int]:
    """Kind, page and product of the page asked for, or that a form came from; odd ones become the first."""
    said = request.form if request.method == "POST" else request.args
    number = said.get("page", 1, type=int)
    product = said.get("product", 0, type=int)
    kind = said.get("kind", CANDIDATE)
    if product > 0:
        kind = TAG
    elif kind not in (*KINDS, HISTORY):
        kind = CANDIDATE
    return kind, min(max(number, 1), MAX_PAGE), min(max(product, 0), 2**53)


def _back() -> str:
    kind, number, product = _place()
    if kind == TAG:
        return url_for("review.show", product=product)
    return url_for("review.show", kind=kind, page=number if number > 1 else None)


def _fault(item: str, verdict: str, reason: str, label: str, tier: str) -> tuple[str, str] | None:
    """The field that is missing before anything is stored, and that in words; None where none is."""
    if not 0 < len(reason.strip()) <= MAX_REASON:
        return "reason", _("Skriv en grunn, høyst %(limit)s tegn. Ingenting er lagret.", limit=MAX_REASON)
    if item.startswith("w") and verdict != "no" and not label:
        return "meaning", _("Velg hvilket merke ordlyden gjelder. Ingenting er lagret.")
    if verdict == "denied" and tier:
        return "meaning", _("Et nei gjelder hele merket. Velg merket uten nivå. Ingenting er lagret.")
    return None


def _meanings() -> list[tuple[str, str, str]]:
    """What a wording may mean: value, label and tier, every label with each of its tiers."""
    found = []
    for label in services().workspace.labels.values():
        found.append((label.slug, label.slug, ""))
        found += [(f"{label.slug}:{tier.slug}", label.slug, tier.slug) for tier in label.tiers]
    return found


def _who() -> str:
    return reviewers.current(services().workspace.clock) or ""


def _company() -> int | None:
    return reviewers.company(services().workspace.clock)


def _closed(fault: str = "") -> tuple[str, int]:
    return render_template("review/closed.html", fault=fault), 403
