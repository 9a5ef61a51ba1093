from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest

from catalog.errors import IndexUnavailable, MerkbarError
from catalog.search import engine
from catalog.search import index as index_module
from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.merging import MAX_SEGMENTS, SegmentSize, worth_merging
from catalog.search.opening import open_index, open_writer
from catalog.search.port import Document, SearchRequest
from catalog.search.snapshot import Snapshot

DAY = date(2026, 11, 22)


def found(index: WhooshIndex, text: str = "") -> tuple[int, ...]:
    return index.search(SearchRequest(text, literal=True), DAY, frozenset()).ids


def generations(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name.startswith("gen-")}


def test_a_reader_notices_what_is_published_by_itself(writer: WhooshWriter, index: WhooshIndex) -> None:
    first = writer.rebuild([Document(1, "Gammel"), Document(2, "Bort"), Document(3, "Blir")], 5)
    assert (first.generation, first.revision, first.documents, first.segments) == (1, 5, 3, 1)
    assert found(index) == (1, 2, 3)
    second = writer.update([Document(1, "Ny")], [2, 99], 6)
    assert found(index) == (1, 3)
    assert found(index, "gammel") == ()
    assert found(index, "ny") == (1,)
    assert index.status() == second == writer.status()
    assert (second.generation, second.revision, second.documents, second.segments) == (2, 6, 2, 2)


def test_a_given_document_beats_its_removal(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "Gammel")], 1)
    writer.update([Document(1, "Ny")], [1], 2)
    assert found(index, "ny") == (1,)


def test_an_update_without_changes_publishes_the_revision(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "Vare")], 1)
    assert writer.update([], [], 2).revision == 2
    assert found(index) == (1,)


def test_all_may_go_and_come_back(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "Vare")], 1)
    writer.update([], [1], 2)
    assert found(index) == found(index, "vare") == ()
    assert writer.compact().documents == 0
    writer.update([Document(1, "Vare")], [], 3)
    assert found(index, "vare") == (1,)


