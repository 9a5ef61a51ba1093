"""Quick order as a buyer meets it, without JavaScript: paste, look over, correct, put into the basket."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import pytest
from ordering_visitor import NOW, Visitor, change
from sqlmodel import select

from catalog import db
from catalog.models import BasketLine, Offer, OfferKey
from catalog.workspace import Workspace


@pytest.fixture
def numbered(workspace: Workspace, offers: tuple[int, int]) -> tuple[int, int]:
    with db.writing(workspace.engine) as session:
        session.add(OfferKey(key="e:NO:1067111", offer_id=offers[0]))
        session.add(OfferKey(key="e:NO:1067112", offer_id=offers[1]))
    return offers


def paste(visitor: Visitor, text: str, **form: object) -> str:
    answer = visitor.post("/quick/lines", text=text, **form)
    assert answer.status_code == 303, answer.text[:500]
    return visitor.get("/quick").text


def rows(page: str) -> dict[int, str]:
    """Status of each line; ``ready`` where nothing is in its way."""
    found = re.findall(r'data-line="(\d+)" data-status="(\w+)"( data-ready)?', page)
    return {int(line): "ready" if ready else status for line, status, ready in found}


def fields(page: str) -> dict[str, str]:
    """What the list's form would send, without buttons."""
    form = page.split('id="quick-form"')[1].split("</form>")[0]
    found = re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', form)
    return dict(found)


def press(visitor: Visitor, page: str, **form: object) -> str:
    answer = visitor.post("/quick", **{**fields(page), **form})
    assert answer.status_code == 303, answer.text[:500]
    return visitor.get("/quick").text


def held(workspace: Workspace) -> dict[int, Decimal]:
    with db.reading(workspace.engine) as session:
        return {line.offer_id: line.quantity for line in session.exec(select(BasketLine))}


