"""What goes wrong in real feeds, failures 12 to 22: files, access, words. See test_known_failures.py."""

from __future__ import annotations

import gzip
import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from catalog import db
from catalog.models import Issue, Offer, OfferClaim, Product
from catalog.workspace import Workspace
from importers.config import Profile
from importers.feeds import PARSERS
from tests.conftest import Loader
from tests.importers.test_known_failures import VH, issues, keys, nelfo, offers, vl

G = 'xmlns:g="http://base.google.com/ns/1.0"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'
ENTITY = '<!DOCTYPE BMECAT [<!ENTITY % USERDEFINES ""> <!ENTITY leak SYSTEM "file:///etc/hostname">]>'
BMECAT = """<BMECAT version="{version}"{space}><HEADER><CATALOG><CURRENCY>NOK</CURRENCY></CATALOG></HEADER>
<T_NEW_CATALOG><ARTICLE><SUPPLIER_AID>1</SUPPLIER_AID><ARTICLE_DETAILS>
<DESCRIPTION_SHORT>{name}</DESCRIPTION_SHORT></ARTICLE_DETAILS></ARTICLE></T_NEW_CATALOG></BMECAT>"""
ROWS = "supplier_number,name\n1,A\n2,B\n3,C\n"


def claims(space: Workspace) -> list[tuple[str, bool, str]]:
    with db.reading(space.engine) as session:
        rows = session.execute(select(col(OfferClaim.label), col(OfferClaim.held), col(OfferClaim.tier)))
        return sorted((label, held, tier) for label, held, tier in rows)


def detail(name: str, value: str) -> str:
    parts = f"<g:attribute_name>{name}</g:attribute_name><g:attribute_value>{value}</g:attribute_value>"
    return f"<g:product_detail>{parts}</g:product_detail>"


def entry(number: str, title: str = "Skjerm", more: str = "") -> str:
    return f"<entry><g:id>{number}</g:id><title>{title}</title>{more}</entry>"


def atom(*entries: str) -> str:
    return f'<?xml version="1.0"?><feed {ATOM} {G}><title>Butikk</title>{"".join(entries)}</feed>'


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        (b"", "nelfo"),
        (VH.encode("latin-1"), "nelfo"),
        (b"<!doctype html><html><body>Logg inn</body></html>", "table"),
        (BMECAT.format(version="1.2", space="", name="A").encode()[:-10], "bmecat"),
        (f"<rss {G}><channel><item><g:id>1</g:id></item>".encode(), "google"),
        (b'<ICECAT-interface><Product Code="-1" ErrorMessage="not present"/></ICECAT-interface>', "icecat"),
        (b'{"CatalogueId": "1", "Supplier": [{"Product": [', "xchange"),
    ],
)
def test_12_a_cut_empty_or_wrong_download_keeps_yesterdays_catalogue(
    workspace: Workspace, load_feed: Loader, content: bytes, file_format: str
) -> None:
    load_feed(ROWS, mode="full")
    report = load_feed(content, file_format, mode="full")
    assert report.status == "failed" and report.message
    assert set(offers(workspace)) == {"1", "2", "3"}


