"""Bytes to lines: what is decided once for the file, what line by line, and what is refused."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from catalog.records import Reject
from importers import text
from importers.errors import UnreadableFeed
from importers.repair import Repairs


def read(path: Path, content: bytes, longest: int = 100) -> list[text.Line | Reject]:
    path.write_bytes(content)
    with text.opened(path) as stream:
        return list(text.lines(stream, Repairs(text.is_utf8(path.name, stream)), longest))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"EGER\x9dYVEI", "EGERØYVEI"),
        (b"Sk\x9byte R\x91r", "Skøyte Rær"),
        (b"UTEND\xd8RS BL\xc5", "UTENDØRS BLÅ"),
        (b"100W/m\xfd, 2,5mm\xfd", "100W/m², 2,5mm²"),
        (b"d\x92Or \x96 5\x94 Lys\x99", "d’Or – 5” Lys™"),
        ("Ø – ®".encode(), "Ø – ®"),
        ("M\u00fdr".encode("latin-1"), "Mýr"),
        ("3Ø²".encode("latin-1"), "3Ø²"),
    ],
)
def test_every_byte_of_a_mixed_file_has_one_reading(raw: bytes, words: str) -> None:
    assert Repairs(utf8=False)(1, raw) == words


def test_a_profile_can_say_that_the_bytes_are_windows() -> None:
    assert Repairs(utf8=False, codec="cp1252")(1, b"R\x91r") == "R‘r"
    assert Repairs(utf8=False, codec="cp865")(1, b"\x9d\x8f") == "ØÅ"


def test_a_repair_is_told_once_a_kind_with_its_count_and_first_line() -> None:
    repairs = Repairs(utf8=False)
    for number, raw in enumerate((b"ren", b"2mm\xfd og 3mm\xfd", b"4mm\xfd"), start=1):
        repairs(number, raw)
    (notice,) = repairs.notices()
    assert (notice.line, notice.field, notice.raw) == (2, "encoding", "2mm² og 3mm²")
    assert notice.reason.startswith("3 ") and notice.reason.endswith("first in line 2")


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    assert read(tmp_path / "f", b"\xef\xbb\xbfVH;\xc3\x98\r\nVL\r\n") == [(1, "VH;Ø", True), (2, "VL", True)]


def test_a_last_line_without_end_is_told_apart(tmp_path: Path) -> None:
    assert read(tmp_path / "f", b"a\nb") == [(1, "a", True), (2, "b", False)]


def test_a_file_cut_inside_a_letter_keeps_its_other_lines(tmp_path: Path) -> None:
    first, last = read(tmp_path / "f", "Žižkov Ω\nØ".encode()[:-1])
    assert first == (1, "Žižkov Ω", True)
    assert isinstance(last, Reject) and last.line == 2


def test_a_line_beyond_the_limit_costs_only_itself(tmp_path: Path) -> None:
    found = read(tmp_path / "f", b"a\n" + b"x" * 101 + b"\n" + b"y" * 5000 + b"\nb\n")
    assert [line if isinstance(line, tuple) else line.line for line in found] == [
        (1, "a", True),
        2,
        3,
        (4, "b", True),
    ]
    assert all(len(line.raw) <= 200 for line in found if isinstance(line, Reject))


def test_the_limit_counts_characters_not_bytes(tmp_path: Path) -> None:
    assert read(tmp_path / "f", ("Ø" * 100 + "\n").encode()) == [(1, "Ø" * 100, True)]


def test_one_endless_line_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 20_000_000)
    tracemalloc.start()
    with text.opened(path) as stream:
        utf8 = text.is_utf8(path.name, stream)
        found = list(text.lines(stream, Repairs(utf8), 10_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [type(line) for line in found] == [Reject]
    assert peak < 8_000_000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n  <!doctype html><title>503", "HTML"),
        ("VH;EFONELFO".encode("utf-16"), "NUL bytes everywhere"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(UnreadableFeed, match=words):
        read(tmp_path / "f", content)


def test_a_folder_or_a_vanished_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "vanished"):
        with pytest.raises(UnreadableFeed, match="cannot be read"), text.opened(path):
            raise AssertionError("opened")


def test_an_unknown_encoding_names_the_known_ones() -> None:
    with pytest.raises(UnreadableFeed, match="'cp1250' is not one of .*cp1252"):
        text.encoding_option("f", "cp1250")