def test_a_product_given_twice_is_refused_and_nothing_changes(
    folder: Path, writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild([Document(1, "Vare")], 1)
    with pytest.raises(MerkbarError, match="product 2 was given twice"):
        writer.update([Document(2, "A"), Document(2, "B")], [], 2)
    assert found(index) == (1,)
    assert generations(folder) == {"gen-1"}


def test_an_update_needs_something_to_update(folder: Path, writer: WhooshWriter) -> None:
    assert writer.status() is None
    with pytest.raises(IndexUnavailable, match="no index yet"):
        writer.update([Document(1, "Vare")], [], 1)


def test_files_of_a_published_generation_are_shared_and_never_changed(
    folder: Path, writer: WhooshWriter
) -> None:
    writer.rebuild([Document(number, "Vare") for number in range(20)], 1)
    before = {path.name: path.read_bytes() for path in (folder / "gen-1").iterdir()}
    writer.update([Document(3, "Annen vare")], [4], 2)
    assert {path.name: path.read_bytes() for path in (folder / "gen-1").iterdir()} == before
    shared = [path for path in (folder / "gen-2").iterdir() if path.stat().st_nlink == 2]
    assert any(path.suffix == ".arrays" for path in shared)


def test_only_the_current_generation_and_the_one_before_it_are_kept(
    folder: Path, writer: WhooshWriter
) -> None:
    for revision in range(1, 5):
        writer.rebuild([Document(1, "Vare")], revision)
    assert generations(folder) == {"gen-3", "gen-4"}


def test_many_updates_are_merged_and_nothing_is_lost(
    folder: Path, writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild([Document(number, f"Vare {number}") for number in range(50)], 0)
    for revision in range(1, 40):
        status = writer.update([Document(revision, f"Endret {revision}")], [], revision)
        assert status.segments <= MAX_SEGMENTS
    assert index.status().revision == 39
    assert len(index.search(SearchRequest("endret", per_page=100), DAY, frozenset()).ids) == 39
    assert found(index, "vare 45") == (45,)
    assert found(index, "vare 5") == ()
    before = index.search(SearchRequest(sort="name", per_page=100), DAY, frozenset())
    compacted = writer.compact()
    assert (compacted.segments, compacted.documents) == (1, 50)
    assert index.search(SearchRequest(sort="name", per_page=100), DAY, frozenset()) == before


def test_merging_leaves_the_large_segment_alone_until_too_much_is_deleted() -> None:
    small = [SegmentSize(1_000, 0)] * MAX_SEGMENTS
    assert worth_merging([SegmentSize(280_000, 5_000), *small[1:]]) == set()
    assert worth_merging([SegmentSize(280_000, 5_000), *small]) == set(range(1, MAX_SEGMENTS + 1))
    assert worth_merging([SegmentSize(280_000, 100_000), SegmentSize(1_000, 0)]) == {0, 1}
    assert worth_merging([SegmentSize(3, 2)]) == set()
    doubling = [SegmentSize(3**power, 0) for power in range(MAX_SEGMENTS + 1)]
    assert worth_merging(doubling) == set(range(len(doubling) // 2))


def test_searches_never_fail_while_generations_are_published(folder: Path) -> None:
    writer, index = open_writer(folder), open_index(folder)
    writer.rebuild([Document(number, f"Vare {number}") for number in range(200)], 0)
    failures: list[BaseException] = []
    revisions: set[int] = set()
    done = threading.Event()

    def searching() -> None:
        try:
            while not done.is_set():
                result = index.search(SearchRequest("vare", per_page=200), DAY, frozenset())
                assert result.total == len(result.ids) == 200
                fresh = WhooshIndex(folder)
                assert fresh.search(SearchRequest(), DAY, frozenset()).total == 200
                revisions.add(index.status().revision)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=searching) for _thread in range(4)]
    for thread in threads:
        thread.start()
    for revision in range(1, 21):
        writer.update([Document(revision, f"Ny vare {revision}")], [], revision)
    done.set()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(revisions) > 3
    assert index.status().revision == 20


def test_a_generation_that_is_removed_while_it_is_opened_is_tried_anew(
    writer: WhooshWriter, index: WhooshIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.rebuild([Document(1, "Vare")], 1)
    opened: list[Path] = []

    def slow(folder: Path) -> Snapshot:
        if not opened:
            for revision in (2, 3):
                writer.rebuild([Document(1, "Ny vare")], revision)
        opened.append(folder)
        return Snapshot(folder)

    monkeypatch.setattr(engine, "Snapshot", slow)
    assert index.status().revision == 3
    assert [folder.name for folder in opened] == ["gen-1", "gen-3"]


def test_whoosh_itself_can_read_what_was_published(folder: Path, writer: WhooshWriter) -> None:
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import FileIndex
    from whoosh.query import Term

    writer.rebuild([Document(1, "Hvit kabel kabel"), Document(2, "Svart kabel")], 1)
    with FileIndex(FileStorage(str(folder / "gen-1")), indexname="MAIN").searcher() as searcher:
        hits = searcher.search(Term("name", "kabel") & Term("name", "svart"))
        assert [hit["record"][0] for hit in hits] == [2]


def test_a_large_catalogue_is_built_in_several_segments_and_searched_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_module, "SEGMENT_DOCUMENTS", 7)
    documents = [Document(number, f"kabel {number}", brand=f"b{number % 3}") for number in range(1, 31)]
    status = WhooshWriter(tmp_path).rebuild(iter(documents), 1)
    assert (status.documents, status.segments) == (30, 5)
    found = WhooshIndex(tmp_path).search(SearchRequest("kabel", per_page=200), DAY, frozenset())
    assert (found.total, sorted(found.ids)) == (30, list(range(1, 31)))
    assert sum(value.count for value in found.facets["brand"]) == 30
    with pytest.raises(MerkbarError, match="twice"):
        WhooshWriter(tmp_path).rebuild(iter([*documents, documents[0]]), 2)
