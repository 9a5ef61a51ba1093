"""Synonyms: the operator's file, what a fault in it says, and what is found by it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from catalog.errors import DefinitionError
from catalog.search.synonyms import Synonyms, load
from web.config import default_data


def read(folder: Path, text: str) -> Synonyms:
    path = folder / "synonyms.toml"
    path.write_text(text, "utf-8")
    return load(path)


TWO_WAY = '[[group]]\nwords = ["stikkontakt", "stikk", "socket outlet"]\nsource = "trade usage"\n'
ONE_WAY = '[[way]]\nfrom = ["PFXP"]\nto = ["installasjonskabel"]\nsource = "NEK"\n'


def test_a_group_is_two_way_and_a_way_is_one_way(tmp_path: Path) -> None:
    found = read(tmp_path, TWO_WAY + ONE_WAY)
    assert found.find(["stikk"], 0) == (1, (("stikkontakt",), ("socket", "outlet")))
    assert found.find(["socket", "outlet"], 0) == (2, (("stikkontakt",), ("stikk",)))
    assert found.find(["pfxp"], 0) == (1, (("installasjonskabel",),))
    assert found.find(["installasjonskabel"], 0) == (0, ())


def test_inflected_words_have_the_synonyms_of_their_base(tmp_path: Path) -> None:
    assert read(tmp_path, TWO_WAY).find(["ny", "stikkontakter"], 1)[1][0] == ("stikk",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[group]\n", "file"),
        ("[groups]\n", "groups"),
        ("group = 1\n", "group"),
        ('[[group]]\nwords = ["a", "b"]\n', "group[1]"),
        ('[[group]]\nwords = ["a", "b"]\nsource = " "\n', "group[1].source"),
        ('[[group]]\nwords = ["Kabel", "kabel"]\nsource = "x"\n', "group[1].words"),
        ('[[group]]\nwords = ["a", 2]\nsource = "x"\n', "group[1].words"),
        ('[[group]]\nwords = ["a b c d e", "x"]\nsource = "x"\n', "1 to 4"),
        ('[[way]]\nfrom = ["a"]\nto = "b"\nsource = "x"\n', "way[1].to"),
        ('[[way]]\nfrom = ["!"]\nto = ["b"]\nsource = "x"\n', "way[1].from"),
    ],
)
def test_a_fault_is_named_with_file_and_group(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read(tmp_path, text)
    assert "synonyms.toml" in str(refused.value)
    assert said in str(refused.value)


def test_no_file_means_no_synonyms(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Synonyms()


def test_the_shipped_file_is_read_and_has_three_hundred_groups() -> None:
    path = default_data() / "synonyms.toml"
    table = tomllib.loads(path.read_text("utf-8"))
    assert len(table["group"]) + len(table["way"]) >= 300
    assert load(path).longest > 1


def test_cable_types_are_never_synonyms_of_each_other() -> None:
    found = load(default_data() / "synonyms.toml")
    codes = {"pfxp", "pfsp", "pr", "tfxp", "tfsp", "ifsi", "ifli", "mmj", "ekk"}
    for code in codes:
        _length, others = found.find([code], 0)
        assert others
        assert not {word for phrase in others for word in phrase} & codes
    assert not codes & {word for phrase in found.find(["kabel"], 0)[1] for word in phrase}
