"""The evidence pack of a period: a page that prints, and the same as CSV, JSON and one HTML file."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from catalog.clock import calendar_year
from catalog.errors import InvalidRequest
from catalog.people.roles import Right
from catalog.sourcing import pack_files
from catalog.sourcing.pack import EvidencePack, evidence_pack
from web.asked_day import asked_period
from web.i18n import gettext as _
from web.identity import current_user, require
from web.services import services, session, today
from web.sourcing_words import CONFLICT_RULES, DOCUMENTS, LEVELS, level_source, level_words
from web.symbols import label_name

blueprint = Blueprint("evidence_pack", __name__)
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json", "html": "text/html; charset=utf-8"}


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/reports/evidence")
@require(Right.REPORTS)
def page() -> ResponseReturnValue:
    """The pack of the company's orders; a day that is none is said beside its field."""
    fault, field = "", ""
    try:
        first, last = _period()
    except InvalidRequest as error:
        first, last = _last_year()
        fault, field = _(error.reason), error.field
    typed = {name: request.args.get(name, "") for name in ("from", "to")}
    values = _values(_own(first, last))
    html = render_template("reports/evidence.html", fault=fault, field=field, typed=typed, **values)
    return (html, 422) if fault else html


@blueprint.get("/reports/evidence.<any(csv, json, html):kind>")
@require(Right.REPORTS)
def download(kind: str) -> Response:
    """The same as a file."""
    pack = _own(*_period())
    name = f"dokumentasjon-{pack.first}-{pack.last}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(written(pack, kind), content_type=TYPES[kind], headers=headers)


def written(pack: EvidencePack, kind: str) -> bytes:
    """The pack as ``csv``, ``json`` or ``html``: one file that prints and needs nothing else."""
    if kind == "csv":
        return pack_files.write_csv(pack)
    if kind == "json":
        return pack_files.write_json(pack)
    return render_template("reports/evidence_file.html", **_values(pack)).encode("utf-8")


def _own(first: date, last: date) -> EvidencePack:
    work, company_id = services().workspace, current_user().company_id
    if company_id is None:
        raise InvalidRequest("company", "only a company's own orders are reported")
    return evidence_pack(session(), work.labels, work.brands, work.clock, first, last, company_id)


def _values(pack: EvidencePack) -> dict[str, Any]:
    labels = services().workspace.labels
    return {
        "pack": pack,
        "levels": LEVELS,
        "level_words": level_words,
        "level_source": level_source,
        "rules": CONFLICT_RULES,
        "documents": DOCUMENTS,
        "name_of": lambda slug: label_name(labels[slug]) if slug in labels else slug,
    }


def _last_year() -> tuple[date, date]:
    return calendar_year(today().year - 1)


def _period() -> tuple[date, date]:
    """The days asked for, last calendar year where none is: the one to be accounted for by 30 June."""
    return asked_period(request.args, _last_year())
