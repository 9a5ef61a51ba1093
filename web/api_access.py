"""Who may use the API and how often: a client's key, or nobody's within a smaller limit.

A key stands in ``Authorization: Bearer``. Runs, issues and exports need a key with their scope; all else is
open to everybody as often as the operator's setting allows, unless the site asks for a log-in. No cookie
counts here, so pages of other sites may read the answers.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, g, request

from catalog.people import keys
from catalog.people.counting import network, subject
from catalog.people.keys import Client
from catalog.people.rates import SECONDS, Allowance, Rates
from web.errors import problem
from web.identity import current_user
from web.security import for_other_sites
from web.services import services, session

ASKED_TOO_OFTEN = 429
_SCHEME = "bearer "
_EXPOSED = "ETag, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, RateLimit-Policy, Retry-After"
_DAY = 24 * 3600


def protect(blueprint: Blueprint, scope: str = keys.READ) -> None:
    """Lets a blueprint's views be used with a key of this scope; ``read`` also without any key."""

    def check() -> Response | None:
        return None if request.method == "OPTIONS" or _own_search_box() else _refusal(scope)

    blueprint.before_request(check)
    blueprint.after_request(_headers)


def _own_search_box() -> bool:
    """Whether a page of this site asks while somebody types: an office behind one address types a lot. A
    program may say so as well, and gets no more than suggestions by it."""
    return request.endpoint == "api.suggest" and request.headers.get("Sec-Fetch-Site") == "same-origin"


def _refusal(scope: str) -> Response | None:
    client = None
    now = services().workspace.clock.source()
    said = request.headers.get("Authorization")
    if said is not None:
        token = said[len(_SCHEME) :].strip() if said[: len(_SCHEME)].lower() == _SCHEME else ""
        client = keys.client(session(), token, now)
        if client is None:
            return _unauthorized("the key is not one of ours, expired or revoked", ' error="invalid_token"')
    limit = client.per_minute if client else _without_key(scope)
    if not limit:
        return _unauthorized(f"a key with the scope {scope} is needed: ask the operator for one", "")
    who = subject("key", str(client.key_id)) if client else subject("address", network(_address()))
    g.api_allowance = taken = Rates(services().workspace.var / "rates.db").take(who, limit, now)
    if not taken.allowed:
        reason = f"more than {limit} requests in a minute; go on in {taken.reset} seconds"
        response = problem(ASKED_TOO_OFTEN, "Too Many Requests", reason)
        response.headers["Retry-After"] = str(taken.reset)
        return response
    if client is None or scope in (keys.READ, *client.scopes):
        return None
    return _forbidden(client, scope)


def _without_key(scope: str) -> int:
    """Requests a minute from an address without a key; 0 where none are answered."""
    settings = services().settings
    if scope != keys.READ or (settings.require_login and not current_user().known):
        return 0
    return settings.api_anonymous


def _address() -> str:
    return request.remote_addr or ""


def _unauthorized(reason: str, more: str) -> Response:
    response = problem(401, "Unauthorized", reason)
    response.headers["WWW-Authenticate"] = f'Bearer realm="merkbar"{"," if more else ""}{more}'
    return response


def _forbidden(client: Client, scope: str) -> Response:
    has = ", ".join(sorted(client.scopes))
    response = problem(403, "Forbidden", f"the key has the scopes {has}; {scope} is needed here")
    wanted = f'Bearer realm="merkbar", error="insufficient_scope", scope="{scope}"'
    response.headers["WWW-Authenticate"] = wanted
    return response


def _headers(response: Response) -> Response:
    """What is left of the minute (draft-ietf-httpapi-ratelimit-headers-06), and that any site may read."""
    allowance: Allowance | None = g.get("api_allowance")
    if allowance is not None:
        response.headers["RateLimit-Limit"] = str(allowance.limit)
        response.headers["RateLimit-Remaining"] = str(allowance.remaining)
        response.headers["RateLimit-Reset"] = str(allowance.reset)
        response.headers["RateLimit-Policy"] = f"{allowance.limit};w={SECONDS}"
    for_other_sites(response)
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = response.headers.get("Allow", "")
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match"
        response.headers["Access-Control-Max-Age"] = str(_DAY)
    return response


def init_app(app: Flask) -> None:
    """The OpenAPI text needs no key and counts for nothing, but other sites may read it."""
    app.after_request(_open_text)


def _open_text(response: Response) -> Response:
    if request.endpoint and request.endpoint.startswith("api-docs."):
        for_other_sites(response)
    return response
