"""Labels that products lose soon: a page to look at, and an Atom feed to be told by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from catalog.errors import InvalidRequest
from catalog.expiring import ExpiringItem, endings, with_suppliers
from labels.model import State
from web import atom
from web.addresses import absolute
from web.evidence_words import certificate_word
from web.formats import day
from web.i18n import gettext as _
from web.i18n import language
from web.product_json import evidence_url
from web.services import services, session, today
from web.symbols import text as label_text

PERIODS = (30, 90)
PER_PAGE = 100
MAX_PAGE = 10_000

blueprint = Blueprint("expiring", __name__)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for; no ``label`` means all of them."""

    days: int
    label: str
    page: int

    def parameters(self, page: int | None = None) -> dict[str, Any]:
        """The address's parameters, defaults left out, at another page where one is given."""
        wanted = page or self.page
        values = {"days": str(self.days), "label": self.label, "page": str(wanted) if wanted > 1 else ""}
        return {key: value for key, value in values.items() if value}


@blueprint.get("/expiring")
def show() -> str:
    """The list, the first to go first."""
    asked = _asked()
    items, total = _page(asked)
    return render_template(
        "expiring/show.html",
        asked=asked,
        periods=PERIODS,
        items=items,
        total=total,
        more=asked.page * PER_PAGE < total,
        labels=services().workspace.labels,
        state=State.EXPIRING,
        feed_url=url_for("expiring.feed", **asked.parameters(page=1)),
        page_url=lambda page: url_for("expiring.show", **asked.parameters(page)),
        canonical=absolute("expiring.show", **asked.parameters()),
    )


@blueprint.get("/expiring.atom")
def feed() -> Response:
    """The same list for a feed reader, in pages as in RFC 5005."""
    asked = _asked()
    found = _endings(asked)
    items = with_suppliers(session(), _slice(found, asked.page))
    midnight = _midnight(today())
    lang = {"lang": request.args["lang"]} if request.args.get("lang") else {}
    links = {
        "self": absolute("expiring.feed", **asked.parameters(), **lang),
        "alternate": absolute("expiring.show", **asked.parameters(), **lang),
    }
    if asked.page * PER_PAGE < len(found):
        links["next"] = absolute("expiring.feed", **asked.parameters(asked.page + 1), **lang)
    if asked.page > 1:
        links["previous"] = absolute("expiring.feed", **asked.parameters(asked.page - 1), **lang)
    document = atom.feed(
        id_=atom.tag_uri(_base_url(), "expiring", asked.days, asked.label or "all"),
        title=_("Merker som utløper innen %(days)s dager", days=asked.days),
        subtitle=_("Merkbar: sertifikater som snart tar slutt, uten et nytt som tar over"),
        language=language(),
        updated=max((_since(item, asked.days) for item in found), default=midnight),
        links=links,
        entries=[_entry(item, asked.days) for item in items],
    )
    response = Response(document, content_type=f"{atom.MIME_TYPE}; charset=utf-8")
    response.cache_control.no_cache = True
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _asked() -> _Asked:
    days = request.args.get("days", "").strip() or str(PERIODS[-1])
    if days not in map(str, PERIODS):
        raise InvalidRequest("days", f"{days[:40]!r} is not one of {', '.join(map(str, PERIODS))}")
    label = request.args.get("label", "").strip()
    known = services().workspace.labels
    if label and label not in known:
        raise InvalidRequest("label", f"{label[:40]!r} is not one of {', '.join(known)}")
    page = request.args.get("page", "").strip() or "1"
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:9]) <= MAX_PAGE):
        raise InvalidRequest("page", f"{page[:40]!r} is not a whole number from 1 to {MAX_PAGE}")
    return _Asked(int(days), label, int(page))


def _endings(asked: _Asked) -> list[ExpiringItem]:
    labels = (asked.label,) if asked.label else ()
    return endings(session(), services().workspace, today(), asked.days, labels)


def _slice(found: list[ExpiringItem], page: int) -> list[ExpiringItem]:
    return found[(page - 1) * PER_PAGE : page * PER_PAGE]


def _page(asked: _Asked) -> tuple[list[ExpiringItem], int]:
    found = _endings(asked)
    return with_suppliers(session(), _slice(found, asked.page)), len(found)


def _entry(item: ExpiringItem, days: int) -> atom.Entry:
    label = services().workspace.labels[item.label]
    words = label_text(label, item.tier)
    text = _(
        "%(word)s %(number)s gjelder til %(day)s.",
        word=certificate_word(label),
        number=item.certificate,
        day=day(item.valid_to),
    )
    if item.suppliers:
        text += " " + _("Leverandører: %(names)s.", names=", ".join(item.suppliers))
    # The period is part of the name: who follows both lists is told at 90 days and again at 30.
    parts = (item.product_id, item.label, item.tier or "-", item.certificate, item.valid_to)
    return atom.Entry(
        atom.tag_uri(_base_url(), "expiring", days, *parts),
        _("%(label)s til %(day)s: %(name)s", label=words, day=day(item.valid_to), name=item.name),
        _since(item, days),
        evidence_url(item.product_id, _base_url(), item.label),
        text,
    )


def _since(item: ExpiringItem, days: int) -> datetime:
    """When the item came into the list: it changes no more after that, whenever the feed is read."""
    return max(item.opened_at, _midnight(item.valid_to - timedelta(days=days)))


def _midnight(value: date) -> datetime:
    zone = services().workspace.clock.timezone
    return datetime.combine(value, time.min, zone).astimezone(UTC)


def _base_url() -> str:
    return services().settings.base_url
