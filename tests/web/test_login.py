"""Logging in: who gets in, how long it lasts, how it is ended, and how often one may guess."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from catalog import db
from catalog.clock import Clock
from catalog.people import limits, users
from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.people_world import Browser, a_user, log_in, logged_in


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path) as found:
        yield found


@pytest.fixture
def app(space: Workspace) -> Flask:
    a_user(space, role=Role.BUYER)
    return pages_world.application(space)


def test_a_user_logs_in_goes_on_and_is_named_on_every_page(app: Flask) -> None:
    kari = Browser(app)
    assert "Logg inn" in kari.get("/labels").text
    assert log_in(kari, " KARI@firma.no ", next="/labels").location == "/labels"
    page = kari.get("/labels").text
    assert 'href="/account"' in page and ">kari<" in page
    assert kari.get("/login?next=/orders").location == "/orders"


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x"]
)
def test_a_login_never_leads_to_another_site(app: Flask, path: str) -> None:
    assert log_in(Browser(app), next=path).location == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer_and_keep_the_address(app: Flask) -> None:
    answers = [log_in(Browser(app), email, "feil passord her") for email in ("kari@firma.no", "no@firma.no")]
    assert [answer.status_code for answer in answers] == [400, 400]
    texts = {re.sub(r"csrf_token\" value=\"[^\"]+", "", answer.text).replace("no@firma.no", "kari@firma.no")
             for answer in answers}  # fmt: skip
    assert len(texts) == 1
    assert 'value="kari@firma.no"' in answers[0].text
    assert "feil passord her" not in answers[0].text


def test_an_unknown_address_takes_as_long_as_a_known_one(space: Workspace) -> None:
    a_user(space, "per@firma.no")
    spent: dict[str, list[float]] = {"per@firma.no": [], "no@firma.no": []}
    with db.reading(space.engine) as session:
        for _ in range(5):
            for email, times in spent.items():
                began = time.thread_time()
                assert users.authenticated(session, email, "feil") is None
                times.append(time.thread_time() - began)
    known, unknown = (statistics.median(times) for times in spent.values())
    assert 0.5 < unknown / known < 2


def test_one_who_has_not_chosen_a_password_cannot_log_in(app: Flask, space: Workspace) -> None:
    with db.writing(space.engine) as session:
        user = users.find(session, "kari@firma.no")
        user.password_hash = ""
        session.add(user)
    for password in ("", "x", "0" * 128):
        assert log_in(Browser(app), password=password).status_code == 400


def test_a_session_from_before_the_login_is_worth_nothing_after_it(app: Flask) -> None:
    kari = Browser(app)
    kari.get("/login")
    with kari.client.session_transaction() as cookie:
        cookie["planted"], before = "x", cookie["csrf_token"]
    log_in(kari)
    kari.get("/account")
    with kari.client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["csrf_token"] != before


def test_logging_out_everywhere_ends_the_other_devices_at_once(app: Flask) -> None:
    phone, desk = logged_in(app), logged_in(app)
    assert phone.post("/logout").status_code == 303
    assert phone.get("/account").location == "/login?next=/account"
    assert desk.get("/account").status_code == 200
    phone = logged_in(app)
    phone.post("/logout", everywhere="1")
    for device in (phone, desk):
        assert device.get("/account").location == "/login?next=/account"


def test_a_deactivated_user_is_out_on_the_very_next_request(app: Flask, space: Workspace) -> None:
    kari = logged_in(app)
    with db.writing(space.engine) as session:
        users.set_active(session, users.find(session, "kari@firma.no"), False)
    assert kari.get("/account").status_code == 303
    assert log_in(Browser(app)).status_code == 400
    with db.writing(space.engine) as session:
        users.set_active(session, users.find(session, "kari@firma.no"), True)
    assert kari.get("/account").status_code == 303
    assert log_in(Browser(app)).status_code == 303


@pytest.mark.parametrize(("remember", "hours", "inside"), [
    ("", 11, True), ("", 13, False), ("1", 24 * 29, True), ("1", 24 * 31, False),
])  # fmt: skip
def test_a_login_ends_by_itself(app: Flask, remember: str, hours: int, inside: bool) -> None:
    kari = Browser(app)
    log_in(kari, remember=remember)
    later = datetime.now(UTC) + timedelta(hours=hours)
    found = app.extensions["merkbar"]
    moved = replace(found.workspace, clock=Clock(source=lambda: later))
    app.extensions["merkbar"] = replace(found, workspace=moved)
    assert kari.get("/account").status_code == (200 if inside else 303)


def test_cookies_are_for_this_site_over_tls_and_not_for_scripts(app: Flask) -> None:
    answer = log_in(Browser(app))
    cookie = answer.headers["Set-Cookie"]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert flag in cookie


def test_an_account_is_guessed_at_ten_times_then_waits_and_others_do_not(
    app: Flask, space: Workspace
) -> None:
    a_user(space, "per@firma.no")
    thief = Browser(app)
    answers = [log_in(thief, password=f"gjett nummer {n}") for n in range(11)]
    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert "15 minutter" in answers[-1].text
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 901
    assert log_in(Browser(app)).status_code == 429
    assert log_in(Browser(app), "per@firma.no").status_code == 303


def test_simultaneous_guesses_count_one_by_one(tmp_path: Path) -> None:
    now = datetime.now(UTC)

    def guess(number: int) -> int:
        return limits.Limiter(tmp_path / "a.db").attempt("kari", f"10.0.0.{number}", now)

    with ThreadPoolExecutor(16) as pool:
        allowed = [wait == 0 for wait in pool.map(guess, range(60))]
    assert sum(allowed) == limits.PER_ACCOUNT


def test_a_wait_is_over_when_its_window_is(tmp_path: Path) -> None:
    limiter, now = limits.Limiter(tmp_path / "a.db"), datetime.now(UTC)
    for _ in range(limits.PER_ACCOUNT):
        assert limiter.attempt("kari", "10.0.0.1", now) == 0
    wait = limiter.attempt("kari", "10.0.0.1", now)
    assert limiter.attempt("kari", "10.0.0.1", now + timedelta(seconds=wait - 2)) > 0
    assert limiter.attempt("kari", "10.0.0.1", now + timedelta(seconds=wait)) == 0


def test_an_address_waits_whatever_accounts_it_tries_and_one_success_buys_nothing(tmp_path: Path) -> None:
    limiter, now = limits.Limiter(tmp_path / "a.db"), datetime.now(UTC)
    for number in range(limits.PER_ADDRESS):
        assert limiter.attempt(f"user{number}", "2001:db8::1", now) == 0
    assert limiter.attempt("x", "2001:db8::ffff", now) > 0
    assert limiter.attempt("x", "10.0.0.1", now) == 0
    limiter.succeeded("user1", "2001:db8::1")
    assert limiter.attempt("y", "2001:db8::1", now) == 0
    assert limiter.attempt("z", "2001:db8::1", now) > 0


def test_an_office_behind_one_address_logs_in_all_at_once(tmp_path: Path) -> None:
    limiter, now = limits.Limiter(tmp_path / "a.db"), datetime.now(UTC)
    for number in range(3 * limits.PER_ADDRESS):
        assert limiter.attempt(f"user{number}", "10.0.0.1", now) == 0
        limiter.succeeded(f"user{number}", "10.0.0.1")


@pytest.mark.parametrize(("proxies", "codes"), [(0, {400, 429}), (1, {400})])
def test_a_forwarded_address_is_believed_only_where_the_operator_has_a_proxy(
    space: Workspace, monkeypatch: pytest.MonkeyPatch, proxies: int, codes: set[int]
) -> None:
    monkeypatch.setattr(limits, "PER_ADDRESS", 3)
    app = pages_world.application(space, proxies=proxies)
    found = Browser(app)
    token = found.form_token()
    seen = set()
    for number in range(6):
        answer = found.client.post(
            "/login", data={"csrf_token": token, "email": f"u{number}@x.no", "password": "x"},
            headers={"X-Forwarded-For": f"10.1.1.{number}", "Referer": "http://localhost/login"},
        )  # fmt: skip
        seen.add(answer.status_code)
    assert seen == codes
