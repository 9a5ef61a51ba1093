"""ETIM features read at once say what the same features say when they are walked one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from catalog.records import FileFacts
from importers.feeds import bmecat_features
from importers.feeds.bmecat_features import Extra, read_features
from importers.feeds.bmecat_header import Catalogue
from importers.feeds.bmecat_parts import LeftOut, Names
from importers.feeds.bmecat_plain import plain_features

_FAKE = "<![CDATA[<FEATURE><FNAME>EF000009</FNAME><FVALUE>1</FVALUE></FEATURE>]]>"
codes = st.sampled_from(["EF000001", "EF000002", " EF000003\n", "EF00&#65;001", "ef000001", "X", ""])
values = st.sampled_from(
    ["EV000123", "12", "-3", "-", " 7 ", "a b", "x&amp;y", "", "z" * 600, "z" * 1001, "é", "\u00a0", _FAKE]
)
rests = st.sampled_from(
    ["", "", "<FUNIT>EU570381</FUNIT>", "<FUNIT>a b</FUNIT>", "<FORDER>3</FORDER>", "<FDESCR>t</FDESCR>",
     "<FVALUE_DETAILS>NA</FVALUE_DETAILS>", "<FT_ID>EF000004</FT_ID>", "stray", "<X/>"]
)  # fmt: skip
heads = st.sampled_from(
    ["", "<REFERENCE_FEATURE_GROUP_ID>EC000057</REFERENCE_FEATURE_GROUP_ID>", "<X/>", f"<X>{_FAKE}</X>"]
)


@st.composite
def features(draw: st.DrawFn) -> str:
    said = "".join(f"<FVALUE>{value}</FVALUE>" for value in draw(st.lists(values, max_size=3)))
    wrapper = draw(
        st.sampled_from(["{}", "{}", "{}", "<FEATURE_GROUP>{}</FEATURE_GROUP>", "{}<FVALUE>1</FVALUE>"])
    )
    return wrapper.format(f"<FEATURE><FNAME>{draw(codes)}</FNAME>\n{said}{draw(rests)}</FEATURE>\n")


def read(written: str, *, at_once: bool) -> tuple[object, ...]:
    block = etree.fromstring(written)
    extra = Extra(1, LeftOut())
    catalogue = Catalogue(FileFacts(), (), Names())
    kept = bmecat_features.plain_features
    if not at_once:
        bmecat_features.plain_features = lambda block, heads: None
    try:
        classes = read_features([block], catalogue, extra)
    finally:
        bmecat_features.plain_features = kept
    return classes, extra.features(), extra.values


@given(heads, st.lists(features(), max_size=5))
def test_features_read_at_once_say_what_the_walked_ones_say(head: str, found: list[str]) -> None:
    name = "<REFERENCE_FEATURE_SYSTEM_NAME>ETIM-8.0</REFERENCE_FEATURE_SYSTEM_NAME>"
    written = f"<PRODUCT_FEATURES>{name}{head}{''.join(found)}</PRODUCT_FEATURES>"

    assert read(written, at_once=True) == read(written, at_once=False)


def test_plain_features_are_read_at_once_whatever_their_prefix() -> None:
    for prefix, space in (("", ""), ("b:", ' xmlns:b="u"'), ("", ' xmlns="u"')):
        block = etree.fromstring(
            "<PRODUCT_FEATURES{s}>\n<FEATURE><FNAME>EF000001</FNAME><FVALUE>16</FVALUE><FVALUE>32</FVALUE>"
            "</FEATURE>\n<FEATURE><FNAME>EF000002</FNAME><FVALUE>2.5</FVALUE><FUNIT>EU570381</FUNIT></FEATURE>"
            "<FEATURE><FNAME>EF000003</FNAME><FVALUE>-</FVALUE></FEATURE></PRODUCT_FEATURES>".replace(
                "</", f"</{prefix}"
            )
            .replace("<P", f"<{prefix}P")
            .replace("<F", f"<{prefix}F")
            .replace("{s}", space)
        )

        found = plain_features(block, 1)

        assert found == [("EF000001", "16..32", ""), ("EF000002", "2.5", "EU570381")]
