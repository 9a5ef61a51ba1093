"""Building with child processes: the same index as without, whole or not at all."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.child_process import ChildDied
from catalog.errors import MerkbarError
from catalog.search import index as index_module
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, LabelInterval, SearchRequest

DAY = date(2026, 11, 22)
HELD = LabelInterval("tco-certified", "", True, 1, date(2026, 1, 1), date(2026, 12, 31))


def documents(count: int = 3000) -> Iterator[Document]:
    for number in range(1, count + 1):
        yield Document(
            number, f"Kabel {number % 17} 3G2,5 nr {number}", brand=f"B{number % 5}", mpns=(f"T{number}",),
            el_numbers=(("NO", f"{number:07d}"),), suppliers=("acme",), price=Decimal(number) / 7,
            intervals=(HELD,) if number % 10 == 0 else (),
        )  # fmt: skip


def _children() -> list[int]:
    """Children of this process, those of other tests of the same worker (browsers, servers) included."""
    return [
        int(pid)
        for task in Path("/proc/self/task").glob("*/children")
        for pid in task.read_text().split()
    ]  # fmt: skip


@pytest.fixture(autouse=True)
def two_builders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_module, "PARALLEL_FROM", 1000)
    monkeypatch.setattr(index_module, "SEGMENT_DOCUMENTS", 900)
    monkeypatch.setattr(index_module, "builders", lambda: 2)


def test_two_builders_make_the_index_that_one_process_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = WhooshWriter(tmp_path / "both").rebuild(documents(), 4)
    monkeypatch.setattr(index_module, "builders", lambda: 0)
    alone = WhooshWriter(tmp_path / "alone").rebuild(documents(), 4)
    assert (both.documents, both.segments) == (alone.documents, alone.segments) == (3000, 4)
    for request in (
        SearchRequest("kabel 16", per_page=200), SearchRequest("t1234"), SearchRequest("0000777"),
        SearchRequest("", labels=("tco-certified",), per_page=200), SearchRequest("", sort="name"),
        SearchRequest("3g2,5", brands=("B3",), sort="-price", per_page=200, page=2),
    ):  # fmt: skip
        found = [WhooshIndex(tmp_path / name).search(request, DAY, frozenset()) for name in ("both", "alone")]
        assert found[0].total
        assert found[0] == found[1]


def test_an_index_of_two_builders_is_updated_and_compacted_like_any_other(tmp_path: Path) -> None:
    writer, index = WhooshWriter(tmp_path), WhooshIndex(tmp_path)
    writer.rebuild(documents(), 1)
    writer.update([Document(5, "Nyttnavn")], [7], 2)
    assert index.search(SearchRequest("nyttnavn"), DAY, frozenset()).ids == (5,)
    assert writer.compact().documents == 2999
    assert index.search(SearchRequest("kabel", per_page=1), DAY, frozenset()).total == 2998


def test_many_documents_beside_older_ones_replace_and_remove_like_a_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for name in ("both", "alone"):
        monkeypatch.setattr(index_module, "builders", lambda name=name: 2 if name == "both" else 0)
        writer = WhooshWriter(tmp_path / name)
        writer.rebuild((Document(number, f"Gammel {number}") for number in range(2990, 3100)), 1)
        status = writer.update(documents(), [3050, 12], 2)
        assert (status.documents, status.revision) == (3098, 2)
        index = WhooshIndex(tmp_path / name)
        requests = [SearchRequest("gammel", per_page=200), SearchRequest("kabel 16", per_page=200)]
        found.append([index.search(request, DAY, frozenset()) for request in requests])
        assert found[-1][0].total == 98
        assert writer.update([Document(12, "Nyttnavn")], [13], 3).documents == 3097
        assert writer.compact().segments == 1
        assert index.search(SearchRequest("nyttnavn"), DAY, frozenset()).ids == (12,)
    assert found[0] == found[1]


def test_a_killed_builder_leaves_the_old_index_standing(tmp_path: Path) -> None:
    writer = WhooshWriter(tmp_path)
    writer.rebuild([Document(1, "Gammel")], 1)
    others = set(_children())

    def deadly() -> Iterator[Document]:
        for document in documents(20_000):
            if document.product_id == 1500:
                os.kill(min(set(_children()) - others), signal.SIGKILL)
            yield document

    with pytest.raises(ChildDied, match="building the index was killed by SIGKILL"):
        writer.rebuild(deadly(), 2)
    assert set(_children()) <= others
    assert [path.name for path in tmp_path.glob("gen-*")] == ["gen-1"]
    status = writer.status()
    assert status is not None
    assert status.revision == 1
    assert writer.rebuild(documents(), 2).documents == 3000


def test_a_product_given_twice_stops_both_builders(tmp_path: Path) -> None:
    others = set(_children())
    with pytest.raises(MerkbarError, match="product 9 was given twice"):
        WhooshWriter(tmp_path).rebuild([*documents(), Document(9, "En gang til")], 1)
    assert set(_children()) <= others
    assert not list(tmp_path.glob("gen-*"))
