"""What may be typed into an order: what fits its file, and is never cut."""

import pytest

from catalog.errors import InvalidRequest
from catalog.ordering import fields


@pytest.mark.parametrize(
    ("field", "limit"), [("reference", 36), ("project", 10), ("mark", 25), ("customer", 10)]
)
def test_a_text_that_is_too_long_is_refused_and_never_cut(field: str, limit: int) -> None:
    assert fields.clean(field, " " + "å" * limit + " ") == "å" * limit
    with pytest.raises(InvalidRequest, match=f"høyst {limit} tegn") as caught:
        fields.clean(field, "å" * (limit + 1))
    assert caught.value.field == field


@pytest.mark.parametrize("text", ["a;b", "a\r\nBL", "a\tb", "pris–merke", "🙂", "a\x00b", "a\x85b"])
def test_a_character_that_an_order_file_cannot_hold_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest, match="bestillingsfil"):
        fields.clean("mark", text)


def test_letters_typed_in_parts_are_composed() -> None:
    assert fields.clean("mark", "Bla\u030a") == "Blå"
