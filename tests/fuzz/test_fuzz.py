"""Any bytes, and whole files with anything done to them: items, or a refusal; never another exception."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.target import TARGETS, judge, seeds, stand_ins

PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([
        b";", b'"', b"\r\n", b"\n", b"\t", b"|", b",", b"<", b"</", b"/>", b"<![CDATA[", b"]]>", b"&amp;",
        b"&x;", b"<!DOCTYPE a [<!ENTITY x 'y'>]>", b"{", b"}", b"[", b"]", b"null", b"1e999", b"NaN", b"-1",
        b"7,01E+12", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", "Ø²\u2028\u202e".encode(), b"9" * 400,
        b"VL;1;1234567;", b"VA;2;",
    ]),
)  # fmt: skip


@st.composite
def edited(draw: st.DrawFn, whole: list[bytes]) -> bytes:
    """A whole file after a few edits: something put in, taken out, written over, doubled or moved."""
    content = draw(st.sampled_from(whole))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        end = min(len(content), at + draw(st.integers(0, 60)))
        to = draw(st.integers(0, len(content)))
        part, put = content[at:end], draw(PIECES)
        done = draw(st.sampled_from(["put", "over", "out", "double", "move", "cut"]))
        content = {
            "put": content[:at] + put + content[at:],
            "over": content[:at] + put + content[end:],
            "out": content[:at] + content[end:],
            "double": content[:to] + part + content[to:],
            "move": (content[:at] + content[end:])[:to] + part + (content[:at] + content[end:])[to:],
            "cut": content[:at],
        }[done]
    return content


@pytest.fixture(autouse=True, scope="module")
def _definitions_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module, name, function in stand_ins():
            patch.setattr(module, name, function)
        yield


@pytest.mark.parametrize("target", TARGETS)
def test_edited_files_and_garbage_are_items_or_a_refusal(
    target: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("fuzz") / "feed"

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.one_of(edited(seeds(target) or [b""]), edited(seeds(target) or [b""]), st.binary(max_size=200)))
    def check(content: bytes) -> None:
        judge(target, content, path)

    check()
