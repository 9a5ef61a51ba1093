"""Badges on other people's pages: what to paste, the script that fills elements, oEmbed."""

from __future__ import annotations

import json
import re

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import queries
from catalog.errors import InvalidRequest, NotFound
from catalog.shapes import ProductView
from web import embed_code, embed_script
from web.addresses import absolute
from web.badge_cache import MAX_AGE_SECONDS
from web.badge_cells import combined
from web.badge_svg import MODES, STYLES, width_of
from web.badge_texts import LANGUAGES, TEXTS
from web.badge_wishes import SIZES, Wish, wish
from web.i18n import gettext as _
from web.i18n import language, lazy_gettext
from web.product_json import best_identifier, evidence_url
from web.security import for_other_sites
from web.services import services, session, today

SCRIPT_SECONDS = 3600
STYLE_NAMES = dict(
    zip(STYLES, map(lazy_gettext, ("Piller", "Tekst på en linje", "Bare symboler")), strict=True)
)
MODE_NAMES = dict(zip(MODES, map(lazy_gettext, ("Som leserens", "Lys", "Mørk")), strict=True))
LANGUAGE_NAMES = dict(zip(LANGUAGES, ("Norsk", "Svenska", "English"), strict=True))
HEIGHTS = (16, 20, 24, 32, 48)
_PAGE = re.compile(r"/products/([0-9]{1,18})(?:/evidence|/embed)?/?(?:[?#].*)?")
_PIXELS = re.compile("[1-9][0-9]{0,5}")

blueprint = Blueprint("embedding", __name__)


@blueprint.get("/products/<int:product_id>/embed")
def show(product_id: int) -> ResponseReturnValue:
    """The badge of a product with HTML, Markdown and script ready to paste."""
    target = queries.redirect_of(session(), product_id)
    if target is not None:
        return redirect(url_for("embedding.show", product_id=target), 301)
    product = queries.product_view(session(), services().workspace, product_id, today())
    asked = _asked(product)
    return render_template(
        "embedding/show.html",
        product=product,
        asked=asked,
        codes=_codes(product, asked) if asked else (),
        previews=_previews(asked) if asked else (),
        choices={"style": STYLE_NAMES, "mode": MODE_NAMES, "badge_lang": LANGUAGE_NAMES},
        heights=HEIGHTS,
        asked_json=embed_code.badge_address(Wish(asked.identifier, ".json"), "") if asked else "",
        canonical=absolute("embedding.show", product_id=product_id),
    )


@blueprint.get("/embed.js")
def script() -> Response:
    """The script behind ``<merkbar-badge>``."""
    words = embed_script.words(services().workspace.labels)
    text = embed_script.compact(render_template("embedding/embed.js", words=words))
    response = for_other_sites(Response(text, content_type="text/javascript; charset=utf-8"))
    response.headers["Cache-Control"] = f"public, max-age={SCRIPT_SECONDS}"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/oembed")
def oembed() -> Response:
    """oEmbed 1.0 (https://oembed.com) for addresses of products: the badge, linked to its evidence.

    Raises NotFound for any other address, InvalidRequest for a parameter that cannot be read.
    """
    kind = request.args.get("format", "json")
    if kind != "json":
        response = Response(f"{kind[:20]!r} is not offered, only json\n", 501, content_type="text/plain")
        return for_other_sites(response)
    product_id = _product_of(request.args.get("url", ""))
    view = queries.product_view(session(), services().workspace, product_id, today())
    asked = Wish(best_identifier(view), ".svg", lang=_language())
    if not asked.identifier:
        raise NotFound(f"product {product_id} has no number that a badge could be asked for by")
    width, height = _fitting(asked, view)
    body = {
        "version": "1.0",
        "type": "rich",
        "title": view.name,
        "provider_name": "Merkbar",
        "provider_url": services().settings.base_url,
        "cache_age": MAX_AGE_SECONDS,
        "width": width,
        "height": height,
        "html": _picture(view, asked, height).html(width),
    }
    response = for_other_sites(Response(json.dumps(body) + "\n", content_type="application/json"))
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    return response


def _asked(product: ProductView) -> Wish | None:
    """What the form asks for; None where the product has no number of its own."""
    identifier = best_identifier(product)
    if not identifier:
        return None
    args = {name: request.args.get(name, "") for name in ("style", "mode", "size")}
    args["lang"] = request.args.get("badge_lang", language())
    args["labels"] = ",".join(request.args.getlist("labels"))
    found = wish([f"{identifier}.svg"], args, services().workspace.labels)
    if isinstance(found, str):
        raise NotFound(found)
    # The path is not decoded here: the identifier stands as it is.
    return Wish(identifier, ".svg", "", found.labels, found.style, found.mode, found.lang, found.size)


def _codes(product: ProductView, asked: Wish) -> tuple[tuple[str, str, str, str], ...]:
    """Id, heading, what to press and text of each code to paste."""
    base = services().settings.base_url
    picture = _picture(product, asked, asked.size)
    evidence = evidence_url(product.id, base)
    page = f"{embed_code.element(asked, evidence, picture.alt)}\n{embed_code.script(base)}"
    return (
        ("html", "HTML", _("Kopier HTML"), picture.html()),
        ("markdown", "Markdown", _("Kopier Markdown"), picture.markdown()),
        ("script", _("Skript, for mange produkter på en side"), _("Kopier skriptet"), page),
    )


def _previews(asked: Wish) -> tuple[tuple[str, str], ...]:
    """Ground and address of the badge on a light and a dark page."""
    modes = ("light", "dark") if asked.mode == "auto" else (asked.mode,)
    fields = (asked.identifier, asked.form, "", asked.labels, asked.style)
    return tuple(
        (mode, embed_code.badge_address(Wish(*fields, mode, asked.lang, asked.size), "")) for mode in modes
    )


def _picture(product: ProductView, asked: Wish, height: int) -> embed_code.Picture:
    base = services().settings.base_url
    alt = f"{product.name}: {TEXTS[asked.lang]['labels']}"
    return embed_code.Picture(
        embed_code.badge_address(asked, base), evidence_url(product.id, base), alt, height
    )


def _product_of(address: str) -> int:
    """The product whose page stands at an absolute address of this site."""
    if not address:
        raise InvalidRequest("url", "missing: the address of a product's page")
    found = _PAGE.fullmatch(address.removeprefix(services().settings.base_url))
    if not found:
        raise NotFound(f"{address[:200]!r} is not the address of a product here")
    product_id = int(found[1])
    return queries.redirect_of(session(), product_id) or product_id


def _fitting(asked: Wish, view: ProductView) -> tuple[int, int]:
    """Width and height within what the other side has room for; a drawing scales without loss."""
    widest, highest = _pixels("maxwidth"), _pixels("maxheight")
    cells = combined(view, services().workspace.labels, asked.lang).cells
    width, height = width_of(cells, size=SIZES[1]), SIZES[1]
    scale = min(1, widest / width, highest / height)
    return max(1, int(width * scale)), max(1, int(height * scale))


def _pixels(name: str) -> int:
    text = request.args.get(name, "")
    if text and not _PIXELS.fullmatch(text):
        raise InvalidRequest(name, f"{text[:20]!r} is not a number of pixels")
    return int(text or 999_999)


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else LANGUAGES[0]
