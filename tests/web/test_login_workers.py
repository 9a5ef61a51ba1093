"""Real gunicorn with two workers: the limit of log-ins, their end and a link's single use hold over both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import requests

from catalog import db
from catalog.people import limits, links, users
from catalog.workspace import Workspace
from tests.web.people_world import PASSWORD, a_user
from tests.web.real_site import two_workers

pytestmark = pytest.mark.slow


@pytest.fixture
def site(workspace: Workspace) -> Iterator[str]:
    a_user(workspace)
    with two_workers(workspace) as address:
        yield address


def send(site: str, path: str, **form: str) -> tuple[int, requests.Session]:
    """A form on a connection of its own, which either worker may answer."""
    visitor = requests.Session()
    page = visitor.get(f"{site}/login", timeout=30).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    answer = visitor.post(
        site + path, data={"csrf_token": found[1], **form}, allow_redirects=False, timeout=60
    )
    return answer.status_code, visitor


def test_guesses_are_counted_over_both_workers_also_at_once(site: str) -> None:
    def guess(number: int) -> int:
        return send(site, "/login", email="kari@firma.no", password=f"gjett nummer {number}")[0]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(24)))
    assert sorted(set(answers)) == [400, 429]
    assert answers.count(400) == limits.PER_ACCOUNT


def test_a_login_that_was_ended_is_ended_in_both_workers(site: str, workspace: Workspace) -> None:
    status, kari = send(site, "/login", email="kari@firma.no", password=PASSWORD)
    assert status == 303
    for _ in range(10):
        assert requests.get(f"{site}/account", cookies=kari.cookies, allow_redirects=False, timeout=30).ok
    with db.writing(workspace.engine) as session:
        users.set_active(session, users.find(session, "kari@firma.no"), False)
    codes = {
        requests.get(f"{site}/account", cookies=kari.cookies, allow_redirects=False, timeout=30).status_code
        for _ in range(20)
    }
    assert codes == {303}


def test_two_clicks_at_once_on_a_link_set_one_password(site: str, workspace: Workspace) -> None:
    with db.writing(workspace.engine) as session:
        token = links.make(session, users.find(session, "kari@firma.no"), datetime.now(UTC))

    def click(number: int) -> int:
        chosen = f"to klikk samtidig {number}"
        return send(site, f"/password/{token}", password=chosen, again=chosen)[0]

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, range(4))) == [303, 404, 404, 404]
