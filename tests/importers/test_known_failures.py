"""What goes wrong in real feeds, each failure by name with the rule that meets it (1 to 11 of 22).

== ============================================== ====================================================
 1 mixed or wrong encoding                        test_01_* (three character sets in one file, lost letters)
 2 GTIN as a spreadsheet's float                  test_02_*
 3 lost leading zeros                             test_03_*
 4 wrong check digit, or no GTIN at all           test_04_*
 5 one GTIN on several rows                       test_05_*
 6 MPN not unique, maker's number on spare parts  test_06_*
 7 duplicate numbers in a file                    test_07_*
 8 decimal comma, thousands                       test_08_*
 9 price and unit do not fit                      test_09_*
10 cut fields                                     test_10_*
11 delimiter inside data, broken rows             test_11_*
12 truncated, empty or HTML download              test_known_failures_of_files.py, test_12_*
13 delta or full, deletion by omission            same, test_13_*
14 stale files                                    same, test_14_*
15 huge files, bombs                              same, test_15_*
16 XML entities and DTD                           same, test_16_*
17 namespaces and root variants                   same, test_17_*
18 double escaping, HTML in text                  same, test_18_*
19 values in mixed languages                      same, test_19_*
20 freight and service lines                      same, test_20_*
21 confidential prices                            same, test_21_*
22 label text errors                              same, test_22_*
== ============================================== ====================================================
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlmodel import col

from catalog import db
from catalog.models import Issue, Offer, OfferKey, Tag
from catalog.workspace import Workspace
from tests.conftest import Loader

VH = "VH;EFONELFO;4.0;NO912345678MVA;;;20260101;;NOK;PRISFIL;FJORDLYS AS;EIGER\x9dYVEI;;4370;EGERSUND;NO\r\n"


def vl(number: str = "1234567", names: str = "LAMPE;", price: str = "5000", more: str = ";", mark: str = "1",
       pack: str = "10000", held: str = "10000") -> str:  # fmt: skip
    """One product line; ``more`` is Fabrikat and Type."""
    brand, type_ = more.split(";")
    tail = f"{price};{held};20260101;1;;1004;{brand};{type_};J;{pack};;\r\n"
    return f"VL;{mark};{number};{names};1;EA;STYKK;{tail}"


def nelfo(*lines: str, head: str = VH) -> bytes:
    return (head + "".join(lines)).encode("latin-1")


def offers(space: Workspace) -> dict[str, Offer]:
    with db.reading(space.engine) as session:
        found = session.execute(select(Offer).where(col(Offer.withdrawn_at).is_(None))).scalars().all()
        session.expunge_all()
    return {offer.supplier_number: offer for offer in found}


def keys(space: Workspace) -> dict[str, list[str]]:
    statement = select(col(Offer.supplier_number), col(OfferKey.key)).join(
        OfferKey, col(OfferKey.offer_id) == col(Offer.id)
    )
    found: dict[str, list[str]] = {}
    with db.reading(space.engine) as session:
        for number, key in session.execute(statement):
            found.setdefault(number, []).append(key)
    return found


def issues(space: Workspace) -> list[tuple[str, str, str]]:
    with db.reading(space.engine) as session:
        rows = session.execute(select(col(Issue.kind), col(Issue.field), col(Issue.reason)))
        return [(kind, field, reason) for kind, field, reason in rows]


def test_01_three_character_sets_in_one_file_give_one_reading_and_each_repair_is_told(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(nelfo(vl(names="KOBLINGSBOKS RØR;5-pol 2,5mm\xfd")), "nelfo")
    assert offers(workspace)["1234567"].name == "KOBLINGSBOKS RØR 5-pol 2,5mm²"
    reasons = [reason for _, field, reason in issues(workspace) if field == "encoding"]
    assert len(reasons) == 2 and "code page 850" in "".join(reasons)


def test_01_utf_8_from_another_seller_reads_as_well(workspace: Workspace, load_feed: Loader) -> None:
    load_feed((VH.replace("\x9d", "Ø") + vl(names="SKJØTEBOKS Å;")).encode("utf-8"), "nelfo")
    assert offers(workspace)["1234567"].name == "SKJØTEBOKS Å"


def test_01_letters_lost_upstream_are_told(workspace: Workspace, load_feed: Loader) -> None:
    load_feed("supplier_number,name\n1,R\ufffdr\n")
    assert [field for _, field, _ in issues(workspace)] == ["name"]


def test_02_a_ruined_gtin_is_never_expanded_and_the_product_stays_by_its_other_keys(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(nelfo(vl(), "VA;2;7,01235E+12;V\r\n"), "nelfo")
    load_feed("supplier_number,name,brand,mpn,gtin\n1,A,Acme,M-1,6.42E+11\n", supplier="other")
    assert keys(workspace) == {"1234567": ["e:NO:1234567"], "1": ["m:acme\x1fm-1"]}


def test_02_more_than_one_ruined_gtin_in_a_hundred_holds_a_full_run(
    workspace: Workspace, load_feed: Loader
) -> None:
    header = "supplier_number,name,gtin\n"
    good = "".join(f"{n},Lampe {n},\n" for n in range(600))
    assert load_feed(header + good, mode="full").status == "published"
    few = "".join(f"{n},Lampe {n},{'6.42E+11' if n < 6 else ''}\n" for n in range(600))
    many = "".join(f"{n},Lampe {n},{'6.42E+11' if n < 12 else ''}\n" for n in range(600))
    held = load_feed(header + many, mode="full")
    assert held.status == "held" and "12 of 600 records with a GTIN that a spreadsheet ruined" in held.message
    assert load_feed(header + few, mode="full").status == "published"


@pytest.mark.parametrize(("raw", "key"), [("5397184821671", "05397184821671"),
                         ("042100005264", "00042100005264"), ("96385074", "00000096385074")])  # fmt: skip
def test_03_every_length_is_kept_as_fourteen_digits(
    workspace: Workspace, load_feed: Loader, raw: str, key: str
) -> None:
    load_feed(f"supplier_number,name,gtin\n1,A,{raw}\n")
    assert keys(workspace) == {"1": [f"g:{key}"]}


def test_03_short_numbers_are_padded_only_where_the_profile_says_so(
    workspace: Workspace, load_feed: Loader
) -> None:
    rows = "supplier_number,name,gtin\n1,A,42100005264\n2,B,42100005265\n"
    load_feed(rows)
    assert keys(workspace) == {}
    load_feed(rows, supplier="padded", options={"pad_gtin": "yes"})
    assert keys(workspace) == {"1": ["g:00042100005264"]}


@pytest.mark.parametrize(
    "raw", ["5397184821672", "871951446702600", "2050000211690", "NOT-A-BARCODE", "0000000000000", "0"]
)
def test_04_what_is_no_gtin_of_the_product_identifies_nothing_and_drops_nothing(
    workspace: Workspace, load_feed: Loader, raw: str
) -> None:
    report = load_feed(f"supplier_number,name,gtin\n1,A,{raw}\n")
    assert (report.stored, keys(workspace)) == (1, {})
    assert [field for _, field, _ in issues(workspace)] == ["gtin"]


def test_05_one_gtin_on_two_products_joins_nothing_and_gives_no_label(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    row = "{0},Lader {0},Movano,{0},5903050371043\n"
    load_feed("supplier_number,name,brand,mpn,gtin\n" + row.format("A1") + row.format("B2"))
    register = "certificate,brand,model,gtin,valid_to\nTCO-1,Movano,A1 Pro,5903050371043,2027-01-01\n"
    load_register(register, label="tco-certified")
    assert len({offer.product_id for offer in offers(workspace).values()}) == 2
    with db.reading(workspace.engine) as session:
        beaten_by = session.execute(select(col(Tag.rejected))).scalars().all()
    assert beaten_by == ["gtin-conflict", "gtin-conflict"]
    assert "identifier-conflict" in {kind for kind, _, _ in issues(workspace)}


def test_06_the_makers_number_on_a_spare_part_gives_the_part_no_label(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    rows = "1,Batteri Movano til HP 632015-241,Movano,632015-241\n2,HP 632015-241 skjerm,HP,632015-241\n"
    load_feed("supplier_number,name,brand,mpn\n" + rows)
    register = "certificate,brand,model,valid_to\nTCO-1,HP,632015-241,2027-01-01\n"
    load_register(register, label="tco-certified")
    by_number = offers(workspace)
    with db.reading(workspace.engine) as session:
        tagged = session.execute(select(col(Tag.product_id)).where(col(Tag.kind) == "certificate")).scalars()
        assert set(tagged) <= {by_number["2"].product_id}
    assert by_number["1"].product_id != by_number["2"].product_id


def test_07_of_two_records_with_one_number_the_last_counts_and_the_other_is_told(
    workspace: Workspace, load_feed: Loader
) -> None:
    report = load_feed(nelfo(vl(names="FØRST;"), vl(names="SIST;"), vl(mark="0", names="EGEN;")), "nelfo")
    assert (report.read, report.stored, report.rejected) == (3, 2, 1)
    assert {offer.name for offer in offers(workspace).values()} <= {"SIST", "EGEN"}
    assert [kind for kind, _, _ in issues(workspace) if kind == "duplicate"] == ["duplicate"]


def test_08_a_decimal_comma_in_a_price_in_oere_is_a_fraction_of_an_oere(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(nelfo(vl(price="1872,5")), "nelfo")
    assert offers(workspace)["1234567"].price == Decimal("18.725")


@pytest.mark.parametrize(("written", "style", "price"), [("1.234,56", ",", "1234.56"), ("4,20", ",", "4.20"),
                         ("1,234.56", ".", "1234.56"), ("1.234,56", "auto", "1234.56")])  # fmt: skip
def test_08_a_number_is_read_in_the_style_of_its_feed(
    workspace: Workspace, load_feed: Loader, written: str, style: str, price: str
) -> None:
    load_feed(f"supplier_number;name;price\n1;A;{written}\n", options={"decimal": style})
    assert offers(workspace)["1"].price == Decimal(price)


def test_08_a_number_with_two_readings_is_a_reject(load_feed: Loader) -> None:
    report = load_feed("supplier_number;name;price\n1;A;1,234\n2;B;1\n")
    assert (report.stored, report.rejected) == (1, 1)


def test_08_prices_that_jumped_hold_the_run(load_feed: Loader) -> None:
    header = "supplier_number;name;price\n"
    load_feed(header + "1;A;12.50\n")
    assert load_feed(header + "1;A;1250\n").status == "held"


def test_09_a_quantity_field_filled_with_the_sales_package_never_divides_the_price(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(nelfo(vl(price="22", held="500000", pack="500000")), "nelfo")
    found = offers(workspace)["1234567"]
    assert (found.price, found.price_quantity, found.pack_quantity) == (Decimal("0.22"), 1, 50)
    assert found.extra["fields"]["mengde"] == "500000"


def test_10_a_cut_brand_identifies_nothing_and_a_cut_name_is_joined_inside_the_word(
    workspace: Workspace, load_feed: Loader
) -> None:
    names = "3/8 STÅLRØR SORT GJ. U/MUF. EN;10255 MEDIUM"
    load_feed(nelfo(vl(names=names, more="UKJENTMERK;XB4-1")), "nelfo")
    assert offers(workspace)["1234567"].name == "3/8 STÅLRØR SORT GJ. U/MUF. EN10255 MEDIUM"
    assert keys(workspace)["1234567"] == ["e:NO:1234567"]


def test_11_a_semicolon_inside_a_text_shifts_no_column(workspace: Workspace, load_feed: Loader) -> None:
    report = load_feed(nelfo(vl("1234567", names="KABEL;EMC;FREKVENS"), vl("1234568")), "nelfo")
    assert (report.stored, report.rejected) == (1, 1)
    assert set(offers(workspace)) == {"1234568"}


def test_11_an_inch_mark_is_data_and_a_row_with_too_few_cells_is_named(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(nelfo(vl(names='3/8" STÅLRØR;1/2"')), "nelfo")
    assert offers(workspace)["1234567"].name == '3/8" STÅLRØR 1/2"'
    rows = 'supplier_number;name;brand;mpn;unit\n1;Rør 3/8";Acme;M;EA\n2;Rør;3\n3;"to\nlinjer";Acme;N;EA\n'
    report = load_feed(rows, supplier="other")
    assert (report.stored, report.rejected) == (2, 1)
