"""Absolute addresses, from MERKBAR_BASE_URL and never from the request's Host header, and local ones that
are safe to lead back to."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, has_request_context, request, url_for

from catalog.search.port import SearchRequest
from web.punchout_session import outside, prefix
from web.query_args import query_string
from web.services import services


def absolute(endpoint: str, **values: object) -> str:
    """The public address of an endpoint; also inside a punchout visit, whose token leaves no page of it."""
    return services().settings.base_url + outside(url_for(endpoint, _external=False, **values))  # type: ignore[arg-type]


def local_url(endpoint: str, **values: Any) -> str:
    """``url_for`` for templates and lists. An address without values is made once a process (and mount point,
    where the site lies under a path): every page has some thirty. Those of a visit are kept nowhere."""
    if values or not has_request_context() or prefix():
        return url_for(endpoint, **values)
    return _made(endpoint, request.script_root)


@lru_cache(maxsize=1_000)
def _made(endpoint: str, _mount: str) -> str:
    return url_for(endpoint)


def search_address(asked: SearchRequest) -> str:
    """The search page's own address for a request."""
    query = query_string(asked)
    return local_url("search.results") + (f"?{query}" if query else "")


def product_address(product_id: int, page: str = "show") -> str:
    """The address of a product's page (``show`` or ``evidence``) as ``url_for`` makes it, asked for once a
    request and page: a list links to it from every row."""
    made: dict[str, tuple[str, str]] = g.setdefault("product_addresses", {})
    if page not in made:
        before, _zero, after = url_for(f"products.{page}", product_id=0).rpartition("0")
        made[page] = before, after
    return f"{product_id}".join(made[page])


def here() -> str:
    """The path of this page as a browser asks for it, without query."""
    return request.script_root + request.path


def local(path: str, otherwise: str) -> str:
    """``path`` if it leads to a page of this site, else ``otherwise``: no open redirect.

    Browsers read a backslash as a slash and drop control characters, so neither may be in it.
    """
    odd = not path.isprintable() or "\\" in path
    if odd or not path.startswith("/") or path.startswith("//"):
        return otherwise
    return path


def came_from(otherwise: str) -> str:
    """The page of this site that the request was sent from, else ``otherwise``."""
    sent = urlsplit(request.referrer or "")
    if sent.netloc != request.host:
        return otherwise
    return local(sent.path + ("?" + sent.query if sent.query else ""), otherwise)


def init_app(app: Flask) -> None:
    """Makes addresses usable in templates."""
    app.jinja_env.globals.update(
        product_address=product_address, here_address=here, url_for=local_url
    )
