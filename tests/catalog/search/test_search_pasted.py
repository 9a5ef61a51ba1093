"""Several identifiers pasted at once: what nothing has is told by name."""

from __future__ import annotations

from datetime import date

from catalog.search.engine import WhooshIndex
from catalog.search.index import WhooshWriter
from catalog.search.port import Document, SearchRequest

DAY = date(2026, 11, 22)


def test_pasted_numbers_that_nothing_has_are_named_as_they_were_typed(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    kept = Document(1, "PFXP 3G1,5", el_numbers=(("NO", "1012345"),))
    gone = Document(2, "PFXP 3G2,5", el_numbers=(("NO", "1054321"),))
    writer.rebuild([kept, gone], 1)
    writer.update([], [2], 2)
    found = index.search(SearchRequest("10 123 45 1054321 7700000"), DAY, frozenset())
    assert found.ids == (1,)
    assert found.not_found == ("1054321", "7700000")


def test_pasted_numbers_of_which_none_exists_are_not_turned_into_something_else(
    writer: WhooshWriter, index: WhooshIndex
) -> None:
    writer.rebuild(
        [Document(1, "PRESSTANG 10-120 673"), Document(2, "PFXP", el_numbers=(("NO", "7700009"),))], 1
    )
    found = index.search(SearchRequest("10 673 11 7700000"), DAY, frozenset())
    assert (found.total, found.correction, found.not_found) == (0, "", ("10 673 11", "7700000"))


def test_one_number_alone_and_words_name_nothing(writer: WhooshWriter, index: WhooshIndex) -> None:
    writer.rebuild([Document(1, "PFXP 3G1,5")], 1)
    for text in ("7700000", "pfxp 3g1,5", "", "kabel 7700000"):
        assert index.search(SearchRequest(text), DAY, frozenset()).not_found == ()