def test_every_line_that_was_pasted_stands_in_the_list_and_nothing_is_in_the_basket_yet(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    page = paste(visitor, "El-nr;Antall\n10 671 11;2\n\n9999999;3\n1067112;abc\n6,42E+11;1\n# bad\n")
    assert rows(page) == {1: "skipped", 2: "ready", 4: "unknown", 5: "found", 6: "ruined", 7: "skipped"}
    assert 'data-lines="6"' in page and ">6 linjer<" in page
    assert "Antall må være et tall" in page and 'value="abc"' in page
    assert "ødelagt av et regneark" in page and 'value="6,42E+11"' in page
    assert 'data-label="nordic-swan" data-state="verified"' in page
    assert held(workspace) == {}


def test_what_is_ready_goes_into_the_basket_and_the_rest_stays(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    page = paste(visitor, "1067111;2\n9999999;3\n1067111 1,5")
    assert "Samme vare som linje 3: til sammen 3,5." in page
    page = press(visitor, page, act="add")
    assert held(workspace) == {numbered[0]: Decimal("3.5")}
    assert rows(page) == {2: "unknown"}
    assert "2 linjer lagt i" in page and "1 linje står igjen her" in page
    basket = visitor.get("/basket").text
    assert "er endret siden" not in basket


def test_the_same_form_sent_twice_adds_once(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    sent = {**fields(paste(visitor, "1067111;2")), "act": "add"}
    assert visitor.post("/quick", **sent).location == "/basket"
    visitor.post("/quick", **sent)
    assert held(workspace) == {numbered[0]: Decimal(2)}


def test_an_unknown_number_is_corrected_in_its_row_and_a_quantity_too(
    visitor: Visitor, numbered: tuple[int, int]
) -> None:
    page = paste(visitor, "9999999;3\n1067112;abc")
    page = press(visitor, page, **{"n-1": "1067111", "q-2": "2,5"})
    assert rows(page) == {1: "ready", 2: "ready"}
    assert 'name="q-1" value="3"' in page and 'name="q-2" value="2,5"' in page
    assert "<q>9999999;3</q>" in page


def test_a_row_is_removed_and_all_that_are_not_ready_at_once(
    visitor: Visitor, numbered: tuple[int, int]
) -> None:
    page = paste(visitor, "1067111\n1067112\n9999999\n9999998")
    page = press(visitor, page, remove="2")
    assert rows(page) == {1: "ready", 3: "unknown", 4: "unknown"}
    page = press(visitor, page, act="drop")
    assert rows(page) == {1: "ready"}
    page = press(visitor, page, act="clear")
    assert "Listen er tom" in page


def test_a_number_of_two_products_is_chosen_by_one_button(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    with db.writing(workspace.engine) as session:
        session.add(OfferKey(key="e:NO:1067111", offer_id=numbered[1]))
        product = session.get_one(Offer, numbered[1]).product_id
    page = paste(visitor, "1067111;4")
    assert rows(page) == {1: "ambiguous"} and "Nummeret passer til flere produkter" in page
    page = press(visitor, page, choose=f"1:{product}")
    assert rows(page) == {1: "ready"} and "Lampe 1002" in page
    press(visitor, page, act="add")
    assert held(workspace) == {numbered[1]: Decimal(4)}


def test_a_discontinued_product_shows_what_replaces_it_and_is_not_swapped_by_itself(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, numbered[0], discontinued=True, extra={"relations": [["replacement", "1", "1067112"]]})
    page = paste(visitor, "1067111;4")
    assert rows(page) == {1: "discontinued"} and "Erstattes ifølge Nord AS av:" in page
    press(visitor, page, act="add")
    assert held(workspace) == {}
    button = re.search(r'name="choose" value="(1:\d+)"', page)
    assert button
    chosen = press(visitor, page, choose=button[1])
    assert rows(chosen) == {1: "ready"} and "Lampe 1002" in chosen
    press(visitor, chosen, act="add")
    assert held(workspace) == {numbered[1]: Decimal(4)}


def test_a_discontinued_product_can_be_ordered_all_the_same(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    change(workspace, numbered[0], discontinued=True)
    page = paste(visitor, "1067111;4")
    assert "Ingen leverandør har oppgitt hva som erstatter den" in page
    page = press(visitor, page, keep=f"1:{numbered[0]}")
    assert rows(page) == {1: "ready"}
    press(visitor, page, act="add")
    assert held(workspace) == {numbered[0]: Decimal(4)}


def test_a_product_withdrawn_since_the_list_was_drawn_stays_with_the_reason(
    visitor: Visitor, numbered: tuple[int, int], workspace: Workspace
) -> None:
    page = paste(visitor, "1067111;4")
    change(workspace, numbered[0], withdrawn_at=NOW)
    page = press(visitor, page, act="add")
    assert rows(page) == {1: "withdrawn"} and "ikke lenger i noen leverandørs sortiment" in page
    assert held(workspace) == {}


def test_a_scanned_number_joins_the_list_and_htmx_gets_only_the_page(
    visitor: Visitor, numbered: tuple[int, int]
) -> None:
    visitor.post("/quick/lines", scan="1067111")
    answer = visitor.client.post(
        "/quick/lines",
        data={"csrf_token": visitor.form_token, "scan": "9999999"},
        headers={"HX-Request": "1"},
    )
    assert answer.status_code == 200 and rows(answer.text) == {1: "ready", 2: "unknown"}
    said = answer.text.split('id="quick-said"')[1].split("</p>")[0]
    assert "Linje 2: 9999999. Fant ingen vare med dette nummeret." in said


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "gammel.xls", "gammel .xls-fil eller har passord"),
        (b"\x89PNG\x00", "bilde.png", "ikke en liste med tekst"),
        (b"1067111\n" * 200_000, "lang.csv", "større enn 1 MB"),
        (b"", "tom.csv", "Filen er tom"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_its_field_and_the_text_is_kept(
    visitor: Visitor, numbered: tuple[int, int], data: bytes, name: str, reason: str
) -> None:
    answer = visitor.post("/quick/lines", text="1067111;2", file=(io.BytesIO(data), name))
    assert answer.status_code == 400
    assert reason in answer.text.split('id="e-file"')[1]
    assert ">1067111;2</textarea>" in answer.text
    assert "Listen er tom" in visitor.get("/quick").text


def test_a_file_and_pasted_text_come_in_together(visitor: Visitor, numbered: tuple[int, int]) -> None:
    page = paste(visitor, "1067111;2", file=(io.BytesIO("El-nr;Antall\n1067112;3".encode("cp1252")), "a.csv"))
    assert rows(page) == {1: "ready", 2: "skipped", 3: "ready"}


def test_ten_megabytes_are_refused_beside_the_field_and_still_stand_in_it(visitor: Visitor) -> None:
    text = "1067111;2\n" * 1_000_000
    # as the browser sends it: the form holds a file field
    answer = visitor.post("/quick/lines", text=text, file=(io.BytesIO(b""), ""))
    assert answer.status_code == 400
    assert "større enn 1 MB" in answer.text.split('id="e-text"')[1][:300]
    assert len(answer.text) > len(text)


def test_more_lines_than_fit_are_refused_whole_and_kept_in_the_field(
    visitor: Visitor, numbered: tuple[int, int]
) -> None:
    answer = visitor.post("/quick/lines", text="1067111\n" * 2001)
    assert answer.status_code == 400 and "høyst 2\xa0000 linjer" in answer.text.replace("2 000", "2\xa0000")
    assert answer.text.count("1067111\n") >= 2000


def test_only_this_page_may_use_the_camera_and_run_compiled_code(visitor: Visitor) -> None:
    for path, own in (("/quick", True), ("/basket", False)):
        headers = visitor.get(path).headers
        assert ("camera=(self)" in headers["Permissions-Policy"]) is own
        assert ("'wasm-unsafe-eval'" in headers["Content-Security-Policy"]) is own
        assert "unsafe-inline" not in headers["Content-Security-Policy"]


def test_nothing_empty_is_taken_and_a_script_is_text(visitor: Visitor, numbered: tuple[int, int]) -> None:
    assert "Lim inn minst ett nummer" in visitor.post("/quick/lines", text=" \n").text
    page = paste(visitor, "<script>alert(1)</script>")
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page


def test_the_sample_is_a_list_that_the_page_reads(visitor: Visitor) -> None:
    answer = visitor.get("/quick/sample.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    page = paste(visitor, answer.data.decode("utf-8-sig"))
    assert rows(page) == {1: "skipped", 2: "unknown", 3: "unknown", 4: "unknown"}


def test_two_visitors_see_only_their_own_lists(
    app: object, visitor: Visitor, numbered: tuple[int, int]
) -> None:
    paste(visitor, "1067111;2")
    other = Visitor(visitor.client.application)
    assert "Listen er tom" in other.get("/quick").text
