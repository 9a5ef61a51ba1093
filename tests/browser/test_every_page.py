"""What holds for every page in every state: axe finds nothing, nothing is too wide, nothing too small to hit.

Each state is opened once and looked at on a phone and at a desk, light and dark. A new page for people
fails the first test until it is listed in ``states.py``.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.states import NO_PAGE, STATES, State
from tests.browser.whole_site import Site

pytest.importorskip("playwright.sync_api")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")
pytestmark = pytest.mark.browser
PHONE = 360
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only colours differ in the dark.
SCHEMES = {"light": STANDARDS, "dark": ["color-contrast"]}
# A tick box is hit through its label, which axe measures; one that is not shown cannot be missed.
SMALL = """least => [...document.querySelectorAll(
  `button, select, summary, textarea, input:not([type=hidden], [type=checkbox], [type=radio]),
  a.ds-button, a.sym, a.chip, .top a, .foot nav a`)]
  .filter(one => one.checkVisibility() && !one.closest('.ds-sr-only') && !one.matches('.ds-sr-only, .copy'))
  .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 140)])
  .filter(([box]) => box.height > 0 && (box.height < least || box.width < least))
  .map(([box, text]) => `${Math.round(box.width)}x${Math.round(box.height)} ${text}`)"""

# What one presses to get on, and what one types into, with a thumb.
LARGE = """() => [...document.querySelectorAll(
  `.ds-button:not([data-variant="tertiary"]), .ds-input:not([type=hidden], [type=checkbox], [type=radio])`)]
  .filter(one => one.checkVisibility() && !one.closest('.ds-sr-only') && !one.matches('.ds-sr-only'))
  .map(one => [one.getBoundingClientRect(), one.outerHTML.slice(0, 140)])
  .filter(([box]) => box.height > 0 && box.height < 43.5)
  .map(([box, text]) => `${Math.round(box.height)} px high ${text}`)"""


def faults(page: Any, rules: list[str] = STANDARDS) -> list[str]:
    """What axe objects to, with the element."""
    result = axe.Axe().run(page, options={"runOnly": rules, "resultTypes": ["violations"]})
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:200]}"
        for rule in result.response["violations"]
        for node in rule["nodes"]
    ]


def test_every_page_for_people_is_listed(site: Site) -> None:
    rules = [one for one in site.app.url_map.iter_rules() if "GET" in (one.methods or ())]
    pages = {one.endpoint for one in rules if not one.endpoint.startswith("api")} - NO_PAGE
    assert len(pages) > 20
    assert pages == {state.endpoint for state in STATES}


@pytest.mark.parametrize("width", [PHONE, pytest.param(1280, marks=pytest.mark.slow)])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_can_be_read_reached_and_hit_by_everyone(
    chromium: Any, site: Site, state: State, width: int
) -> None:
    page = site.page(chromium, state.role, width)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = page.goto(state.path.format(**site.facts))
    assert answer.status == state.status
    if state.act:
        state.act(page)
    found = []
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {fault}" for fault in faults(page, rules)]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found.append(f"{wide} px wide")
    found += page.evaluate(SMALL, 24) + complaints
    if width == PHONE:
        found += page.evaluate(LARGE)
        page.set_viewport_size({"width": 320, "height": 640})
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            found.append("wider than 320 px")
    page.context.close()
    assert not found, "\n".join(found)
