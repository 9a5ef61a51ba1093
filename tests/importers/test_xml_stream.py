"""XML as a stream: local names, constant memory, nothing fetched, expanded or silently emptied."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from importers import xml_stream
from importers.errors import UnreadableFeed

BOMB = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 20}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
DECLARED = {
    "internal": '<!DOCTYPE r [<!ENTITY e "Svanemerket">]>',
    "external": '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    "external subset": '<!DOCTYPE r SYSTEM "missing.dtd">',
    "parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "missing.ent"> %p;]>',
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feed.xml"


def texts(path: Path, content: str | bytes, *tags: str, **options: tuple[str, ...]) -> list[str]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [xml_stream.text(element) for element in xml_stream.records(path, tags, **options)]


def refusal(path: Path, content: str | bytes, **options: tuple[str, ...]) -> str:
    with pytest.raises(UnreadableFeed) as caught:
        texts(path, content, "a", **options)
    return str(caught.value)


def test_elements_are_found_by_local_name_in_any_namespace(path: Path) -> None:
    content = '<r xmlns:x="urn:x"><a>1</a><x:a>2</x:a><a xmlns="urn:y">3</a><ab>4</ab></r>'
    assert texts(path, content, "a") == ["1", "2", "3"]


def test_an_element_inside_a_record_is_no_record_of_its_own(path: Path) -> None:
    assert texts(path, "<r><a>1<b><a>2</a></b>3</a><a>4</a></r>", "a") == ["123", "4"]


def test_what_is_skipped_is_thrown_away_but_never_out_of_a_record(path: Path) -> None:
    content = "<r><s>1</s><a>2<s>3</s></a><s>4</s></r>"
    assert texts(path, content, "a", skip=("s",)) == ["23"]


def test_a_header_beside_the_first_record_can_be_read_from_its_parent(path: Path) -> None:
    path.write_text("<r><head>H</head><a/><a/></r>")
    heads = [xml_stream.text(element.getparent(), "head") for element in xml_stream.records(path, ["a"])]
    assert heads == ["H", ""]


def test_texts_are_one_line_and_prose_keeps_its_lines(path: Path) -> None:
    path.write_text("<r><a><n>\n R<b>EPEAT</b><!-- c -->\n knapp </n><m> </m></a></r>")
    (found,) = ((xml_stream.text(e, "n"), xml_stream.prose(e, "n"), xml_stream.text(e, "m"),
                 xml_stream.text(e, "o"), len(xml_stream.children(e, "n")), xml_stream.child(e, "n", "o"))
                for e in xml_stream.records(path, ["a"]))  # fmt: skip
    assert found == ("REPEAT knapp", "REPEAT\n knapp", "", "", 1, None)


def test_lines_are_true_also_beyond_the_65535th(path: Path) -> None:
    path.write_text("<r>\n" + "<a>\n<b>x</b>\n</a>\n" * 30_000 + "</r>")
    lines = [xml_stream.line(element) for element in xml_stream.records(path, ["a"])]
    true = [2 + 3 * index for index in range(30_000)]
    assert lines[:20_000] == true[:20_000]
    assert {found - exact for found, exact in zip(lines, true, strict=True)} <= {0, 1}


@pytest.mark.parametrize("declared", DECLARED.values(), ids=DECLARED)
@pytest.mark.parametrize("content", ["<a>p&e;q</a>", '<a x="p&e;q"/>'], ids=["text", "attribute"])
def test_a_reference_that_only_a_declaration_explains_is_never_read_as_text(
    path: Path, declared: str, content: str
) -> None:
    said = refusal(path, f"{declared}<r><a>1</a>\n{content}</r>")
    assert "'e'" in said and "line 2" in said


def test_a_declaration_nobody_refers_to_is_no_fault(path: Path) -> None:
    for declared in DECLARED.values():
        assert texts(path, f"{declared}<r><a>1 &amp; &#50; &lt;</a></r>", "a") == ["1 & 2 <"]


@pytest.mark.parametrize("content", ["<a>&i;</a>", '<a x="&i;"/>'])
def test_an_entity_bomb_is_refused_and_not_expanded(path: Path, content: str) -> None:
    tracemalloc.start()
    said = refusal(path, f'<!DOCTYPE r [<!ENTITY a "{"x" * 1000}">{BOMB}]><r>{content}</r>')
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "entity" in said.lower() and peak < 2_000_000


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "the file is empty"),
        (b"  <!DOCTYPE HTML><html></html>", "web page"),
        (b"<html><body/></html>", "web page"),
        (b'{"a": 1}', "line 1"),
        (b"<r>\n<a>1</a>\n<a>2", "line 3"),
        (b"<r>\n<a>1</b></r>", "line 2"),
        (b"<r>\n<a>\xff</a></r>", "line 2"),
        (b"<r>\n<a>\x00</a></r>", "line 2"),
        (b"<r>\n<a>&nbsp;</a></r>", "line 2"),
        (b'<?xml version="1.0" encoding="klingon"?><r/>', "klingon"),
        (b"<r/><r/>", "Extra content"),
        (b"<a>" * 300 + b"</a>" * 300, "depth"),
    ],
)
def test_what_is_no_whole_xml_is_refused_with_its_place(path: Path, content: bytes, expected: str) -> None:
    said = refusal(path, content)
    assert said.startswith("feed.xml") and expected in said


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.xml"):
        with pytest.raises(UnreadableFeed, match="cannot be read"):
            list(xml_stream.records(path, ["a"]))


def test_another_root_is_refused_with_and_without_records(path: Path) -> None:
    for content in ("<r><a/></r>", "<r/>"):
        assert "expected <q>, found <r>" in refusal(path, content, roots=("q",))


def test_a_section_that_swallowed_the_next_record_is_refused(path: Path) -> None:
    whole = "<r><a><n>1</n><t><![CDATA[x]]></t></a><a><n>2</n><t><![CDATA[y]]></t><g>2</g></a></r>"
    assert texts(path, whole, "a") == ["1x", "2y2"]
    assert "swallowed" in refusal(path, whole.replace("x]]>", "x]]?"))
    assert "swallowed" in refusal(path, whole.replace("x]]>", "x]]?").encode("utf-16"))


def test_a_section_written_as_text_is_text(path: Path) -> None:
    written = "<r><a>&lt;![CDATA[x]]&gt;</a><a><![CDATA[y]]></a></r>"
    assert texts(path, written, "a") == ["<![CDATA[x]]>", "y"]


def test_memory_does_not_grow_with_the_file(path: Path) -> None:
    with path.open("w") as stream:
        stream.write("<r>")
        for index in range(20_000):
            stream.write(f"<s>{index}</s><a><n>{index}</n><t>{'x' * 400}</t></a>")
        stream.write("</r>")
    depths = []
    for element in xml_stream.records(path, ["a"], skip=["s"]):
        depths.append(len(element.getparent()))
    assert len(depths) == 20_000 and max(depths) < 200
