"""Icecat: which features speak of labels, answers that are no data sheets, and damaged files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from catalog.models import OfferClaim
from catalog.records import FeedItem, Notice, ProductRecord, Tombstone
from catalog.workspace import Workspace
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import icecat
from importers.feeds.icecat_features import LABEL_FEATURES, MOST_FEATURES
from labels import definitions
from tests.conftest import Loader

GOLDEN = Path(__file__).parent / "golden" / "icecat"
PROFILE = Profile(name="icecat", kind="feed", format="icecat", supplier="icecat")


def feature(code: str, value: str, shown: str = "", name: str = "") -> str:
    return (
        f"<ProductFeature Value={quoteattr(value)} Presentation_Value={quoteattr(shown or value)}>"
        f"<Feature ID={quoteattr(code)}><Name Value={quoteattr(name)}/></Feature></ProductFeature>"
    )


def sheet(*features: str, number: str = "NL-27Q", title: str = "Skjerm") -> str:
    return (
        f"<ICECAT-interface><Product Code='1' Prod_id={quoteattr(number)} Title={quoteattr(title)}>"
        f"<Supplier Name='Nordlys'/>{''.join(features)}</Product></ICECAT-interface>"
    )


def read(content: bytes | str) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found: list[FeedItem] = []
        try:
            for item in icecat.parse(path, PROFILE):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def record(content: str) -> ProductRecord:
    (found,) = [item for item in read(content)[0] if isinstance(item, ProductRecord)]
    return found


def test_the_label_features_are_those_that_the_labels_name() -> None:
    named = {code for label in definitions.load().values() for code in label.codes.get("icecat", {})}
    assert named == LABEL_FEATURES


@pytest.mark.parametrize(
    ("value", "shown", "read_as"),
    [("Y", "Oui", "Y"), ("N", "Yes", "N"), ("1", "Ja", "Ja"), ("Gold", "", "Gold"), (" Y ", "Y", "Y")],
)
def test_a_y_n_feature_is_read_from_its_neutral_value(value: str, shown: str, read_as: str) -> None:
    assert record(sheet(feature("838", value, shown))).label_codes == (("icecat", "838", read_as),)


@pytest.mark.parametrize(
    ("code", "name", "value", "label"),
    [
        ("249", "", "EPEAT Gold", "EPEAT Gold"),
        ("11678", "Bærekraft", "TCO", "TCO"),
        ("99999", "Sustainability  Certificates", "ENERGY STAR", "ENERGY STAR"),
        ("99999", "certification", r"RoHS\nEPEAT Gold", "RoHS\nEPEAT Gold"),
        ("99999", "Compliance certificates", "<b>CE</b><br/>RoHS", "CE\nRoHS"),
    ],
)
def test_a_list_of_certificates_is_kept_in_the_suppliers_words(
    code: str, name: str, value: str, label: str
) -> None:
    assert record(sheet(feature(code, value, name=name))).labels == (label,)


@pytest.mark.parametrize(
    ("code", "name", "value"),
    [
        ("6573", "Typical Energy Consumption (TEC)", "ENERGY STAR"),
        ("99999", "Slow button", "REPEAT"),
        ("99999", "Sustainable technologies and materials", "EPEAT Gold"),
        ("99999", "Certification body", "TCO"),
        ("249", "Certification", "Not available"),
        ("249", "Certification", "N"),
        ("2088", "Blue Angel certified", ""),
    ],
)
def test_other_features_say_nothing_of_labels(code: str, name: str, value: str) -> None:
    found = record(sheet(feature(code, value, name=name)))
    assert (found.labels, found.label_codes) == ((), ())


def test_markup_is_taken_out_without_making_words() -> None:
    assert record(sheet(feature("249", "R<b>EPEAT</b>"))).labels == ("REPEAT",)


def test_what_a_data_sheet_says_reaches_the_catalogue_as_claims_and_denials(
    load_feed: Loader, workspace: Workspace
) -> None:
    report = load_feed((GOLDEN / "sheet.xml").read_text(), "icecat", "sheet.xml", supplier="icecat")
    assert (report.status, report.stored) == ("published", 1)
    with Session(workspace.engine) as session:
        claims = session.exec(select(OfferClaim)).all()
    assert {(claim.label, claim.held, claim.tier, claim.raw) for claim in claims} == {
        ("energy-star", True, "", "838: Y"),
        ("nordic-swan", False, "", "12785: N"),
        ("epeat", True, "gold", "8400: EPEAT Gold"),
        ("energy-star", True, "", "ENERGY STAR, TCO"),
        ("tco-certified", True, "", "ENERGY STAR, TCO"),
    }


def test_features_beyond_the_limit_are_counted_but_a_label_after_them_is_read() -> None:
    features = [feature(str(10_000 + at), "x") for at in range(MOST_FEATURES + 5)]
    found, _ = read(sheet(*features, feature("838", "Y")))
    (notice, product) = found
    assert isinstance(notice, Notice) and notice.reason.startswith("6 left out")
    assert isinstance(product, ProductRecord) and product.label_codes == (("icecat", "838", "Y"),)


def test_a_certificate_list_as_long_as_a_page_is_left_out_with_a_notice() -> None:
    found, _ = read(sheet(feature("249", "EPEAT Gold " * 200, name="Certification")))
    assert next(item.reason for item in found if isinstance(item, Notice)).startswith("expected at most 2000")
    assert isinstance(found[-1], ProductRecord) and found[-1].labels == ()


def test_every_truncation_is_refused() -> None:
    certified = sheet(feature("838", "Y"), feature("249", r"CE\nEPEAT Gold", name="Certification"))
    for whole in (certified.encode(), (GOLDEN / "index.xml").read_bytes().rstrip()):
        sound = {item for item in read(whole)[0] if isinstance(item, ProductRecord | Tombstone)}
        for end in range(len(whole)):
            found, refusal = read(whole[:end])
            assert refusal
            assert {item for item in found if isinstance(item, ProductRecord | Tombstone)} <= sound


@pytest.mark.parametrize("damage", [b"<", b">", b"/", b"&", b"\0", b"'", b"="])
def test_a_damaged_byte_never_shifts_a_value_into_another_field(damage: bytes) -> None:
    whole = (GOLDEN / "index.xml").read_bytes().rstrip()
    sound = {item.supplier_number: item for item in products(whole)}
    for at, byte in enumerate(whole):
        if chr(byte).isalnum() or bytes([byte]) in b" -_./":
            continue
        for item in products(whole[:at] + damage + whole[at + 1 :]):
            before = sound[item.supplier_number]
            assert (item.name, item.mpn, item.discontinued) == (before.name, before.mpn, before.discontinued)
            assert set(item.gtins) <= set(before.gtins), whole[at - 20 : at + 20]


def products(content: bytes) -> list[ProductRecord]:
    found, refusal = read(content)
    return [] if refusal else [item for item in found if isinstance(item, ProductRecord)]


@given(st.binary(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused_with_a_reason(content: bytes) -> None:
    found, refusal = read(content)
    assert refusal.startswith("sheet.xml") and not found


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
@settings(max_examples=100, deadline=None)
def test_any_value_of_a_feature_is_read_without_a_fault(value: str) -> None:
    found, refusal = read(sheet(feature("838", value), feature("249", value), feature("94", value)))
    assert not refusal and any(isinstance(item, ProductRecord) for item in found)


def test_an_index_made_on_no_day_has_no_day() -> None:
    content = (GOLDEN / "index.xml").read_text().replace("20260102030405", "yesterday")
    facts = read(content)[0][0]
    assert getattr(facts, "valid_from", "absent") is None
