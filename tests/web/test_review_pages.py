"""The reviewer's pages: both sides of each item, yes and no with a reason, history with undo, paging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlmodel import select

from catalog import db
from catalog.models import WordingJudgement
from catalog.workspace import Workspace
from tests import conftest
from tests.web.pages_world import flat
from tests.web.review_world import COLUMNS, TABS, application, enter, ids, only, send, shop_in, stored


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workspace]:
    with shop_in(tmp_path) as space:
        yield space


@pytest.fixture
def kari(shop: Workspace) -> FlaskClient:
    """A reviewer who has followed her link."""
    return enter(application(shop).test_client())


def test_both_sides_stand_with_what_differs_marked_and_what_each_rule_said(kari: FlaskClient) -> None:
    html = kari.get("/review").text
    assert re.search(r'P2425<mark class="diff"><span class="ds-sr-only">ulikt: </span>H</mark>', html)
    words = flat(html)
    assert "Fabrikat Dell Dell" in words
    assert re.search(r"Likhet \d+ av 100", words)
    assert "Ja: Sammenlignet typenumrene p2425h ~ P2425" in words
    assert "Gjelder TCO Certified D1 dette produktet?" in words
    assert "Avgjørelser signeres Kari Nordmann." in words


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_keeps_the_rules_of_the_house_for_pages(kari: FlaskClient, tab: str) -> None:
    answer = kari.get(f"/review?kind={tab}")
    html = answer.text
    assert html.count("<h1") == 1 and 'aria-current="page"' in html
    found = re.findall(r'\sid="([^"]+)"', html)
    assert len(found) == len(set(found))
    assert set(re.findall(r'<label[^>]* for="([^"]+)"', html)) <= set(found)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", html)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert 'name="robots" content="noindex"' in html


def test_a_no_is_stored_with_the_name_of_the_link_and_takes_the_symbol_away(
    kari: FlaskClient, shop: Workspace
) -> None:
    assert 'data-label="tco-certified"' in kari.get("/products/2").text
    item = only(kari, "conflict")
    form = {"item": item, "verdict": "no", "reason": "  annen utførelse ", "kind": "conflict", "by": "Eve"}
    answer = send(kari, "/review/decide", **form)
    assert (answer.status_code, answer.location) == (303, "/review?kind=conflict")
    assert {(row.decided_by, row.reason, row.held) for row in stored(shop)} == {
        ("Kari Nordmann", "annen utførelse", False)
    }
    page = kari.get("/review?kind=conflict")
    assert "Lagret: sertifikatet gjelder ikke produktet" in flat(page.text) and ids(page.text) == []
    assert 'data-label="tco-certified"' not in kari.get("/products/2").text


def test_a_yes_shows_the_symbol_and_undo_hides_it_again(kari: FlaskClient) -> None:
    send(kari, "/review/decide", item=only(kari, "candidate"), verdict="yes", reason="samme skjerm")
    assert 'data-state="verified"' in kari.get("/products/1").text
    history = kari.get("/review?kind=history").text
    (made,) = re.findall(r'data-judgement="([^"]+)"', history)
    assert "samme skjerm" in history
    answer = send(kari, "/review/undo", judgement=made)
    assert (answer.status_code, answer.location) == (303, "/review?kind=history")
    assert "data-state=" not in kari.get("/products/1").text
    after = flat(kari.get("/review?kind=history").text)
    assert "samme skjerm" in after and "angret av Kari Nordmann" in after
    send(kari, "/review/undo", judgement=made)
    assert "allerede angret" in flat(kari.get("/review").text)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_without_a_usable_reason_nothing_is_stored_and_the_field_says_so(
    kari: FlaskClient, shop: Workspace, reason: str
) -> None:
    item = only(kari, "candidate")
    answer = send(kari, "/review/decide", item=item, verdict="no", reason=reason)
    assert answer.status_code == 400
    assert f'aria-describedby="e-{item}"' in answer.text and "Ingenting er lagret" in flat(answer.text)
    assert stored(shop) == []


def test_a_wording_keeps_the_reason_that_was_typed_when_the_label_is_missing(kari: FlaskClient) -> None:
    form = {"item": only(kari, "wording"), "verdict": "yes", "reason": "står i arket", "kind": "wording"}
    answer = send(kari, "/review/decide", **form)
    assert answer.status_code == 400
    assert ">står i arket</textarea>" in answer.text and "Velg hvilket merke" in flat(answer.text)
    assert re.search(r'<select[^>]* aria-invalid="true"', answer.text)
    again = send(kari, "/review/decide", **form | {"verdict": "denied", "meaning": "epeat:gold"})
    assert again.status_code == 400 and 'value="epeat:gold" selected>' in again.text


@pytest.mark.parametrize(
    ("verdict", "meaning", "row"),
    [("yes", "epeat:gold", ("epeat", "gold", True)), ("denied", "epeat", ("epeat", "", False)),
     ("no", "epeat", ("", "", False))],
)  # fmt: skip
def test_a_wording_is_taught_one_of_three_ways(
    kari: FlaskClient, shop: Workspace, verdict: str, meaning: str, row: tuple[str, str, bool]
) -> None:
    form = {"item": only(kari, "wording"), "verdict": verdict, "meaning": meaning, "reason": "arket"}
    assert send(kari, "/review/decide", **form).status_code == 303
    assert "neste gang varefilen leses" in flat(kari.get("/review?kind=wording").text)
    with db.reading(shop.engine) as session:
        (taught,) = session.exec(select(WordingJudgement))
        assert (taught.label, taught.tier, taught.held) == row


@pytest.mark.parametrize(
    "form",
    [{"verdict": "maybe", "item": "t1", "reason": "x"}, {"verdict": "yes", "item": "';--", "reason": "x"},
     {"verdict": "yes", "reason": "x"}],
)  # fmt: skip
def test_a_form_nobody_wrote_is_refused(kari: FlaskClient, shop: Workspace, form: dict[str, str]) -> None:
    assert send(kari, "/review/decide", **form).status_code == 400
    assert stored(shop) == []


def test_what_another_reviewer_has_decided_meanwhile_is_said(kari: FlaskClient, shop: Workspace) -> None:
    item = only(kari, "candidate")
    send(kari, "/review/decide", item=item, verdict="no", reason="first")
    send(kari, "/review/decide", item=item, verdict="yes", reason="second")
    assert "venter ikke lenger" in flat(kari.get("/review").text)
    assert {row.reason for row in stored(shop)} == {"first"}


def test_all_matches_of_one_product_can_be_judged_from_its_number(kari: FlaskClient) -> None:
    html = kari.get("/review?product=2").text
    (item,) = ids(html)
    assert item.startswith("t") and "Bekreftet i registeret" in flat(html)
    answer = send(kari, "/review/decide", item=item, verdict="no", reason="feil", product="2")
    assert answer.location == "/review?product=2"
    html = kari.get("/review?product=2").text
    assert "en person har sagt nei" in flat(html) and "data-judgement=" in html
    assert "Ingen av registrene har noe" in flat(kari.get("/review?product=999").text)


@pytest.mark.parametrize(
    "query", ["kind=x&page=0", "page=-1", "page=99999999999999999999", "page=x&product=-3",
              "kind=wording&page=9", "kind=history&page=10000"],
)  # fmt: skip
def test_odd_addresses_are_pages(kari: FlaskClient, query: str) -> None:
    assert kari.get(f"/review?{query}").status_code == 200


def test_a_long_queue_comes_in_pages(kari: FlaskClient, shop: Workspace) -> None:
    lines = [f"9{n},,P2425{n:02},Dell,Skjerm {n},displays," for n in range(40)]
    conftest._load(shop, "feed", COLUMNS + "\n".join(lines) + "\n", "table", "many.csv", supplier="lager")
    first = kari.get("/review").text
    second = kari.get("/review?page=2").text
    assert len(ids(first)) == 20 and 'rel="next"' in first
    assert ids(second) and not set(ids(first)) & set(ids(second))
    assert 'rel="prev"' in second
