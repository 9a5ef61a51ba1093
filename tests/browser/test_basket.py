"""The basket in a real Chromium: saved as it is typed, nothing lost offline, two people at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.basket_world import log_in, new_basket, site

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
Opener = Callable[..., Any]
QUANTITY = ".order-qty input"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with site(tmp_path_factory.mktemp("baskets")) as found:
        yield found


@pytest.fixture
def opened(chromium: Any, address: str) -> Iterator[Opener]:
    """``opened(width=360)`` is a page of a new browser; what a page complains of fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def made(width: int = 1280, **more: Any) -> Any:
        context = chromium.new_context(base_url=address, viewport={"width": width, "height": 800}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield made
    for context in contexts:
        context.close()
    assert not complaints


def shown(page: Any, selector: str) -> Any:
    return sync_api.expect(page.locator(selector).first)


def test_a_field_is_saved_as_it_is_left_and_sums_follow_without_losing_focus(opened: Opener) -> None:
    page = opened()
    log_in(page)
    new_basket(page, "Blur", "skjerm", "kabel")
    before = page.inner_text(".basket-total")
    page.locator(QUANTITY).last.fill("250")
    page.keyboard.press("Tab")
    shown(page, "#saved").to_have_text("Lagret")
    assert page.inner_text(".basket-total") != before
    assert page.evaluate("document.activeElement.tagName") != "BODY"
    page.click("#about > summary")
    page.fill("#f-mark", "Bad 2. etg")
    page.locator("input[value=address]").check()
    page.fill("#f-delivery_name", "Byggeplass 3")
    page.keyboard.press("Tab")
    shown(page, "[name=was-delivery_name]").to_have_value("Byggeplass 3")
    page.reload()
    assert page.locator(QUANTITY).last.input_value() == "250"
    assert page.input_value("#f-mark") == "Bad 2. etg"
    assert page.input_value("#f-delivery_name") == "Byggeplass 3"
    assert page.locator("#draft").is_hidden()


def test_a_bad_quantity_is_said_beside_its_field_and_stays_there(opened: Opener) -> None:
    page = opened()
    log_in(page)
    new_basket(page, "Feil", "skjerm")
    field = page.locator(QUANTITY).first
    field.fill("abc")
    page.keyboard.press("Tab")
    shown(page, ".field-fault").to_contain_text("må være et tall")
    assert field.get_attribute("aria-invalid") == "true"
    assert field.input_value() == "abc"
    field.fill("2,5")
    page.keyboard.press("Tab")
    shown(page, "#saved").to_have_text("Lagret")
    assert page.locator(".field-fault").count() == 0
    assert field.get_attribute("aria-invalid") is None


def test_what_could_not_be_sent_is_sent_when_the_connection_is_back(opened: Opener) -> None:
    page = opened(360)
    log_in(page)
    new_basket(page, "Tunnel", "skjerm")
    page.context.set_offline(True)
    page.locator(QUANTITY).first.fill("17")
    page.keyboard.press("Tab")
    shown(page, "#saved").to_contain_text("Ikke lagret")
    page.context.set_offline(False)
    shown(page, "[name^=was-quantity]").to_have_value("17")
    page.reload()
    assert page.locator(QUANTITY).first.input_value() == "17"
    assert page.locator("#draft").is_hidden()


def left_without_connection(opened: Opener, name: str) -> Any:
    """17 typed while nothing can be sent, the page left, and the basket opened again later."""
    page = opened()
    log_in(page)
    new_basket(page, name, "skjerm")
    page.route("**/basket", lambda route: route.abort("internetdisconnected"))
    page.locator(QUANTITY).first.fill("17")
    page.keyboard.press("Tab")
    shown(page, "#saved").to_contain_text("Ikke lagret")
    page.unroute_all()
    page.goto("/labels")
    page.goto("/basket")
    return page


def test_what_was_typed_without_a_connection_is_put_back_later(opened: Opener) -> None:
    page = left_without_connection(opened, "Kjeller")
    shown(page, "#draft").to_be_visible()
    assert page.locator(QUANTITY).first.input_value() == "17"
    page.click(".basket-save button")
    page.wait_for_load_state()
    assert page.locator(QUANTITY).first.input_value() == "17"
    shown(page, "#draft").to_be_hidden()


def test_what_is_put_back_can_be_discarded(opened: Opener) -> None:
    page = left_without_connection(opened, "Angret")
    page.click("#draft-drop")
    assert page.locator(QUANTITY).first.input_value() == "1"
    page.reload()
    shown(page, "#draft").to_be_hidden()


def test_two_people_in_one_basket_are_told_both_values(opened: Opener) -> None:
    kari, ola = opened(), opened(360)
    log_in(kari)
    new_basket(kari, "Felles", "skjerm")
    kari.goto("/baskets")
    kari.click("tr:has-text('Felles') button[value=share]")
    log_in(ola, "ola", "/baskets")
    ola.click("button.linklike:has-text('Felles')")
    ola.wait_for_url("**/basket")
    kari.goto("/basket")
    ola.locator(QUANTITY).first.fill("5")
    ola.keyboard.press("Tab")
    shown(ola, "#saved").to_have_text("Lagret")
    kari.locator(QUANTITY).first.fill("7")
    kari.keyboard.press("Tab")
    shown(kari, ".field-fault").to_contain_text("Ola Hansen har endret dette til «5» mens du skrev «7»")
    assert kari.locator(QUANTITY).first.input_value() == "7"
    ola.reload()
    assert ola.locator(QUANTITY).first.input_value() == "5"
    kari.click(".basket-save button")
    kari.wait_for_load_state()
    ola.reload()
    assert ola.locator(QUANTITY).first.input_value() == "7"


def test_the_whole_way_works_without_scripts_on_a_small_phone(opened: Opener) -> None:
    page = opened(320, java_script_enabled=False)
    page.goto("/search?q=skjerm")
    page.locator("form.add button").first.click()
    log_in(page, "per")
    shown(page, "main").to_contain_text("ligger nå i kurven din")
    page.fill(QUANTITY, "abc")
    page.click(".basket-save button")
    shown(page, ".field-fault").to_contain_text("må være et tall")
    page.fill(QUANTITY, "2,5")
    page.click("#about > summary")
    page.fill("#f-project", "P-77")
    page.locator("input[value=pickup]").check()
    page.click(".basket-save button")
    assert page.input_value(QUANTITY) == "2,5"
    page.click("#switcher summary")
    page.fill("#new-basket", "Ny")
    page.click(".switcher-new button")
    shown(page, "h1").to_have_text("Ny")
    page.click("#switcher summary")
    page.click(".switcher button:has-text('Kurv 1')")
    page.click("button[name=confirm]")
    assert page.input_value("#f-project") == "P-77"
    page.click("main .order-buttons button")
    shown(page, "h1").to_contain_text("Bestilling M")
    shown(page, "main").to_contain_text("Per Berg")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_switching_baskets_and_saving_go_by_keyboard(opened: Opener) -> None:
    page = opened()
    log_in(page)
    new_basket(page, "Tastatur", "skjerm")
    page.focus("#switcher summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "aria-current" in page.evaluate("document.activeElement.outerHTML")
    page.keyboard.press("Escape")
    page.focus(QUANTITY)
    page.fill(QUANTITY, "4")
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    assert page.url.endswith("/basket")
    assert page.input_value(QUANTITY) == "4"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_of_people_and_baskets_pass_axe_and_fit_a_small_phone(opened: Opener, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = opened(320, color_scheme=scheme)
    page.goto("/login")
    found = {"/login": axe.run(page)}
    log_in(page)
    new_basket(page, f"Axe {scheme}", "skjerm", "kabel")
    for summary in ("#about > summary", "#switcher > summary"):
        page.click(summary)
    for fold in page.locator(".line-more > summary").all():
        fold.click()
    found["/basket"] = axe.run(page)
    page.locator(QUANTITY).first.fill("abc")
    page.keyboard.press("Tab")
    shown(page, ".field-fault").to_be_visible()
    found["fault"] = axe.run(page)
    page.locator(QUANTITY).first.fill("1")
    page.keyboard.press("Tab")
    shown(page, "#saved").to_have_text("Lagret")
    for path in (
        "/baskets",
        "/account",
        "/company/users",
        "/basket/confirm/nordisk",
        "/orders",
        "/password/x",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        found[path] = axe.run(page)
    faults = {path: result.generate_report() for path, result in found.items() if result.violations_count}
    assert not faults, "\n".join(f"{path}: {text}" for path, text in faults.items())
