"""Every link of a visit leads to a page of the visit, or openly out of the shop."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.web import pages_world
from tests.web.people_world import a_user
from tests.web.punchout_world import Visit, customer, entered

LINK = re.compile(r'<a\b[^>]*?\shref="([^"#]*)[^"]*"')
ENOUGH = 120


def links(visit: Visit, page: str) -> set[str]:
    """The paths inside the visit that the page links to. Nothing of this site may be linked to outside it."""
    found = {unescape(href) for href in LINK.findall(page)}
    inside = {href for href in found if href.startswith(visit.root + "/")}
    out = {
        href for href in found - inside if href and not href.startswith(("https://", "http://", "mailto:"))
    }
    # an Atom feed is for a reader outside, who has no visit
    ours = {href for href in found if href.startswith(pages_world.BASE) and ".atom" not in href}
    assert not out | ours, page[:200]
    return {href.removeprefix(visit.root) for href in inside}


@pytest.mark.parametrize("company", ["", "firma"])
def test_no_link_of_a_visit_is_dead_or_leaves_it(tmp_path: Path, company: str) -> None:
    with pages_world.opened(tmp_path) as space:
        pages_world.fill(space)
        if company:
            a_user(space)
        visit = entered(pages_world.application(space), customer(space, company=company))
        visit.collect("2Z624F")
        seen, waiting = set(), ["/"]
        while waiting and len(seen) < ENOUGH:
            path = waiting.pop(0)
            seen.add(path)
            answer = visit.get(path)
            assert answer.status_code in (200, 301, 303), path
            if answer.mimetype == "text/html" and answer.status_code == 200:
                waiting += sorted(links(visit, answer.text) - seen - set(waiting))
        assert len(seen) > 40
