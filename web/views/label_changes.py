"""Labels gained, lost and expiring, of a brand, a supplier or a search, as an Atom feed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from flask import Blueprint, Response, request
from werkzeug.datastructures import MultiDict

from catalog.errors import InvalidRequest
from catalog.label_changes import EVENTS, EXPIRING, GAINED, LabelEvent, Watch, label_events
from catalog.search.port import SearchRequest
from web import atom
from web.addresses import absolute
from web.evidence_words import certificate_word
from web.formats import day as written_day
from web.i18n import gettext as _
from web.i18n import language
from web.product_json import evidence_url
from web.query_args import plain, query_string, search_request
from web.services import services, session, today
from web.symbols import text as label_text

DAYS = 14
LIMIT = 100

blueprint = Blueprint("label_changes", __name__)


@blueprint.get("/labels/changes.atom")
def feed() -> Response:
    """The last fourteen days, newest first; the parameters are those of a search."""
    asked, events = _asked(), _events()
    found = list(islice(_found(Watch.of(asked), events), LIMIT))
    query = query_string(asked)
    address = absolute("label_changes.feed")
    document = atom.feed(
        id_=atom.tag_uri(_base_url(), "label-changes", query or "all", *events),
        title=_("Merkeendringer"),
        subtitle=_("Merkbar: merker som produkter fikk, mistet eller snart mister"),
        language=language(),
        updated=max((_when(one.day) for one in found), default=_when(today() - timedelta(days=DAYS))),
        links={
            "self": f"{address}?{request.query_string.decode('ascii', 'replace')}",
            "alternate": f"{_base_url()}/search?{query}",
        },
        entries=[_entry(one) for one in found],
    )
    response = Response(document, content_type=f"{atom.MIME_TYPE}; charset=utf-8")
    response.cache_control.no_cache = True
    response.vary.add("Cookie")
    response.add_etag()
    response.make_conditional(request)
    return response


def _asked() -> SearchRequest:
    asked = plain(search_request(MultiDict(request.args), strict=False))
    known = services().workspace.labels
    for label in asked.labels:
        if label not in known:
            raise InvalidRequest("label", f"{label[:40]!r} is not one of {', '.join(known)}")
    if asked == SearchRequest():
        raise InvalidRequest("q", "a brand, a supplier or a search is expected: everything is too much")
    return asked


def _events() -> tuple[str, ...]:
    events = tuple(dict.fromkeys(value for value in request.args.getlist("event") if value))
    for event in events:
        if event not in EVENTS:
            raise InvalidRequest("event", f"{event[:40]!r} is not one of {', '.join(EVENTS)}")
    return events


def _found(watch: Watch, events: tuple[str, ...]) -> Iterator[LabelEvent]:
    work = services()
    for ago in range(DAYS):
        for one in label_events(session(), work.workspace, work.index, watch, today() - timedelta(days=ago)):
            if not events or one.event in events:
                yield one


def _entry(one: LabelEvent) -> atom.Entry:
    label = services().workspace.labels[one.label]
    words = label_text(label, one.tier)
    if one.event == GAINED:
        title = _("Nytt merke, %(label)s: %(name)s", label=words, name=one.name)
    elif one.event == EXPIRING:
        title = _("%(label)s utløper snart: %(name)s", label=words, name=one.name)
    else:
        title = _("Ikke lenger %(label)s: %(name)s", label=words, name=one.name)
    text = f"{certificate_word(label)} {one.certificate}".strip()
    if one.valid_to is not None:
        text += ", " + _("gjelder til %(day)s", day=written_day(one.valid_to))
    parts = (one.day, one.event, one.product_id, one.label, one.tier or "-")
    return atom.Entry(
        atom.tag_uri(_base_url(), "label-changes", *parts), title, _when(one.day),
        evidence_url(one.product_id, _base_url(), one.label), f"{text}.",
    )  # fmt: skip


def _when(day: date) -> datetime:
    """The beginning of the day: an entry keeps its time, whenever the feed is read."""
    zone = services().workspace.clock.timezone
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def _base_url() -> str:
    return services().settings.base_url
