"""Containers: one data file comes out, whole and within limits, and nothing else does."""

from __future__ import annotations

import gzip
import io
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from importers import containers
from importers.containers import opened
from importers.errors import UnreadableFeed
from importers.raw import keep, original_name

TEXT = b"supplier_number;name\n1;Lampe\n"
MOST = 1_000_000


def zipped(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def tried(content: bytes, **options: object) -> bytes:
    """What comes out of a container. Nothing may be left behind where it is refused."""
    with tempfile.TemporaryDirectory() as name:
        raw, folder = Path(name) / "feed.bin", Path(name) / "out"
        raw.write_bytes(content)
        try:
            return opened(raw, folder, MOST, **options).read_bytes()  # type: ignore[arg-type]
        except UnreadableFeed:
            assert not folder.exists() or not list(folder.iterdir())
            raise


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_the_one_file_of_a_zip_is_the_feed(packing: int) -> None:
    assert tried(zipped(("V4priser.all", TEXT), packing=packing)) == TEXT


def test_a_gzip_file_is_the_feed_also_in_several_parts() -> None:
    assert tried(gzip.compress(TEXT) + gzip.compress(b"2;Skjerm\n")) == TEXT + b"2;Skjerm\n"


@pytest.mark.parametrize("content", [TEXT, b"", b"P", b"<xml/>", b"BZh; not an archive", bytes(600)])
def test_what_is_no_container_is_left_as_it_is(content: bytes, tmp_path: Path) -> None:
    raw = tmp_path / "feed.csv"
    raw.write_bytes(content)
    assert opened(raw, tmp_path / "out", MOST) == raw and not (tmp_path / "out").exists()


def test_a_workbook_is_data_and_left_as_it_is_also_inside_a_zip(tmp_path: Path) -> None:
    workbook = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
    raw = tmp_path / "prices.xlsx"
    raw.write_bytes(workbook)
    assert opened(raw, tmp_path / "out", MOST) == raw
    assert tried(zipped(("prices.xlsx", workbook))) == workbook
    assert tried(gzip.compress(workbook)) == workbook


def test_the_result_is_called_what_the_member_is_called(tmp_path: Path) -> None:
    source = tmp_path / "prices.zip"
    source.write_bytes(zipped(("2026/../../etc/Priser våren.csv", TEXT)))
    kept = keep(source, tmp_path / "raw")
    path = opened(kept.path, tmp_path / "out", MOST)
    assert path.parent == tmp_path / "out" and original_name(path) == "Priser_v_ren.csv"
    packed = tmp_path / "files.index.xml.gz"
    packed.write_bytes(gzip.compress(TEXT))
    assert original_name(opened(packed, tmp_path / "out", MOST)) == "files.index.xml"


@pytest.mark.parametrize(
    ("pattern", "found"),
    [("*.csv", b"a"), ("*.XML", b"b"), ("data/*.xml", b"b"), ("second.xml", b"b")],
)
def test_a_pattern_chooses_one_of_several(pattern: str, found: bytes) -> None:
    content = zipped(("first.csv", b"a"), ("data/second.xml", b"b"), ("readme.txt", b"c"))
    assert tried(content, member=pattern) == found


def test_what_computers_leave_in_a_zip_is_not_counted() -> None:
    noise = [("__MACOSX/._a.csv", b"x"), (".DS_Store", b"x"), ("x/Thumbs.db", b"x"), ("folder/", b"")]
    assert tried(zipped(*noise, ("folder/a.csv", TEXT))) == TEXT


@pytest.mark.parametrize(
    ("content", "options", "reason"),
    [
        (zipped(), {}, "found 0 of: none"),
        (zipped(("a", b"1"), ("b", b"2")), {}, "found 2 of: 'a', 'b'"),
        (zipped(("a", b"1")), {"member": "*.xml"}, "expected one file like '*.xml', found 0 of: 'a'"),
        (zipped(("a", zipped(("b", b"1")))), {}, "holds a zip file: a container in a container"),
        (zipped(("a", gzip.compress(b"1"))), {}, "holds a gzip file: a container in a container"),
        (gzip.compress(gzip.compress(b"1")), {}, "holds a gzip file: a container in a container"),
        (gzip.compress(bytes(257) + b"ustar" + bytes(250)), {}, "a tar archive"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), {}, "a 7z archive"),
        (b"Rar!\x1a\x07\x00" + bytes(40), {}, "a RAR archive"),
        (zipped(("a", bytes(MOST + 1)), packing=zipfile.ZIP_STORED), {}, "more than 1000000 bytes unpacked"),
        (gzip.compress(bytes(MOST + 1)), {}, "more than 1000000 bytes unpacked"),
        (gzip.compress(TEXT)[:-9], {}, "cannot be unpacked"),
        (gzip.compress(TEXT) + b"garbage", {}, "cannot be unpacked"),
        (zipped(("a", TEXT))[:-30], {}, "cannot be unpacked"),
    ],
    # A gzip file holds the second it was made in: no name for a test.
    ids=lambda value: "content" if isinstance(value, bytes) else None,
)
def test_a_container_that_is_no_clear_single_file_is_refused(
    content: bytes, options: dict[str, object], reason: str
) -> None:
    with pytest.raises(UnreadableFeed) as caught:
        tried(content, **options)
    assert reason in str(caught.value) and str(caught.value).startswith("feed.bin")


def test_a_bomb_is_stopped_by_its_ratio(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(containers, "_FREE_BYTES", 100_000)
    raw = tmp_path / "bomb.gz"
    raw.write_bytes(gzip.compress(bytes(5_000_000)))
    with pytest.raises(UnreadableFeed, match="more than 200 times its size"):
        opened(raw, tmp_path / "out", 10_000_000)
    assert opened(raw, tmp_path / "out", 10_000_000, max_ratio=2000).stat().st_size == 5_000_000


def test_sizes_that_a_zip_only_declares_are_not_believed() -> None:
    content = bytearray(zipped(("a", bytes(MOST + 1))))
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = (5).to_bytes(4, "little")
    with pytest.raises(UnreadableFeed):
        tried(bytes(content))


def test_an_encrypted_member_is_refused() -> None:
    content = bytearray(zipped(("a", TEXT)))
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UnreadableFeed, match="'a' is encrypted"):
        tried(bytes(content))


def test_a_link_is_no_file() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("feed.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(UnreadableFeed, match="found 0 of: none"):
        tried(buffer.getvalue())


def test_a_list_of_members_too_long_to_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MAX_DIRECTORY", 100)
    with pytest.raises(UnreadableFeed, match="too many files"):
        tried(zipped(("a", b"1"), ("b", b"2"), ("c", b"3")))


@pytest.mark.parametrize(
    "content", [zipped(("a.csv", TEXT * 9)), gzip.compress(TEXT * 9)], ids=["zip", "gzip"]
)
def test_every_truncation_and_every_damaged_byte_is_refused_or_harmless(content: bytes) -> None:
    for at in range(4, len(content)):
        for damaged in (content[:at], content[:at] + b"\x7f" + content[at + 1 :]):
            try:
                found = tried(damaged)
            except UnreadableFeed:
                continue
            assert found == TEXT * 9


@given(st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b""]), st.binary(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_refused_or_left_as_they_are(head: bytes, rest: bytes) -> None:
    try:
        assert tried(head + rest) == head + rest
    except UnreadableFeed as error:
        assert str(error).startswith("feed.bin")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match=r"^gone\.zip: cannot be unpacked: No such file"):
        opened(tmp_path / "gone.zip", tmp_path / "out", MOST)
