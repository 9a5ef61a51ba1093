"""Google feeds as they arrive when something went wrong on the way, and large ones."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from catalog.records import ProductRecord, Reject
from importers.config import Profile
from importers.feeds import google
from labels import definitions, groups
from labels.wording import Wordings
from tests.importers.test_google import FOOT, HEAD, ITEM, SMALL, products, read

LABELS = definitions.load()
WORDINGS = Wordings(LABELS)


@pytest.fixture(autouse=True, scope="module")
def _definitions_once() -> Iterator[None]:
    """Thousands of small files are read below; the definitions are the same for all of them."""
    known = groups.load()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(google, "Wordings", lambda _labels: WORDINGS)
        patch.setattr(google.definitions, "load", lambda: LABELS)
        patch.setattr(google.groups, "load", lambda: known)
        yield


def test_a_file_cut_at_any_byte_is_refused_and_changes_no_record() -> None:
    whole, _ = read(SMALL)
    for size in range(len(SMALL.rstrip())):
        found, refused = read(SMALL[:size])
        assert refused.startswith("feed.xml"), size
        assert found == whole[: len(found)], size


@pytest.mark.parametrize("damage", [b"\0", b"~", b"<", b"\xff"])
def test_a_damaged_byte_touches_one_field_of_one_record_or_refuses_the_file(damage: bytes) -> None:
    whole = products(SMALL)
    for at in range(len(SMALL)):
        found, refused = read(SMALL[:at] + damage + SMALL[at + 1 :])
        records = [item for item in found if isinstance(item, ProductRecord)]
        rejects = sum(isinstance(item, Reject) for item in found)
        assert rejects <= 1 and (refused or len(records) + rejects == len(whole)), at
        changed = [record for record in records if not any(differing(record, other) == 0 for other in whole)]
        assert len(changed) + rejects <= 1, (at, changed)
        for record in changed:
            assert min(differing(record, other) for other in whole) == 1, at


def differing(found: ProductRecord, expected: ProductRecord) -> int:
    """How many fields differ; a lost line break moves the line numbers below it, which is no damage."""
    names = [field.name for field in fields(ProductRecord) if field.name != "line"]
    return sum(getattr(found, name) != getattr(expected, name) for name in names)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.booleans())
@example(b"<", True)
@example(b"\xff\xfe<\0", False)
@example(b"id\ttitle\n\0", False)
def test_any_bytes_are_items_or_a_refusal(content: bytes, framed: bool) -> None:
    found, refused = read(HEAD.encode() + content + FOOT.encode() if framed else content)
    assert found or refused


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["Gold", "nei", "ja", ":", ",", '"', "\\", "EPEAT", "|", "-", "\t", "&lt;"])))
def test_no_cell_of_a_table_breaks_the_reading(pieces: list[str]) -> None:
    cell = "".join(pieces)
    found, refused = read(f"id\ttitle\tproduct_detail\n1\tSkjerm\t{cell}\n")
    assert found and not refused


def test_a_large_feed_is_read_in_little_memory() -> None:
    feed = HEAD + "".join(ITEM.format(number=n, title="x" * 250, more="") for n in range(6000)) + FOOT
    tracemalloc.start()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.xml"
        path.write_text(feed)
        del feed
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        count = sum(1 for _ in google.parse(path, Profile("f", "feed", "google", "f")))
        peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    assert count == 6000 and peak < 2_000_000
