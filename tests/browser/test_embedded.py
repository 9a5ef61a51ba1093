"""Badges on somebody else's page: another origin, a strict Content-Security-Policy, fifty at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response

from tests import conftest
from tests.browser.whole_site import serving
from tests.web import pages_world

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
COUNT = 50
KEPT = sorted((Path(__file__).parent.parent / "web" / "golden_badges").glob("*.svg"))
NASTY = '"><img src=x onerror=alert(1)>'
FEED = "supplier_number,gtin,mpn,brand,name,product_group,labels\n" + "".join(
    f"{n},,M-{n},Acme,Acme M-{n} skjerm,displays,{'EPEAT' if n == 2 else ''}\n" for n in range(1, COUNT)
)
REGISTER = (
    "label,certificate,brand,model,product_group,markets,valid_from,valid_to\n"
    "tco-certified,D1,Acme,M-1,displays,,2024-01-01,2028-01-01\n"
    "tco-certified,D3,Acme,M-3,displays,,2024-01-01,2027-01-15\n"
)


@dataclass(frozen=True)
class Sites:
    """Addresses of Merkbar and of a shop that shows its badges; ``pages`` are the shop's, by path."""

    merkbar: str
    shop: str
    pages: dict[str, str]


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    with pages_world.opened(tmp_path_factory.mktemp("store")) as space:
        load: Any = conftest._load
        load(space, "feed", FEED, "table", "f.csv", supplier="acme")
        load(space, "feed", pages_world.FEED, "table", "g.csv", supplier="nordisk")
        load(space, "register", REGISTER, "table", "r.csv", label="tco-certified")
        load(space, "register", pages_world.TCO, "tco", "tco.json")
        with serving(pages_world.application(space)) as merkbar:
            pages: dict[str, str] = {}
            with serving(shop_of(pages, merkbar)) as shop:
                yield Sites(merkbar, shop, pages)


def shop_of(pages: dict[str, str], merkbar: str) -> Flask:
    """A shop whose policy allows Merkbar's address and nothing else: no inline script, no inline style."""
    app = Flask("shop")
    policy = (
        f"default-src 'none'; script-src {merkbar}; img-src {merkbar}; connect-src {merkbar};"
        " require-trusted-types-for 'script'"
    )

    def page(path: str) -> Response:
        return Response(pages[path], content_type="text/html; charset=utf-8",
                        headers={"Content-Security-Policy": policy})  # fmt: skip

    app.add_url_rule("/<path>", "page", page)
    return app


def html(sites: Sites, body: str, lang: str = "nb") -> str:
    script = f'<script src="{sites.merkbar}/embed.js" async></script>'
    return f'<!doctype html><html lang="{lang}"><title>Butikk</title><body>{body}{script}'


@dataclass
class Watch:
    """What the browser asked for and what it complained of."""

    asked: list[str]
    complaints: list[str]

    @property
    def lookups(self) -> int:
        return sum(one.startswith("POST") and one.endswith("/api/v1/lookup") for one in self.asked)


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context()
    page = context.new_page()
    page.watch = watch = Watch([], [])
    page.on("request", lambda one: watch.asked.append(f"{one.method} {one.url}"))
    page.on("console", lambda one: watch.complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: watch.complaints.append(str(error)))
    page.on("dialog", lambda dialog: watch.complaints.append(dialog.message))
    yield page
    context.close()


def all_drawn(page: Any, count: int) -> None:
    """Waits until that many badges are pictures that could be read."""
    page.wait_for_function(
        "many => document.images.length === many && [...document.images].every(one => one.naturalWidth > 20)",
        arg=count,
    )


def element(name: str, more: str = "") -> str:
    return f'<p><merkbar-badge identifier="{name}" {more}><a href="#x">bevis</a></merkbar-badge></p>'


def test_fifty_badges_are_drawn_with_one_question_under_a_strict_policy(page: Any, sites: Sites) -> None:
    names = [f"acme:{n}" for n in range(1, COUNT)] + ["5397184821671"]
    sites.pages["fifty"] = html(sites, "".join(element(name) for name in names))
    page.goto(f"{sites.shop}/fifty")
    all_drawn(page, COUNT)
    assert page.watch.lookups == 1
    assert page.watch.complaints == []
    said = page.eval_on_selector_all("merkbar-badge img", "all => all.map(one => one.alt)")
    assert said[0] == "Acme M-1 skjerm: TCO Certified (bekreftet)"
    assert said[1] == "Acme M-2 skjerm: EPEAT (oppgitt)"
    assert said[2] == "Acme M-3 skjerm: TCO Certified (til 2027-01-15)"
    assert said[3] == "Acme M-4 skjerm: ingen merke registrert"
    links = page.eval_on_selector_all("merkbar-badge > a", "all => all.map(one => one.href)")
    assert len(links) == COUNT
    with page.expect_navigation():
        page.locator("merkbar-badge > a").last.click()
    assert page.url.startswith(f"{sites.merkbar}/products/")
    assert page.url.endswith("/evidence")


