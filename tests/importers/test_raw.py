"""Keeping raw files."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from importers import raw
from importers.errors import FetchFailed


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes(b"one")
    kept = raw.keep(source, tmp_path / "raw")
    assert raw.keep(source, tmp_path / "raw") == kept
    assert [path.name for path in (tmp_path / "raw").iterdir()] == [kept.path.name]
    assert kept.sha256 == hashlib.sha256(b"one").hexdigest()
    assert kept.path.name == f"{kept.sha256[:16]}-list.csv"
    assert raw.original_name(kept.path) == "list.csv"
    assert raw.original_name(Path("2026-11-22-list.csv")) == "2026-11-22-list.csv"


def test_a_kept_file_that_was_damaged_is_written_anew(tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes(b"one")
    kept = raw.keep(source, tmp_path / "raw")
    kept.path.write_bytes(b"o")
    assert raw.keep(source, tmp_path / "raw").path.read_bytes() == b"one"


def test_only_an_ordinary_file_is_kept(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, reason in (("", "folder"), ("pipe", "ordinary file"), ("gone", "No such file")):
        with pytest.raises(FetchFailed, match=reason):
            raw.keep(tmp_path / name, tmp_path / "raw")
    with pytest.raises(FetchFailed, match="ordinary file"):
        raw.keep(Path("/dev/zero"), tmp_path / "raw")
    assert not list((tmp_path / "raw").glob(".part-*"))


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "upload.csv"
    source.write_bytes(b"x" * 10)
    write = raw.RawWriter.write

    def grow(self: raw.RawWriter, chunk: bytes) -> None:
        with source.open("ab") as upload:
            upload.write(b"y" if upload.tell() < 20 else b"")
        write(self, chunk)

    monkeypatch.setattr(raw.RawWriter, "write", grow)
    with pytest.raises(FetchFailed, match="changed while it was read"):
        raw.keep(source, tmp_path / "raw")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("...", "file"),
        ("", "file"),
        ("æøå", "file"),
        (".hidden", "hidden"),
        ("a" * 300 + ".csv", "a" * 96 + ".csv"),
        ("pris\nliste;rm -rf.csv", "pris_liste_rm_-rf.csv"),
    ],
)
def test_a_name_from_outside_is_made_harmless(text: str, name: str) -> None:
    assert raw.safe_name(text) == name
