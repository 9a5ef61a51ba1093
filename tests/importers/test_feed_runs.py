"""A run of a feed: all or nothing, repeatable, and every record accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from catalog import db
from catalog.learned import record_wording
from catalog.models import Issue, Offer, Product, Run, Tag
from catalog.overview import IssueView, issues
from catalog.workspace import Workspace
from importers.errors import AlreadyRunning, FetchFailed
from importers.feed_run import run_feed
from importers.lock import held
from importers.profiles import Profiles, for_load
from importers.raw import keep
from tests.conftest import Loader

HEADER = "supplier_number,gtin,mpn,brand,name,price,currency,unit\n"
ROWS = "".join(f"{n},,M{n},Acme,Product {n},1{n}.50,NOK,EA\n" for n in range(1, 6))


def count(space: Workspace, table: type) -> int:
    with db.reading(space.engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def open_issues(space: Workspace) -> list[IssueView]:
    with db.reading(space.engine) as session:
        return issues(session, 100)


def snapshot(space: Workspace) -> list[tuple[object, ...]]:
    """Everything a reader could notice of the catalogue."""
    with db.reading(space.engine) as session:
        rows: list[tuple[object, ...]] = []
        for table in (Product, Offer, Tag):
            rows += [tuple(row) for row in session.execute(select(*table.__table__.columns)).all()]  # type: ignore[attr-defined]
        return rows


def test_a_second_identical_run_writes_nothing(workspace: Workspace, load_feed: Loader) -> None:
    first = load_feed(HEADER + ROWS)
    before = snapshot(workspace)
    second = load_feed(HEADER + ROWS)
    assert (first.status, first.read, first.stored) == ("published", 5, 5)
    assert (second.status, second.read, second.stored) == ("unchanged", 5, 5)
    assert snapshot(workspace) == before


def test_the_same_records_in_other_bytes_write_nothing_either(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + ROWS)
    before = snapshot(workspace)
    assert load_feed((HEADER + ROWS).replace("\n", "\r\n")).status == "unchanged"
    assert snapshot(workspace) == before


def test_a_changed_price_touches_only_its_product(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(HEADER + ROWS)
    with db.reading(workspace.engine) as session:
        before = dict(session.execute(select(col(Product.name), col(Product.revision))).all())  # type: ignore[arg-type]
    assert load_feed(HEADER + ROWS.replace("13.50", "14.00")).status == "published"
    with db.reading(workspace.engine) as session:
        after = dict(session.execute(select(col(Product.name), col(Product.revision))).all())  # type: ignore[arg-type]
    assert {name for name in after if after[name] != before[name]} == {"Product 3"}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("7,,M7,Acme,,1.00,NOK,EA", "name"),
        (",,M7,Acme,Name,1.00,NOK,EA", "supplier_number"),
        ("7,,M7,Acme,Name,-1.00,NOK,EA", "price"),
        ("7,,M7,Acme,Name,99999999999.00,NOK,EA", "price"),
        ("7,,M7,Acme,Name,abc,NOK,EA", "price"),
        ("7,,M7,Acme,Name,1.00,kroner,EA", "currency"),
        ("7,,M7,Acme," + "x" * 10_000 + ",1.00,NOK,EA", "name"),
        ("7,,M7,Acme,Na\x00me,1.00,NOK,EA", ""),
        ("7,,M7,Acme,Name,1.00,NOK", ""),
    ],
)
def test_a_rejected_record_is_an_issue_with_file_line_and_field(
    workspace: Workspace, load_feed: Loader, row: str, field: str
) -> None:
    report = load_feed(HEADER + ROWS + row + "\n")
    assert (report.status, report.read, report.stored, report.rejected) == ("published", 6, 5, 1)
    (issue,) = open_issues(workspace)
    assert (issue.file, issue.line, issue.kind) == ("feed.csv", 7, "reject")
    assert field in issue.field
    assert issue.reason


def test_a_bad_gtin_is_dropped_with_a_notice_and_the_product_stays(
    workspace: Workspace, load_feed: Loader
) -> None:
    report = load_feed(HEADER + "1,5397184821672,M1,Acme,Name,1.00,NOK,EA\n2,7.01E+12,M2,Acme,N,1,NOK,EA\n")
    assert (report.stored, report.rejected) == (2, 0)
    assert [(issue.kind, issue.field, issue.line) for issue in open_issues(workspace)] == [
        ("notice", "gtin", 3), ("notice", "gtin", 2),
    ]  # fmt: skip


def test_the_last_of_two_records_with_one_number_counts(workspace: Workspace, load_feed: Loader) -> None:
    report = load_feed(HEADER + "1,,A,Acme,First,1.00,NOK,EA\n1,,A,Acme,Second,2.00,NOK,EA\n")
    assert (report.read, report.stored, report.rejected) == (2, 1, 1)
    with db.reading(workspace.engine) as session:
        assert session.execute(select(col(Offer.name))).scalars().all() == ["Second"]
    (issue,) = open_issues(workspace)
    assert (issue.kind, issue.line) == ("duplicate", 2)


def test_unknown_label_wording_becomes_an_issue_and_no_label(workspace: Workspace, load_feed: Loader) -> None:
    load_feed("supplier_number,name,labels\n1,Name,Grønt valg\n")
    (issue,) = open_issues(workspace)
    assert (issue.field, issue.raw) == ("labels", "Grønt valg")
    assert count(workspace, Tag) == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"<!doctype html><html><body>Logg inn</body></html>", b"\x00\x00\x00\x00", b"a,b\n1,2\n",
     b"\xff\xfe\x00"],
)  # fmt: skip
def test_a_broken_file_keeps_yesterdays_catalogue(
    workspace: Workspace, load_feed: Loader, content: bytes
) -> None:
    load_feed(HEADER + ROWS)
    before = snapshot(workspace)
    report = load_feed(content, name="broken.csv")
    assert report.status == "failed"
    assert "broken.csv" in report.message
    assert snapshot(workspace) == before


def test_a_directory_and_a_vanished_file_are_refused(workspace: Workspace, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "gone.csv"):
        with pytest.raises(FetchFailed, match=path.name):
            keep(path, workspace.raw_dir / "x")


def test_too_few_records_keep_yesterdays_catalogue(workspace: Workspace, load_feed: Loader) -> None:
    rows = "".join(f"{n},,M{n},Acme,Product {n},10,NOK,EA\n" for n in range(600))
    assert load_feed(HEADER + rows, mode="full").status == "published"
    before = snapshot(workspace)
    fewer = "".join(rows.splitlines(keepends=True)[:300])
    report = load_feed(HEADER + fewer, mode="full")
    assert report.status == "held"
    assert "300" in report.message
    assert "600" in report.message
    assert snapshot(workspace) == before
    accepted = load_feed(HEADER + fewer, mode="full", accept_gates=True)
    assert accepted.status == "published"


def test_a_delta_withdraws_nothing_and_a_full_feed_only_its_own(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + ROWS)
    load_feed(HEADER + "9,,M9,Other,Theirs,1,NOK,EA\n", supplier="other")
    load_feed(HEADER + "1,,M1,Acme,Product 1,99,NOK,EA\n", mode="delta")
    with db.reading(workspace.engine) as session:
        assert session.execute(select(func.count()).where(col(Product.active).is_(True))).scalar_one() == 6
    load_feed(HEADER + "1,,M1,Acme,Product 1,98,NOK,EA\n", mode="full")
    with db.reading(workspace.engine) as session:
        names = session.execute(select(col(Product.name)).where(col(Product.active).is_(True))).scalars()
        assert set(names) == {"Product 1", "Theirs"}


def test_a_lock_stops_a_second_run_of_one_feed(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "feed.csv"
    source.write_text(HEADER + ROWS)
    profile = for_load(Profiles(), "feed", "table", supplier="acme")
    raw = keep(source, workspace.raw_dir / "acme")
    with held(workspace.lock_dir, "feed-acme"), pytest.raises(AlreadyRunning, match="acme"):
        run_feed(workspace, profile, raw)


def test_a_dry_run_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    source = tmp_path / "feed.csv"
    source.write_text(HEADER + ROWS)
    profile = for_load(Profiles(), "feed", "table", supplier="acme")
    report = run_feed(workspace, profile, keep(source, workspace.raw_dir / "acme"), dry_run=True)
    assert (report.status, report.read, report.stored) == ("unchanged", 5, 5)
    assert count(workspace, Offer) == count(workspace, Run) == 0
    assert run_feed(workspace, profile, keep(source, workspace.raw_dir / "acme")).status == "published"


def test_a_run_that_died_is_marked_when_the_next_one_starts(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(HEADER + ROWS)
    with db.writing(workspace.engine) as session:
        run = session.execute(select(Run)).scalar_one()
        session.add(run)
        run.status = "running"
    load_feed(HEADER + ROWS)
    with db.reading(workspace.engine) as session:
        assert session.execute(select(col(Run.status)).order_by(col(Run.id))).scalars().all()[0] == "failed"


def test_a_published_run_resolves_what_the_last_one_left(workspace: Workspace, load_feed: Loader) -> None:
    load_feed(HEADER + "1,,A,Acme,,1,NOK,EA\n2,,B,Acme,Fine,1,NOK,EA\n")
    assert len(open_issues(workspace)) == 1
    load_feed(HEADER + "1,,A,Acme,Named now,1,NOK,EA\n2,,B,Acme,Fine,1,NOK,EA\n")
    assert open_issues(workspace) == []
    assert count(workspace, Issue) == 1


def test_a_price_that_jumped_holds_the_run_until_a_person_releases_it(
    workspace: Workspace, load_feed: Loader
) -> None:
    load_feed(HEADER + ROWS)
    before = snapshot(workspace)
    jumped = HEADER + ROWS.replace("13.50", "1350.00")
    report = load_feed(jumped)
    assert report.status == "held"
    assert "1 of 5 prices moved by more than x20: 3 from 13.5 to 1350.00" in report.message
    assert snapshot(workspace) == before
    assert load_feed(jumped, accept_gates=True).status == "published"


def test_a_run_counts_each_field_that_was_filled_dropped_and_rejected(
    workspace: Workspace, load_feed: Loader
) -> None:
    rows = "1,123,A,Acme,One,1,NOK,EA\n2,,B,,Two,-1,NOK,EA\n3,,C,,Three,,,\n"
    details = load_feed(HEADER + rows).details
    assert details["filled"]["name"] == 2
    assert details["filled"]["brand"] == 1
    assert details["repaired"] == {"gtin": 1}
    assert details["rejected"] == {"price": 1}


def test_a_taught_wording_is_read_from_the_next_run_on(workspace: Workspace, load_feed: Loader) -> None:
    feed = "supplier_number,name,labels\n1,Name,Grønt valg\n"
    load_feed(feed)
    with db.writing(workspace.engine) as session:
        now = workspace.clock.now()
        record_wording(session, "grønt valg", "nordic-swan", "", True, "said by the supplier", "Kari", now)
    assert load_feed(feed).status == "published"
    with db.reading(workspace.engine) as session:
        (tag,) = session.execute(select(Tag)).scalars()
    assert (tag.label, tag.kind, tag.claim_raw) == ("nordic-swan", "claim", "Grønt valg")