def test_13_absence_means_gone_only_in_full_mode_and_only_for_that_supplier(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(ROWS)
    load_feed("supplier_number,name\n9,Z\n", supplier="other")
    load_feed("supplier_number,name\n1,A\n4,D\n")
    assert set(offers(workspace)) == {"1", "2", "3", "4", "9"}
    load_feed("supplier_number,name\n1,A\n", mode="full")
    assert set(offers(workspace)) == {"1", "9"}


def test_13_too_many_gone_hold_a_full_run(workspace: Workspace, load_feed: Loader) -> None:
    rows = [f"{n},Lampe {n}\n" for n in range(600)]
    load_feed("supplier_number,name\n" + "".join(rows), mode="full")
    report = load_feed("supplier_number,name\n" + "".join(rows[:510]), mode="full")
    assert report.status == "held" and "90 of 600 entries disappeared" in report.message
    assert len(offers(workspace)) == 600


def test_13_tombstones_delete_in_a_delta(workspace: Workspace, load_feed: Loader) -> None:
    whole = BMECAT.format(version="1.2", space="", name="A")
    load_feed(whole, "bmecat")
    load_feed(whole.replace("<ARTICLE>", '<ARTICLE mode="delete">'), "bmecat")
    assert offers(workspace) == {}
    load_feed(nelfo(vl()), "nelfo", supplier="other")
    load_feed(nelfo(vl().replace(";20260101;1;", ";20260101;3;")), "nelfo", supplier="other")
    assert offers(workspace)["1234567"].discontinued


def test_14_an_older_full_file_is_held_and_the_same_bytes_change_nothing(
    workspace: Workspace, load_feed: Loader
) -> None:
    new, old = nelfo(vl()), nelfo(vl(price="4000"), head=VH.replace("20260101", "20250101"))
    load_feed(new, "nelfo", mode="full")
    assert load_feed(new, "nelfo", mode="full").status == "unchanged"
    held = load_feed(old, "nelfo", mode="full")
    assert held.status == "held" and "2025-01-01, older than the last one of 2026-01-01" in held.message
    assert load_feed(old, "nelfo", mode="full", accept_gates=True).status == "published"


def test_14_an_older_delta_and_prices_that_have_ended_are_told(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(nelfo(vl()), "nelfo")
    head = VH.replace("20260101;;", "20250101;20251231;")
    assert load_feed(nelfo(vl("1234568"), head=head), "nelfo").status == "published"
    assert {field for _, field, _ in issues(workspace)} >= {"dated", "valid_to"}


def test_15_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "V4.txt"
    path.write_bytes(nelfo(*(vl(f"{n:07}") for n in range(1, 20_001))))
    tracemalloc.start()
    count = sum(1 for _ in PARSERS["nelfo"](path, Profile("f", "feed", "nelfo", "f")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_002 and peak < 4_000_000


def test_15_a_bomb_is_refused_before_it_is_unpacked(workspace: Workspace, load_feed: Loader) -> None:
    zeros = bytes(30_000_000)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("V4.txt", zeros)
    for content in (gzip.compress(zeros), buffer.getvalue()):
        report = load_feed(content, "nelfo", name="V4.zip")
        assert report.status == "failed" and "times" in report.message
    assert not list(workspace.var.glob("unpacked/*"))


def test_16_a_declaration_inside_the_file_is_read_over_and_no_entity_is_expanded(
    workspace: Workspace, load_feed: Loader
) -> None:
    harmless = ENTITY + BMECAT.format(version="1.2", space="", name="A")
    assert load_feed(harmless, "bmecat").status == "published"
    leaking = ENTITY + BMECAT.format(version="1.2", space="", name="&leak;")
    assert load_feed(leaking, "bmecat", name="leak.xml").status == "failed"
    elsewhere = '<!DOCTYPE BMECAT SYSTEM "http://127.0.0.1:9/x.dtd">' + BMECAT.format(
        version="1.2", space="", name="B"
    )
    assert load_feed(elsewhere, "bmecat", name="dtd.xml").status == "published"
    assert offers(workspace)["1"].name == "B"


@pytest.mark.parametrize(
    "space",
    ["", "bmecat/1.2/bmecat_new_catalog", "bmecat/2005", "bmecat/2005+onto", "XMLSchema/1.2/bmecat"],
)
def test_17_every_namespace_and_root_is_known_by_its_local_names(
    workspace: Workspace, load_feed: Loader, space: str
) -> None:
    named = f' xmlns="http://www.bmecat.org/{space}"' if space else ""
    assert load_feed(BMECAT.format(version="2005", space=named, name="A"), "bmecat").stored == 1
    assert load_feed(atom(entry("7")), "google", supplier="shop").stored == 1
    rss = f"<rss {G}><channel><item><g:id>8</g:id><g:title>S</g:title></item></channel></rss>"
    assert load_feed(rss, "google", supplier="shop").stored == 1


def test_18_a_text_escaped_twice_and_full_of_markup_is_plain(workspace: Workspace, load_feed: Loader) -> None:
    title = "Skjerm &amp;amp; fot &amp;lt;b&amp;gt;27&amp;quot;&amp;lt;/b&amp;gt;"
    load_feed(atom(entry("1", title, "<g:product_type>Products &amp;gt; TV</g:product_type>")), "google")
    found = offers(workspace)["1"]
    assert (found.name, found.extra["fields"]["product_type"]) == ('Skjerm & fot 27"', "Products > TV")


def test_19_a_yes_or_no_that_nobody_knows_is_no_claim_but_an_issue(
    workspace: Workspace, load_feed: Loader
) -> None:
    words = {"1": "Жоқ", "2": "Да", "3": "Иә", "4": "Yes", "5": "nei", "6": "Kyllä", "7": "-"}
    load_feed(atom(*(entry(n, more=detail("ENERGY STAR", word)) for n, word in words.items())), "google")
    assert claims(workspace) == [("energy-star", held, "") for held in (False, True, True)]
    assert len([reason for _, field, reason in issues(workspace) if field != "gtin"]) == 4


def test_20_freight_and_services_are_counted_and_are_no_products(load_feed: Loader) -> None:
    report = load_feed(nelfo(vl(), vl("21", names="FRAKT;", mark="9", price="0")), "nelfo")
    assert (report.read, report.stored, report.ignored) == (2, 1, 1)


@pytest.mark.parametrize(
    ("head", "word"),
    [(VH.replace("VH;", "PH;"), "confidential"), (VH.replace("MVA;;;", "MVA;;10022;"), "confidential"),
     (VH.replace("MVA;;;", "MVA;NO987654321;;"), "confidential"),
     (VH.replace("PRISFIL", "AVT1"), "confidential"),
     (VH.replace("VH;", "RH;"), "a discount file"), (VH.replace("4.0", "3.0"), "version 4.0")],
)  # fmt: skip
def test_21_a_customers_own_prices_and_discounts_are_refused(
    workspace: Workspace, load_feed: Loader, head: str, word: str
) -> None:
    report = load_feed(nelfo(vl(), head=head), "nelfo")
    assert report.status == "failed" and word in report.message
    with db.reading(workspace.engine) as session:
        assert session.execute(select(func.count()).select_from(Offer)).scalar_one() == 0


def test_22_label_words_are_read_whole_with_their_value_tier_and_generation(
    workspace: Workspace, load_feed: Loader
) -> None:
    said = ["Slow Button REPEAT", "ENERGY STAR: nei", "Nordic Star", "TCO Certified 9.0",
            "EPEAT Gold Registered", "meets ENERGY STAR 5.0 criteria"]  # fmt: skip
    rows = "".join(f'{n},Skjerm {n},"{words}"\n' for n, words in enumerate(said, start=1))
    load_feed("supplier_number,name,labels\n" + rows)
    assert claims(workspace) == [
        ("energy-star", False, ""), ("epeat", True, "gold"), ("tco-certified", True, ""),
    ]  # fmt: skip
    with db.reading(workspace.engine) as session:
        generations = session.execute(select(col(OfferClaim.generation))).scalars().all()
        assert session.execute(select(func.count()).select_from(Issue)).scalar_one() >= 2
        assert session.execute(select(func.count()).select_from(Product)).scalar_one() == len(said)
    assert any("9" in generation for generation in generations)
    assert keys(workspace) == {}
