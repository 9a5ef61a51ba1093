"""What differs between two texts or two sets is marked; where one side is silent, nothing is."""

from __future__ import annotations

import pytest

from catalog import differences
from tests.catalog.queue_world import marked


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ("P2425H", "P2425", ("P2425[H]", "P2425")),
        ("p2425", "P2425", ("p2425", "P2425")),
        ("SK-2720A", "SK2720B", ("SK[-]2720[A]", "SK2720[B]")),
        ("abc", "xyz", ("[abc]", "[xyz]")),
        ("abc", "", ("abc", "")),
        ("Straße", "STRASSE", ("Stra[ß]e", "STRA[SS]E")),
    ],
)
def test_what_differs_is_marked_letter_by_letter(ours: str, theirs: str, expected: tuple[str, str]) -> None:
    assert marked(differences.texts("model", ours, theirs)) == expected


def test_sets_show_what_they_share_first_and_mark_the_rest() -> None:
    assert marked(differences.sets("gtin", ["b", "a"], ["c", "b"])) == ("b[a]", "b[c]")
    assert marked(differences.sets("gtin", [], ["c"])) == ("", "c")