def test_elements_that_come_later_are_one_more_question(page: Any, sites: Sites) -> None:
    sites.pages["later"] = html(sites, element("acme:1"))
    page.goto(f"{sites.shop}/later")
    all_drawn(page, 1)
    page.evaluate("""() => { for (const name of ['acme:2', 'acme:3', 'acme:4']) {
      const one = document.createElement('merkbar-badge');
      one.setAttribute('identifier', name);
      document.body.append(one);
    } }""")
    all_drawn(page, 4)
    # moved elsewhere, it stays as it is
    page.evaluate("() => document.body.prepend(document.querySelector('merkbar-badge'))")
    assert page.watch.lookups == 2
    assert page.watch.complaints == []


def test_choices_and_the_page_s_language_reach_the_picture(page: Any, sites: Sites) -> None:
    body = element("acme:1", 'design="plain" mode="dark" size="32"') + element("acme:1", 'lang="nn"')
    body += element("acme:1", 'labels="epeat"') + element("acme:3", 'label="tco-certified"')
    sites.pages["choices"] = html(sites, body, "sv")
    page.goto(f"{sites.shop}/choices")
    all_drawn(page, 4)
    src = page.eval_on_selector_all("img", "all => all.map(one => one.src.split('/badge/v1/')[1])")
    assert src == [
        "acme:1.svg?style=plain&mode=dark&size=32&lang=sv",
        "acme:1.svg",
        "acme:1.svg?labels=epeat&lang=sv",
        "acme:3/tco-certified.svg?lang=sv",
    ]
    said = page.eval_on_selector_all("img", "all => all.map(one => [one.alt, one.height])")
    assert said[0] == ["Acme M-1 skjerm: TCO Certified (bekräftad)", 32]
    assert said[2] == ["Acme M-1 skjerm: ingen märkning registrerad", 20]
    assert page.watch.complaints == []


def test_nothing_in_an_attribute_becomes_markup(page: Any, sites: Sites) -> None:
    nasty = NASTY.replace('"', "&quot;")
    body = element(nasty, f'labels="{nasty}" design="{nasty}" size="{nasty}"')
    sites.pages["nasty"] = html(sites, body + element("../../embed.js?"))
    page.goto(f"{sites.shop}/nasty")
    page.wait_for_function("() => document.images.length === 2")
    page.wait_for_load_state("networkidle")
    assert page.eval_on_selector_all("img", "all => all.every(one => !one.hasAttribute('onerror'))")
    assert not [one for one in page.watch.asked if "embed.js?" in one]
    # A picture that says so comes with 400, which the browser tells of.
    assert all("400" in one for one in page.watch.complaints)


def test_without_an_answer_the_pictures_still_come(page: Any, sites: Sites) -> None:
    sites.pages["deaf"] = html(sites, element("acme:1"))
    page.route("**/api/v1/lookup", lambda route: route.abort())
    page.goto(f"{sites.shop}/deaf")
    all_drawn(page, 1)
    assert page.get_attribute("merkbar-badge > a > img", "alt") == "bevis"
    assert page.get_attribute("merkbar-badge > a", "href") == "#x"
    page.evaluate("""() => { const one = document.createElement('merkbar-badge');
      one.setAttribute('identifier', 'acme:2');
      document.body.append(one); }""")
    all_drawn(page, 2)
    assert page.get_attribute("merkbar-badge > img", "alt") == "merker for produktet"


def test_without_scripts_the_link_stays(chromium: Any, sites: Sites) -> None:
    sites.pages["plain"] = html(sites, element("acme:1"))
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{sites.shop}/plain")
    assert page.inner_text("merkbar-badge a") == "bevis"
    context.close()


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parent.parent / "web" / "golden_badges").glob("*.svg"))
)
def test_a_kept_badge_holds_its_words_and_turns_dark_where_it_may(chromium: Any, path: Path) -> None:
    shots = []
    for scheme in ("light", "dark"):
        page = chromium.new_page(color_scheme=scheme)
        page.goto(path.as_uri())
        outside = page.eval_on_selector_all(
            "text", """all => all.filter(one => { const box = one.getBBox(), whole = one.ownerSVGElement;
              return box.x < 0 || box.x + box.width > whole.width.baseVal.value
                || box.y < 0 || box.y + box.height > whole.height.baseVal.value * 1.2; }).length"""
        )  # fmt: skip
        assert outside == 0
        shots.append(page.locator("svg").screenshot())
        page.close()
    assert (shots[0] != shots[1]) is ("<style>" in path.read_text("utf-8"))
