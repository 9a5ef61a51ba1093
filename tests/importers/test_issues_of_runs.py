"""What a person has to look at stays one issue, however often the same fault is read."""

from __future__ import annotations

from catalog import db
from catalog.overview import issues
from catalog.workspace import Workspace
from tests.conftest import Loader

HEADER = "supplier_number,gtin,mpn,brand,name,price,currency,unit\n"
GOOD = "1,,M1,Acme,Product,1.50,NOK,EA\n"
BAD = "7,,M7,Acme,Name,1.00,NOK\n"


def rejects(space: Workspace) -> int:
    with db.reading(space.engine) as session:
        return len(issues(session, 100, kind="reject"))


def test_a_record_that_stays_bad_is_one_open_issue(load_feed: Loader, workspace: Workspace) -> None:
    text = HEADER + GOOD + BAD
    states = [load_feed(text).status, load_feed(text.replace("\n", "\r\n")).status, load_feed(text).status]
    assert states == ["published", "unchanged", "unchanged"]
    assert rejects(workspace) == 1


def test_the_same_bytes_again_keep_the_issue_and_a_mended_file_closes_it(
    load_feed: Loader, workspace: Workspace
) -> None:
    for _again in range(2):
        load_feed(HEADER + GOOD + BAD)
        assert rejects(workspace) == 1
    assert load_feed(HEADER + GOOD).status == "unchanged"
    assert rejects(workspace) == 0
