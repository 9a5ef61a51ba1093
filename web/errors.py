"""Domain errors and HTTP errors as pages for people and ``application/problem+json`` for programs."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.http import HTTP_STATUS_CODES
from werkzeug.wrappers import Response as AnyResponse

from catalog.errors import IndexUnavailable, InvalidRequest, MerkbarError, NotFound
from web.i18n import gettext as _

CODES = (400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 422, 428, 429, 431)
SERVER_CODES = (500, 501, 502, 503, 504)
RETRY_SECONDS = 30
# What an exception says about how to ask again; the rest of its headers describe its own body.
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
_MACHINE = ("/api/", "/badge/", "/oembed")
_log = logging.getLogger(__name__)


def problem(status: int, title: str, detail: str, **extra: object) -> Response:
    """An RFC 9457 answer; ``extra`` members that are None are left out."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    body |= {key: value for key, value in extra.items() if value is not None}
    text = json.dumps(body, ensure_ascii=False, default=str)
    return Response(text + "\n", status, content_type="application/problem+json")


def for_program() -> bool:
    """Whether this request came from a program rather than from a person's browser."""
    return request.path.startswith(_MACHINE)


def _answer(
    status: int, title: str, text: str, advice: str = "", detail: str = "", **extra: object
) -> Response:
    if for_program():
        return problem(status, HTTP_STATUS_CODES.get(status, title), detail or text, **extra)
    values = {"status": status, "title": title, "text": text, "advice": advice, "detail": detail}
    if status == 500:
        # Nothing that a page usually shows may be asked for here: it may be what failed.
        page = current_app.jinja_env.get_template("error.html").render(**values)
    else:
        page = render_template("error.html", **values)
    return make_response(page, status)


def _not_found(error: NotFound) -> Response:
    return _answer(
        404,
        _("Fant ikke siden"),
        _("Det du lette etter, finnes ikke her, eller er tatt ut av katalogen."),
        _("Søk på navn, el-nummer eller GTIN for å finne produktet."),
        str(error),
    )


def _invalid(error: InvalidRequest) -> Response:
    return _answer(
        400,
        _("Dette kunne ikke utføres"),
        _("Noe i forespørselen er ikke slik det skal være. Ingenting er endret."),
        _("Gå tilbake, rett feltet som er nevnt under, og prøv igjen."),
        str(error),
        field=error.field,
        reason=error.reason,
    )


def _no_index(error: IndexUnavailable) -> Response:
    _log.error("search index unavailable: %s", error)
    response = _answer(
        503,
        _("Søket er nede et øyeblikk"),
        _("Søkeindeksen kan ikke leses akkurat nå. Kurven og bestillingene dine er trygge."),
        _("Prøv igjen om et halvt minutt."),
        "the search index cannot be read now",
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _busy(error: OperationalError) -> Response:
    """An import holds the write lock for longer than anyone waits; any other database fault is a 500."""
    if "locked" not in str(error.orig):
        raise error
    _log.warning("the database is locked: %s", error.orig)
    response = _answer(
        503,
        _("Katalogen oppdateres"),
        _("En import er i gang, og endringen din kunne ikke lagres. Ingenting er endret."),
        _("Prøv igjen om et halvt minutt."),
        "an import is being published; nothing was changed",
    )
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _refused(error: MerkbarError) -> Response:
    return _answer(
        400,
        _("Dette kunne ikke utføres"),
        _("Ingenting er endret."),
        _("Gå tilbake, rett det som er nevnt under, og prøv igjen."),
        str(error),
    )


def _texts(status: int) -> tuple[str, str, str]:
    """Title, what happened, and what to do, for an HTTP error."""
    back = _("Gå tilbake og prøv igjen, eller begynn fra søket.")
    known = {
        403: (_("Ikke tilgang"), _("Du har ikke tilgang til denne siden."), back),
        404: (
            _("Fant ikke siden"),
            _("Adressen finnes ikke. Den kan være skrevet feil, eller siden er flyttet."),
            _("Søk på navn, el-nummer eller GTIN for å finne produktet."),
        ),
        405: (_("Siden kan ikke brukes slik"), _("Adressen tar ikke imot dette. Ingenting er endret."), back),
        413: (
            _("For mye på en gang"),
            _("Det du sendte, er større enn vi tar imot. Ingenting er lagret."),
            _("Del det opp og send en del om gangen."),
        ),
        429: (
            _("For mange forespørsler"),
            _("Det kom flere forespørsler enn vi svarer på i minuttet. Ingenting er endret."),
            _("Vent et minutt og prøv igjen."),
        ),
    }
    unknown = _("Forespørselen ble ikke forstått. Ingenting er endret.")
    return known.get(status, (_("Dette kunne ikke utføres"), unknown, back))


def _http(error: HTTPException) -> AnyResponse:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if status >= 500:
        response = _answer(
            status,
            _("Noe gikk galt hos oss"),
            _("Feilen er logget. Det du holdt på med, kan være ugjort."),
            _("Prøv igjen om litt. Se i kurven før du bestiller på nytt."),
        )
    else:
        messages = getattr(error, "data", None) or {}
        detail = (error.description or "") if for_program() else ""
        response = _answer(status, *_texts(status), detail, errors=messages.get("messages"))
    for name, value in error.get_headers():
        if name in _KEPT_HEADERS:
            response.headers[name] = value
    return response


def _stale_form(error: CSRFError) -> Response:
    return _answer(
        400,
        _("Skjemaet var for gammelt"),
        _("Ingenting er sendt eller endret."),
        _("Gå tilbake, last siden på nytt og prøv igjen. Tillat informasjonskapsler hvis det gjentar seg."),
        str(error.description),
    )


def init_app(app: Flask) -> None:
    """Registers the handlers. By code, so that they win over an extension's handler of every HTTP error."""
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(InvalidRequest, _invalid)
    app.register_error_handler(IndexUnavailable, _no_index)
    app.register_error_handler(MerkbarError, _refused)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(CSRFError, _stale_form)
    for code in CODES + SERVER_CODES:
        app.register_error_handler(code, _http)
    app.register_error_handler(InternalServerError, _http)
