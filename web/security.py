"""Response headers and the protection of forms against cross-site requests."""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]

from catalog.punchout.addresses import policy_source
from web import company_prices, punchout_session

# Read by programs and embedded by other sites: no cookie speaks for anyone here, so no form token. A
# purchasing system that opens the shop sends its secret.
OPEN_PATHS = ("/api/", "/badge/", "/punchout/oci", "/punchout/cxml")
_FRAMED = ("/badge/", "/oembed", "/embed", "/punchout/oci", "/punchout/start/")
# Product pictures lie with the suppliers; data: is what the design system draws its arrows with.
_POLICY = (
    "default-src 'self'; img-src 'self' https: data:; object-src 'none'; base-uri 'none'; form-action 'self'"
)
_NO_CAMERA = "camera=(), geolocation=(), microphone=()"
_YEAR = 365 * 24 * 3600


def _check_token() -> None:
    # a page of a punchout visit is known to nobody else: its address is the token
    if not request.path.startswith(OPEN_PATHS) and not punchout_session.prefix():
        current_app.extensions["csrf"].protect()


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY + _ancestors())
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    # Suppliers' picture servers learn neither what was searched nor by whom.
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", _NO_CAMERA)
    if company_prices.shown():
        response.headers["Cache-Control"] = "private, no-store"
        response.vary.add("Cookie")
    elif request.endpoint in ("static", "stylesheet"):
        if request.args.get("v") or "/vendor/" in request.path:
            response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    elif response.mimetype == "text/html":
        # Every page carries the visitor's own basket and form token, and depends on the day.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.vary.add("Cookie")
    return response


def for_other_sites(response: Response) -> Response:
    """Scripts and pages of any site may use the answer: nothing in it is a visitor's own."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _ancestors() -> str:
    """Who may show the page in a frame: nobody but the sites of the visit's customer. A page that refuses
    to open the shop, or says that a visit is over, has nothing to click, and is seen wherever it is."""
    visit = punchout_session.visit()
    if request.path.startswith(_FRAMED) or (visit is not None and not visit.sites):
        return ""
    return "; frame-ancestors " + (" ".join(visit.sites) if visit is not None else "'none'")


def with_return(response: Response, address: str) -> Response:
    """The page's form may send the basket to this one address."""
    policy = _POLICY.replace("form-action 'self'", f"form-action 'self' {policy_source(address)}")
    response.headers["Content-Security-Policy"] = policy + _ancestors()
    return response


def with_camera(response: Response) -> Response:
    """The page may ask for the camera and run the compiled code of the scanner, both from this site only."""
    policy = f"{_POLICY}; script-src 'self' 'wasm-unsafe-eval'{_ancestors()}"
    response.headers["Content-Security-Policy"] = policy
    response.headers["Permissions-Policy"] = _NO_CAMERA.replace("camera=()", "camera=(self)")
    return response


def init_app(app: Flask) -> None:
    """Protects every form outside ``OPEN_PATHS`` and sets the headers.

    A token lives as long as the session: a counter's page stays open all day. A view that sets a
    header itself keeps it.
    """
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    CSRFProtect(app)
    app.before_request(_check_token)
    app.after_request(_headers)
