"""The labelled share of a company's orders: page, CSV and JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog.clock import calendar_year
from catalog.errors import InvalidRequest
from catalog.ordering.formats import share
from catalog.ordering.labelled_share import DIMENSIONS, Row, ShareReport, labelled_share
from catalog.ordering.totals import percent
from catalog.people.roles import Right
from web.asked_day import asked_period
from web.group_words import group_name
from web.i18n import gettext as _
from web.identity import current_user, require
from web.services import services, session, today

blueprint = Blueprint("reports", __name__)
PLOT_HEIGHT = 120


@blueprint.after_request
def _keep_nothing(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the plot; heights in units of the plot, from below."""

    month: str
    verified: int
    declared: int
    none: int


@blueprint.get("/reports/labelled-share")
@require(Right.REPORTS)
def page() -> ResponseReturnValue:
    """The share as a page with a plot; a day that is none is said beside its field."""
    fault, field = "", ""
    try:
        first, last = _period()
    except InvalidRequest as error:
        first, last = _this_year()
        fault, field = _(error.reason), error.field
    report = _report(first, last)
    html = render_template(
        "reports/labelled_share.html",
        report=report,
        dimensions=[(name, _legends()[name], report.by[name]) for name in DIMENSIONS],
        bars=_bars(report),
        height=PLOT_HEIGHT,
        value_name=_value_name,
        whole_percent=percent,
        periods=_periods(),
        fault=fault,
        field=field,
        typed={name: request.args.get(name, "") for name in ("from", "to")},
    )
    return (html, 422) if fault else html


@blueprint.get("/reports/labelled-share.<any(csv, json):kind>")
@require(Right.REPORTS)
def download(kind: str) -> ResponseReturnValue:
    """The same as a file."""
    report = _report(*_period())
    if kind == "json":
        return jsonify(share.as_json(report))
    name = f"merket-andel-{report.first}-{report.last}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(share.write(report), content_type="text/csv; charset=utf-8", headers=headers)


def _report(first: date, last: date) -> ShareReport:
    work, company_id = services().workspace, current_user().company_id
    if company_id is None:
        raise InvalidRequest("company", "only a company's own orders are reported")
    return labelled_share(session(), work.labels, work.clock.timezone, first, last, company_id)


def _this_year() -> tuple[date, date]:
    return calendar_year(today().year)


def _period() -> tuple[date, date]:
    """The days asked for, this calendar year where none is."""
    return asked_period(request.args, _this_year())


def _periods() -> list[tuple[str, str]]:
    year = today().year
    return [
        (str(found), f"{url_for('reports.page')}?from={found}-01-01&to={found}-12-31")
        for found in (year, year - 1, year - 2)
    ]


def _legends() -> dict[str, str]:
    return {
        "month": _("Måned"),
        "project": _("Prosjekt"),
        "supplier": _("Leverandør"),
        "group": _("Produkttype"),
    }


def _value_name(dimension: str, value: str) -> str:
    if not value:
        return _("uten prosjekt") if dimension == "project" else _("ukjent")
    return group_name(value) if dimension == "group" else value


def _bars(report: ShareReport) -> list[Bar]:
    """Lines of each month, scaled to the month with the most."""
    months = report.by["month"]
    most = max((row.every.count for row in months.values()), default=0)
    return [_bar(month, row, most) for month, row in months.items()]


def _bar(month: str, row: Row, most: int) -> Bar:
    heights = {
        standing: int(Decimal(count) * PLOT_HEIGHT / most) for standing, count in row.every.lines.items()
    }
    return Bar(month, heights["verified"], heights["declared"], heights["none"])
