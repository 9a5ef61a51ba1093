"""Every route of the app with every role: who may come in is written here, and a new route must be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.people_world import Browser, logged_in
from tests.web.walls_world import ROLES, browsers_of, two_companies

EVERYBODY = frozenset(ROLES)
USERS = frozenset(Role)
# Open to all: what is shown is the catalogue's, or belongs to the one who asks.
OPEN = {
    "static", "stylesheet", "language.choose",
    "search.home", "search.results", "products.show", "products.evidence", "labels.index", "labels.show",
    "embedding.show", "embedding.script", "embedding.oembed",
    "status.show", "status.run", "status.alerts", "quality.show", "quality.download", "expiring.show",
    "expiring.feed", "developers.show", "label_changes.feed", "known.product", "known.supplier",
    "ordering.basket", "ordering.save", "ordering.add", "ordering.update", "ordering.confirm",
    "ordering.order_now", "ordering.orders", "ordering.most", "ordering.again", "ordering.order",
    "ordering.download", "ordering.printed", "ordering.sent", "ordering.sent_file",
    "quick.show", "quick.append", "quick.save", "quick.sample",
    "punchout.oci", "punchout.cxml", "punchout.start",
    # Found inside a visit only, whose token stands in the address.
    "punchout-visit.give", "punchout-visit.back", "punchout-visit.reopen", "punchout-visit.peppol",
    "auth.login", "auth.enter", "auth.leave", "auth.choose", "auth.set_password",
}  # fmt: skip
# For programs: no cookie speaks for anyone there.
MACHINE = {"badges", "api"}
RULES: dict[str, frozenset[str]] = {
    **dict.fromkeys(OPEN, EVERYBODY),
    "people.account": USERS,
    "people.change_password": USERS,
    "people.policy": frozenset({Role.BUYER, Role.REVIEWER, Role.ADMIN}),
    "people.prices": frozenset({Role.ADMIN}),
    "people.listing": frozenset({Role.ADMIN}),
    "people.invite": frozenset({Role.ADMIN}),
    "people.change": frozenset({Role.ADMIN}),
    "reports.page": frozenset({Role.BUYER, Role.REVIEWER, Role.ADMIN}),
    "reports.download": frozenset({Role.BUYER, Role.REVIEWER, Role.ADMIN}),
    "evidence_pack.page": frozenset({Role.BUYER, Role.REVIEWER, Role.ADMIN}),
    "evidence_pack.download": frozenset({Role.BUYER, Role.REVIEWER, Role.ADMIN}),
    "ordering.send": USERS,
    "ordering.fetch": USERS,
    "ordering.resolve": frozenset({Role.BUYER, Role.REVIEWER, Role.ADMIN}),
    "ordering.baskets": USERS,
    "ordering.create_basket": USERS,
    "ordering.choose_basket": USERS,
    "ordering.change_basket": USERS,
    # Its own gate: a signed link.
    "review.enter": frozenset(),
    "review.show": frozenset({Role.REVIEWER}),
    "review.decide": frozenset({Role.REVIEWER}),
    "review.undo": frozenset({Role.REVIEWER}),
    "review.leave": frozenset({Role.REVIEWER}),
}
VALUES: dict[str, object] = {
    "product_id": 1, "run_id": 1, "slug": "epeat", "label": "epeat", "line_id": 1, "supplier": "nordisk",
    "number": "M000000001", "kind": "csv", "token": "x" * 43, "user_id": 1, "basket_id": 1, "lang": "nb",
    "filename": "merkbar.css", "certificate_id": 1, "identifier": "5397184821671",
}  # fmt: skip


def routes() -> list[Rule]:
    """The rules of an app with its own empty store."""
    with tempfile.TemporaryDirectory() as folder, pages_world.opened(Path(folder)) as space:
        return list(pages_world.application(space).url_map.iter_rules())


ROUTES = routes()


def calls() -> list[tuple[str, str, str]]:
    found = []
    for rule in ROUTES:
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((rule.endpoint, method, rule.rule))
    return found


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with two_companies(tmp_path_factory.mktemp("walls")) as found:
        yield found


@pytest.fixture(scope="module")
def app(space: Workspace) -> Flask:
    return pages_world.application(space)


@pytest.fixture(scope="module")
def browsers(app: Flask) -> dict[str, Browser]:
    return browsers_of(app)


def address(endpoint: str, rule: str, app: Flask) -> str:
    found = next(one for one in ROUTES if one.endpoint == endpoint and one.rule == rule)
    values = {name: VALUES.get(name, "x") for name in found.arguments}
    with app.test_request_context():
        return url_for(endpoint, **values)  # type: ignore[arg-type]


def is_for_programs(endpoint: str) -> bool:
    return endpoint.split(".")[0] in MACHINE or endpoint.startswith("api")


def test_every_route_is_classified() -> None:
    unknown = sorted({rule.endpoint for rule in ROUTES if not is_for_programs(rule.endpoint)} - RULES.keys())
    assert not unknown, f"say in RULES who may use {unknown}"
    gone = RULES.keys() - {rule.endpoint for rule in ROUTES}
    assert not gone, f"no such routes any more: {sorted(gone)}"
    assert len(ROUTES) > 30


@pytest.mark.parametrize(
    ("endpoint", "method", "rule"),
    [one for one in calls() if not is_for_programs(one[0])],
    ids=lambda one: str(one),
)
def test_a_route_lets_in_whom_it_says_and_no_one_else(
    app: Flask, browsers: dict[str, Browser], endpoint: str, method: str, rule: str
) -> None:
    if endpoint in ("auth.leave", "review.leave", "people.change_password"):
        browsers = browsers_of(app)
    path = address(endpoint, rule, app)
    for role in ROLES:
        browser = browsers[role]
        answer = browser.get(path) if method == "GET" else browser.post(path)
        refused = answer.status_code == 403 or "/login" in (answer.location or "")
        assert answer.status_code < 500, (role, answer.status_code)
        assert refused is (role not in RULES[endpoint]), (role, answer.status_code, answer.location)


@pytest.mark.parametrize(
    ("endpoint", "rule"), [(one[0], one[2]) for one in calls() if is_for_programs(one[0]) and one[1] == "GET"]
)
def test_what_programs_read_is_the_same_for_all(
    app: Flask, browsers: dict[str, Browser], endpoint: str, rule: str
) -> None:
    path = address(endpoint, rule, app)
    answers = {browsers[role].get(path).data for role in ROLES}
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("endpoint", "method", "rule"),
    [one for one in calls() if one[1] == "POST" and not is_for_programs(one[0])],
)
def test_no_form_is_taken_without_its_token(
    app: Flask, browsers: dict[str, Browser], endpoint: str, method: str, rule: str
) -> None:
    for browser in browsers.values():
        assert browser.client.post(address(endpoint, rule, app)).status_code in (400, 403)


def test_where_a_login_is_required_only_badges_and_the_door_are_open(space: Workspace) -> None:
    app = pages_world.application(space, require_login=True)
    stranger, user = Browser(app), logged_in(app, "buyer@firma.no")
    closed = ("/", "/search?q=x", "/products/1", "/labels", "/basket", "/orders", "/status", "/expiring")
    for path in closed:
        assert "/login?next=" in (stranger.get(path).location or ""), path
        assert user.get(path).status_code == 200, path
    answer = stranger.get("/api/v1/products")
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    for path in ("/login", "/badge/v1/5397184821671.svg", "/static/merkbar.css"):
        assert stranger.get(path).status_code == 200, path
    assert stranger.get("/search?q=a&page=2").location == "/login?next=/search?q%3Da%26page%3D2"
