"""Invitations and users: a link works once, an admin rules the own company and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlmodel import select

from catalog import db
from catalog.clock import Clock
from catalog.errors import InvalidRequest, NotFound
from catalog.models import PasswordLink, User
from catalog.people import links, passwords, users
from catalog.people.roles import Role
from catalog.workspace import Workspace
from tests.web import pages_world
from tests.web.people_world import Browser, a_user, log_in, logged_in
from web.cli import demo, merkbar

CHOSEN = "helt nye ord i dag"


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with pages_world.opened(tmp_path) as found:
        yield found


@pytest.fixture
def app(space: Workspace) -> Flask:
    a_user(space, "ada@firma.no", role=Role.ADMIN)
    a_user(space, "eva@annet.no", "annet", role=Role.ADMIN)
    return pages_world.application(space)


@pytest.fixture
def ada(app: Flask) -> Browser:
    return logged_in(app, "ada@firma.no")


def link_in(page: str) -> str:
    found = re.search(r"https://merkbar\.test(/password/[\w-]{40,})", page)
    assert found
    return found[1]


def stored(space: Workspace, email: str) -> User:
    with db.reading(space.engine) as session:
        return users.find(session, email)


def test_an_invited_person_chooses_a_password_and_is_in(app: Flask, ada: Browser, space: Workspace) -> None:
    page = ada.post("/company/users", email="Per@Firma.no", name="Per Hansen", role="buyer").text
    link = link_in(page)
    assert link not in ada.get("/company/users").text
    per = Browser(app)
    assert "Per Hansen" in per.get(link).text
    assert per.get(link).headers["Cache-Control"] == "private, no-store"
    assert per.post(link, password=CHOSEN, again=CHOSEN).status_code == 303
    assert "Innkjøper" in per.get("/account").text
    assert log_in(Browser(app), "per@firma.no", CHOSEN).status_code == 303
    with db.reading(space.engine) as session:
        assert link.rsplit("/", 1)[1] not in {one.token_hash for one in session.exec(select(PasswordLink))}


def test_a_link_works_once_also_for_one_who_looked_first(app: Flask, ada: Browser) -> None:
    link = link_in(ada.post("/company/users", email="per@firma.no", role="buyer").text)
    first, second = Browser(app), Browser(app)
    second.get(link)
    assert first.post(link, password=CHOSEN, again=CHOSEN).status_code == 303
    late = second.post(link, password="noe helt annet her", again="noe helt annet her")
    assert late.status_code == 404 and "kan brukes én gang" in late.text
    assert second.get(link).status_code == 404


def test_of_eight_clicks_at_once_one_sets_the_password(space: Workspace) -> None:
    a_user(space)
    with db.writing(space.engine) as session:
        token = links.make(session, users.find(session, "kari@firma.no"), datetime.now(UTC))

    def click(number: int) -> str:
        chosen = f"åtte samtidige klikk {number}"
        try:
            with db.writing(space.engine) as session:
                links.use(session, token, chosen, datetime.now(UTC))
        except NotFound:
            return ""
        return chosen

    with ThreadPoolExecutor(8) as pool:
        won = [chosen for chosen in pool.map(click, range(8)) if chosen]
    assert len(won) == 1
    assert passwords.matches(stored(space, "kari@firma.no").password_hash, won[0])


def test_a_link_is_good_for_seven_days_and_a_new_one_ends_it(app: Flask, space: Workspace) -> None:
    with db.writing(space.engine) as session:
        user = users.find(session, "ada@firma.no")
        now = datetime.now(UTC)
        old, new = links.make(session, user, now), links.make(session, user, now)
        with pytest.raises(NotFound):
            links.holder(session, old, now)
        assert links.holder(session, new, now + timedelta(days=6, hours=23)).email == "ada@firma.no"
        with pytest.raises(NotFound):
            links.holder(session, new, now + timedelta(days=7, minutes=1))
    later = app.extensions["merkbar"]
    clock = Clock(pinned=space.clock.pinned, source=lambda: now + timedelta(days=8))
    app.extensions["merkbar"] = replace(later, workspace=replace(later.workspace, clock=clock))
    assert Browser(app).get(f"/password/{new}").status_code == 404


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("kort", "minst 12 tegn"), ("passord12345", "lett å gjette"), ("aaaaaaaaaaaaaa", "lett å gjette"),
        ("123456789012", "lett å gjette"), ("abcdefghijklm", "lett å gjette"), ("x" * 201, "høyst 200"),
        ("Sommer2026!!!", "lett å gjette"), ("jeg er per hansen nå", "navnet eller e-post"),
    ],
)  # fmt: skip
def test_a_password_that_is_easily_guessed_is_refused_and_the_link_stays_good(
    app: Flask, ada: Browser, password: str, reason: str
) -> None:
    link = link_in(ada.post("/company/users", email="per@firma.no", name="Per Hansen", role="buyer").text)
    per = Browser(app)
    answer = per.post(link, password=password, again=password)
    assert answer.status_code == 400
    assert reason in answer.text.split('id="e-password"')[1]
    assert per.post(link, password=CHOSEN, again="noe annet").status_code == 400
    assert per.post(link, password=CHOSEN, again=CHOSEN).status_code == 303


def test_letters_composed_in_another_way_are_the_same_password() -> None:
    stored_hash = passwords.hashed("bl\u00e5 b\u00e6r p\u00e5 fjellet")
    assert passwords.matches(stored_hash, "bla\u030a b\u00e6r pa\u030a fjellet")
    assert stored_hash.startswith("scrypt:")


def test_a_reset_ends_every_login(app: Flask, ada: Browser, space: Workspace) -> None:
    other = logged_in(app, "ada@firma.no")
    answer = ada.post(f"/company/users/{stored(space, 'ada@firma.no').id}", act="link")
    Browser(app).post(link_in(answer.text), password=CHOSEN, again=CHOSEN)
    for device in (ada, other):
        assert device.get("/account").status_code == 303


def test_changing_the_password_needs_the_old_one_and_ends_the_other_logins(app: Flask, ada: Browser) -> None:
    other = logged_in(app, "ada@firma.no")
    wrong = ada.post("/account/password", current="feil", password=CHOSEN, again=CHOSEN)
    assert wrong.status_code == 400 and "ikke passordet du har" in wrong.text.split('id="e-current"')[1]
    right = ada.post("/account/password", current="fire tilfeldige ord her", password=CHOSEN, again=CHOSEN)
    assert right.status_code == 303
    assert ada.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_an_admin_shuts_out_lets_in_and_changes_roles(app: Flask, ada: Browser, space: Workspace) -> None:
    a_user(space, "per@firma.no")
    per, number = logged_in(app, "per@firma.no"), stored(space, "per@firma.no").id
    ada.post(f"/company/users/{number}", act="role", role="buyer")
    assert "Innkjøper" in per.get("/account").text
    ada.post(f"/company/users/{number}", act="deactivate")
    assert per.get("/account").status_code == 303
    assert "Stengt ute" in ada.get("/company/users").text
    ada.post(f"/company/users/{number}", act="activate")
    assert log_in(Browser(app), "per@firma.no").status_code == 303


@pytest.mark.parametrize("act", ["role", "deactivate", "activate", "link"])
def test_another_companys_user_does_not_exist(ada: Browser, space: Workspace, act: str) -> None:
    before = stored(space, "eva@annet.no")
    assert ada.post(f"/company/users/{before.id}", act=act, role="buyer").status_code == 404
    after = stored(space, "eva@annet.no")
    assert (after.role, after.active, after.version) == (before.role, before.active, before.version)
    assert "eva@annet.no" not in ada.get("/company/users").text


def test_no_admin_makes_a_reviewer_and_the_last_one_stays(ada: Browser, space: Workspace) -> None:
    assert ada.post("/company/users", email="per@firma.no", role="reviewer").status_code == 400
    number = stored(space, "ada@firma.no").id
    for form in ({"act": "deactivate"}, {"act": "role", "role": "buyer"}):
        answer = ada.post(f"/company/users/{number}", **form)
        assert answer.status_code == 409 and "minst én administrator" in answer.text
    a_user(space, "vera@firma.no", role=Role.REVIEWER)
    vera = stored(space, "vera@firma.no").id
    assert ada.post(f"/company/users/{vera}", act="role", role="buyer").status_code == 409
    assert stored(space, "vera@firma.no").role == Role.REVIEWER


def test_a_bad_address_is_explained_beside_its_field_and_what_was_typed_stays(ada: Browser) -> None:
    for email, reason in (("tull", "Skriv en e-postadresse"), ("eva@annet.no", "i bruk allerede")):
        answer = ada.post("/company/users", email=email, name="<b>Per", role="buyer")
        assert answer.status_code == 400 and reason in answer.text.split('id="e-invite"')[1]
        assert f'value="{email}"' in answer.text and 'value="&lt;b&gt;Per"' in answer.text


def test_the_operator_adds_lists_shuts_out_and_resets(space: Workspace, app: Flask) -> None:
    environment = {"MERKBAR_VAR": str(space.var), "MERKBAR_BASE_URL": "https://merkbar.test"}

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(merkbar, ["users", *words], env=environment)
        assert done.exit_code == code, done.output
        return done.output

    link = link_in(
        run("add", "per@ny.no", "--company", "ny", "--company-name", "Ny AS", "--role", "reviewer")
    )
    assert "ny\tper@ny.no\treviewer\tinvited\tper" in run("list", "--company", "ny")
    assert Browser(app).post(link, password=CHOSEN, again=CHOSEN).status_code == 303
    assert "active" in run("list", "--company", "ny")
    run("role", "per@ny.no", "buyer")
    run("deactivate", "per@ny.no")
    assert "buyer\tdeactivated" in run("list", "--company", "ny")
    run("activate", "per@ny.no")
    assert link_in(run("reset", "per@ny.no")) != link
    assert "has a user already" in run("add", "per@ny.no", "--company", "ny", code=2)
    assert "a-z, 0-9" in run("add", "a@b.no", "--company", "Ny AS", code=2)
    run("add", "a@b.no", "--company", "ny", "--role", "king", code=2)


def test_an_address_is_one_whatever_its_case(space: Workspace) -> None:
    a_user(space, "KARI@Firma.NO")
    with db.writing(space.engine) as session:
        owner = users.company(session, "firma", space.clock.now())
        with pytest.raises(InvalidRequest, match=users.TAKEN):
            users.add(session, owner.id or 0, "kari@firma.no", "K", Role.BUYER, space.clock.now())


def test_the_demo_prints_a_new_random_password_each_time_and_stores_its_hash_only(
    space: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for _ in range(2):
        demo._people(space)
        found = re.search(r"password ([0-9a-f-]{19})$", capsys.readouterr().out.strip())
        assert found
        printed.append(found[1])
    assert printed[0] != printed[1]
    for role in Role:
        user = stored(space, f"{role}@demo.example")
        assert passwords.matches(user.password_hash, printed[1])
        assert not passwords.matches(user.password_hash, printed[0])
    assert printed[1].encode() not in (space.var / "merkbar.db").read_bytes()
