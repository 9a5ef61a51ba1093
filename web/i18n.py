"""Languages: bokmål is what the templates are written in, English comes from ``translations/en``.

Every page takes ``?lang=``; the choice is kept in a cookie, in a punchout visit with the visit.
``gettext`` and friends are re-exported so that typed modules have one place to take them from.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Flask, Response, g, has_request_context, redirect, request
from flask import session as held
from flask import url_for
from flask_babel import Babel  # type: ignore[import-untyped]
from flask_babel import get_translations
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext
from flask_babel.speaklater import LazyString  # type: ignore[import-untyped]
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from catalog.errors import NotFound
from web import punchout_session

LOCALES = {"nb": "nb_NO", "en": "en_GB"}
SOURCE = "nb"
NAMES = {"nb": "Norsk", "en": "English"}
COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_FOR_PROGRAMS = ("/api/", "/badge/", "/oembed", "/embed.js")

blueprint = Blueprint("language", __name__)


def gettext(text: str, **values: object) -> str:
    """``text`` in the language of the request, with ``%(name)s`` filled in.

    Bokmål is the text itself: it is not looked up, a page has hundreds of them.
    """
    if language() != SOURCE:
        return str(_gettext(text, **values))
    return text % values if values else text


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """``one`` or ``many`` by ``number`` (``%(num)s``) in the language of the request."""
    if language() != SOURCE:
        return str(_ngettext(one, many, number, **values))
    return (one if number == 1 else many) % {"num": number, **values}


def lazy_gettext(text: str) -> str:
    """A text that is translated when a page uses it; for tables that are filled before a request."""
    lazy: str = LazyString(gettext, text)
    return lazy


def language() -> str:
    """The language of this request, ``nb`` outside one: the address decides, then the cookie."""
    try:
        known: str = g.language
    except (AttributeError, RuntimeError):
        return _chosen()
    return known


def _chosen() -> str:
    """Decides once a request; kept for the many texts of a page."""
    if not has_request_context():
        return SOURCE
    asked = (request.args.get("lang", ""), _kept())
    g.language = found = next((lang for lang in asked if lang in LOCALES), SOURCE)
    return found


def _kept() -> str:
    """The choice made before, '' for none."""
    return str(held.get(COOKIE, "")) if punchout_session.prefix() else request.cookies.get(COOKIE, "")


def locale() -> str:
    """The locale for numbers and dates."""
    return LOCALES[language()]


def language_links() -> list[tuple[str, str, str]]:
    """Code, name and address of this page in every other language; a page that was posted to has
    no address of its own and leads to the front page."""
    if request.method != "GET" or not request.url_rule:
        path, pairs = url_for("search.home"), []
    else:
        pairs = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
        path = request.script_root + "/" + request.path.lstrip("/")
    return [
        (code, NAMES[code], path + "?" + urlencode([*pairs, ("lang", code)]))
        for code in LOCALES
        if code != language()
    ]


@blueprint.post("/language/<lang>")
def choose(lang: str) -> AnyResponse:
    """Stores the choice and goes back to the page it was made on (never to another site)."""
    if lang not in LOCALES:
        raise NotFound(f"no language {lang!r}")
    came_from = urlsplit(request.referrer or "")
    path = came_from.path if came_from.netloc == request.host else ""
    if not path.startswith("/") or path.startswith("//"):
        path = url_for("search.home")
    elif came_from.query:
        path += "?" + came_from.query
    response = redirect(path, 303)
    _remember(response, lang)
    return response


def _remember(response: AnyResponse, lang: str) -> None:
    if punchout_session.prefix():
        held[COOKIE] = lang
        return
    response.set_cookie(COOKIE, lang, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)


def _store_choice(response: Response) -> Response:
    asked = request.args.get("lang", "")
    for_people = not request.path.startswith(_FOR_PROGRAMS)
    if for_people and asked in LOCALES and asked != _kept():
        _remember(response, asked)
    return response


def _template_text(text: str, /, **values: object) -> Markup:
    """A template's own text, safe as it stands; values are escaped. A page has hundreds of them, and
    Jinja's own wrapper calls itself three times for each."""
    if language() != SOURCE:
        return _safe(str(get_translations().ugettext(text))) % values
    return _safe(text) % values if values else _filled(text)


def _template_texts(one: str, many: str, num: int, /, **values: object) -> Markup:
    values.setdefault("num", num)
    if language() == SOURCE:
        return _safe(one if num == 1 else many) % values
    return _safe(str(get_translations().ungettext(one, many, num))) % values


@cache
def _safe(text: str) -> Markup:
    return Markup(text)  # noqa: S704


@cache
def _filled(text: str) -> Markup:
    """A text without values, with its ``%%`` read as Jinja reads them."""
    return _safe(text) % {}


def init_app(app: Flask) -> None:
    """Wires translations, the language switch and what templates need to know of it."""
    folder = Path(__file__).resolve().parent / "translations"
    Babel(
        app,
        default_locale=LOCALES["nb"],
        default_translation_directories=str(folder),
        locale_selector=locale,
    )
    app.jinja_env.globals.update(_=_template_text, gettext=_template_text, ngettext=_template_texts)
    app.register_blueprint(blueprint)
    app.after_request(_store_choice)
    app.jinja_env.globals.update(language=language, language_links=language_links)
