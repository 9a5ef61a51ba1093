"""The search box as a combobox, in a real Chromium: by keyboard, by mouse, by touch and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.shop import served

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
LIST, BOX = "#suggest", "#q"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("shop")) as found:
        yield found


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Any]:
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/labels")
    yield page
    context.close()
    assert not complaints


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.id"))


def texts(page: Any) -> list[str]:
    return list(page.locator(f"{LIST} [role=option]").all_text_contents())


def type_and_wait(page: Any, text: str) -> None:
    page.focus(BOX)
    page.keyboard.type(text, delay=10)
    sync_api.expect(page.locator(f'{LIST}[data-text="{text}"]')).to_be_visible()


def test_typing_opens_a_list_that_is_told_to_a_screen_reader(page: Any) -> None:
    box = page.locator(BOX)
    sync_api.expect(box).to_have_attribute("role", "combobox")
    sync_api.expect(box).to_have_attribute("aria-expanded", "false")
    type_and_wait(page, "skjerm")
    sync_api.expect(box).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{box.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    shown = texts(page)
    assert "Acer V247Y skjerm" in shown
    sync_api.expect(page.locator("#live")).to_have_text(f"{len(shown)} forslag")
    groups = page.locator(f"{LIST} [role=group]")
    assert groups.first.evaluate(
        "one => document.getElementById(one.getAttribute('aria-labelledby')).innerText"
    )


def test_arrows_move_through_the_list_while_focus_stays_in_the_box(page: Any) -> None:
    type_and_wait(page, "skjerm")
    count = len(texts(page))
    seen = []
    for _press in range(count + 1):
        page.keyboard.press("ArrowDown")
        assert focused(page) == "q"
        seen.append(page.get_attribute(BOX, "aria-activedescendant"))
        marked = page.locator(f"{LIST} [aria-selected=true]")
        assert [marked.get_attribute("id")] == seen[-1:]
    assert seen[0] == seen[count]
    assert len(set(seen)) == count
    page.keyboard.press("ArrowUp")
    assert page.get_attribute(BOX, "aria-activedescendant") == seen[count - 1]
    assert page.input_value(BOX) == "skjerm"


def test_enter_takes_the_marked_one_and_without_one_searches(page: Any) -> None:
    type_and_wait(page, "acer v247")
    while (page.locator(f"{LIST} [aria-selected=true]").text_content() if page.get_attribute(
        BOX, "aria-activedescendant") else "") != "Acer V247Y skjerm":  # fmt: skip
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/products/*")
    type_and_wait(page, "skjerm")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=skjerm")


def test_escape_closes_and_then_clears(page: Any) -> None:
    type_and_wait(page, "skjerm")
    page.keyboard.press("Escape")
    sync_api.expect(page.locator(LIST)).to_be_hidden()
    sync_api.expect(page.locator(BOX)).to_have_attribute("aria-expanded", "false")
    assert page.input_value(BOX) == "skjerm"
    page.keyboard.press("Escape")
    assert page.input_value(BOX) == ""
    assert focused(page) == "q"


def test_tab_leaves_and_closes(page: Any) -> None:
    type_and_wait(page, "skjerm")
    page.keyboard.press("Tab")
    sync_api.expect(page.locator(LIST)).to_be_hidden()
    assert focused(page) != "q"


def test_a_click_follows_the_suggestion_on_the_page_s_own_host(page: Any, address: str) -> None:
    type_and_wait(page, "v247")
    page.click(f"{LIST} [role=option]:has-text('Acer V247Y skjerm')")
    page.wait_for_url(f"{address}/products/*")


def test_late_answers_of_earlier_letters_are_dropped(page: Any) -> None:
    page.route("**/suggest?q=skj", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.focus(BOX)
    page.keyboard.type("skj")
    page.wait_for_timeout(200)
    with page.expect_response("**/suggest?q=skjold"):
        page.keyboard.type("old")
    page.wait_for_timeout(600)
    assert texts(page) == [] or "Acer V247Y skjerm" not in texts(page)


def test_a_number_is_offered_again_until_it_is_forgotten(page: Any) -> None:
    page.focus(BOX)
    page.keyboard.type("88 123 45")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=88*")
    page.goto("/labels")
    type_and_wait(page, "88")
    assert texts(page)[:2] == ["88 123 45", "Glem tidligere numre"]
    page.click(f"{LIST} [role=option]:has-text('Glem')")
    sync_api.expect(page.locator(LIST)).to_be_hidden()
    assert page.evaluate("localStorage.length") == 0


def test_a_server_that_cannot_answer_only_costs_the_suggestions(chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address)
    page = context.new_page()
    page.route("**/api/v1/suggest*", lambda route: route.fulfill(status=503))
    page.goto("/")
    page.focus(BOX)
    with page.expect_response("**/api/v1/suggest*"):
        page.keyboard.type("skjerm")
    sync_api.expect(page.locator(LIST)).to_be_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=skjerm")
    context.close()


def test_on_a_phone_each_suggestion_is_large_enough_for_a_thumb(chromium: Any, address: str) -> None:
    context = chromium.new_context(
        base_url=address, viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    for path in ("/", "/search?q=kabel"):
        page.goto(path)
        page.fill(BOX, "")
        page.locator(BOX).press_sequentially("skjerm")
        sync_api.expect(page.locator(f"{LIST}[data-text=skjerm]")).to_be_visible()
        sizes = page.eval_on_selector_all(
            f"{LIST} [role=option]", "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert min(sizes) >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.tap(f"{LIST} [role=option]:has-text('Acer V247Y skjerm')")
    page.wait_for_url("**/products/*")
    context.close()


def test_without_scripts_the_box_is_a_plain_search_field(chromium: Any, address: str) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")
    assert page.get_attribute(BOX, "role") is None
    sync_api.expect(page.locator(LIST)).to_be_hidden()
    page.fill(BOX, "skjerm")
    page.press(BOX, "Enter")
    sync_api.expect(page.locator("#hits-h")).to_contain_text("skjerm")
    context.close()
