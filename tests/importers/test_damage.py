"""Files of every format cut off at any byte, or with any byte changed: nothing moves to another place.

What must hold for each damage, unless the whole file is refused: the products that it did not touch are as
they were; the one that it touched is gone, or differs in one value; no value of another field or product
stands in it; and no GTIN is stored that the whole file did not hold, since one changed digit never leaves a
right check digit. A cut inside a product is refused, or (NELFO without its last line end) leaves the
unfinished value out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from catalog.errors import InvalidIdentifier
from catalog.identifiers import validate_gtin
from catalog.records import FeedItem, ProductRecord, Reject, Tombstone
from importers.config import Profile
from importers.errors import UnreadableFeed
from importers.feeds import google, peppol, read
from labels import definitions, groups
from labels.wording import Wordings
from tests.importers.damaged_files import FALLS_BACK, FIELD_GROUPS, FILES, GTINS, NUMBERS, Small

BYTES = (*b'\x00\xff;<"09 \n,\t&x/', 0xC3)
FLIPS = (0x01, 0x20, 0x80)
Said = dict[str, str]


@pytest.fixture(autouse=True, scope="module")
def _definitions_once() -> Iterator[None]:
    """Thousands of small files are read below; the definitions are the same for all of them."""
    labels, known = definitions.load(), groups.load()
    words = Wordings(labels)
    with pytest.MonkeyPatch.context() as patch:
        for module in (google, peppol):
            patch.setattr(module, "Wordings", lambda _labels: words)
        patch.setattr(definitions, "load", lambda: labels)
        patch.setattr(groups, "load", lambda: known)
        yield


def parsed(small: Small, content: bytes) -> tuple[list[FeedItem], str]:
    """The items, and what refused the file ('' where nothing did)."""
    found: list[FeedItem] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed"
        path.write_bytes(content)
        try:
            for item in read(path, Profile("f", "feed", small.format, "f")):
                found.append(item)  # noqa: PERF402
        except UnreadableFeed as error:
            return found, str(error)
    return found, ""


def said(record: ProductRecord) -> Said:
    """Every value of a record that says something, under the name of its field; extras under their own."""
    values: Said = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "extra":
            values |= {f"extra:{name}": text for name, text in value}
        elif field.name == "features":
            values |= {f"feature:{at}": "=".join(one) for at, one in enumerate(value)}
        elif field.name != "line" and value not in ("", None, (), False):
            values[field.name] = repr(value) if isinstance(value, tuple) else str(value)
    return values


def products(found: list[FeedItem]) -> list[Said]:
    return [said(item) for item in found if isinstance(item, ProductRecord)]


def gtins(found: list[FeedItem]) -> set[str]:
    """The GTINs that the gate would let in."""
    kept = set()
    for item in found:
        for raw in item.gtins if isinstance(item, ProductRecord) else ():
            try:
                kept.add(validate_gtin(raw))
            except InvalidIdentifier:
                continue
    return kept


def test_the_whole_files_are_read_whole() -> None:
    for name, small in FILES.items():
        found, refused = parsed(small, small.content)
        assert not refused and len(products(found)) == len(NUMBERS), name
        assert gtins(found) == {gtin.zfill(14) for gtin in GTINS.values()}, name


@pytest.mark.parametrize("name", FILES)
def test_a_cut_at_any_byte_is_refused_or_changes_nothing_that_was_whole(name: str) -> None:
    small = FILES[name]
    whole = products(parsed(small, small.content)[0])
    ends = {end for _, end in small.blocks.values()}
    for size in range(len(small.content.rstrip())):
        found, refused = parsed(small, small.content[:size])
        if refused:
            continue
        left = products(found)
        assert name in ("nelfo", "table", "google-tsv"), (name, size)
        assert left[:-1] == whole[: len(left)][:-1], size
        last, expected = left[-1], whole[len(left) - 1]
        complete = size in ends or small.content[size - 1 : size + 1] in (b"\r\n",) or size + 1 in ends
        changed = {field for field in last.keys() | expected.keys() if last.get(field) != expected.get(field)}
        if name == "nelfo":
            marked = {field for field in ("brand", "mpn") if f"{field}_cut" in last}
            marked |= {f"{field}_cut" for field in marked} | {"extra:type"}
            assert all(field not in last or field in marked for field in changed), (size, changed)
        else:
            assert complete or len(changed) <= 1, (size, changed)


def damages(content: bytes, at: int) -> list[int]:
    """What byte ``at`` is changed into: every third of the bytes that do harm, in turn."""
    chosen = {content[at] ^ flip for flip in FLIPS} | set(BYTES)
    return sorted(chosen - {content[at]})[at % 3 :: 3]


def check(small: Small, step: int) -> None:
    whole = dict(zip(NUMBERS, products(parsed(small, small.content)[0]), strict=True))
    begins = {number: begin for number, (begin, _) in small.blocks.items()}
    for at in range(begins[1], len(small.content), step):
        hit = max(number for number in NUMBERS if at >= begins[number])
        for byte in damages(small.content, at):
            place = (at, small.content[max(at - 20, 0) : at + 10], bytes([byte]))
            found, refused = parsed(small, small.content[:at] + bytes([byte]) + small.content[at + 1 :])
            if refused:
                continue
            # a lost line end takes the next product with it
            touched = {hit, hit + 1} if small.content[at : at + 1] in b"\r\n" else {hit}
            left = products(found)
            for number in set(NUMBERS) - touched:
                assert whole[number] in left, (place, number)
            others = [record for record in left if record not in whole.values()]
            assert len(others) <= 1, (place, others)
            for record in others:
                one_value_differs(small, record, whole, touched, place)
            rest = [item for item in found if isinstance(item, (Reject, Tombstone))]
            assert len(left) + len(rest) + len(touched) >= len(NUMBERS), place
            assert gtins(found) <= {gtin.zfill(14) for gtin in GTINS.values()}, (place, gtins(found))


def one_value_differs(
    small: Small, record: Said, whole: dict[int, Said], touched: set[int], place: object
) -> None:
    differences = {number: _changed(record, whole[number]) for number in touched if number in whole}
    number, changed = min(differences.items(), key=lambda pair: len(pair[1]))
    for group in FIELD_GROUPS:
        if len(changed & group) > 1:
            changed = (changed - group) | {next(iter(sorted(changed & group)))}
    assert len(changed) <= 1, (place, {field: record[field] for field in changed})
    for field in changed:
        foreign = {
            value for other, values in whole.items() for name, value in values.items()
            if len(value) > 3 and value != whole[number].get(field) and (name != field or other != number)
        }  # fmt: skip
        shared = {value for values in whole.values() for name, value in values.items() if name == field}
        falls_back = field in FALLS_BACK.get(small.format, ())
        assert falls_back or record[field] not in foreign or record[field] in shared, (place, field, record)


def _changed(record: Said, original: Said) -> set[str]:
    """The fields with a new value. One that is merely gone is no danger, nor is one kept under a new name."""
    return {field for field, value in record.items() if value != original.get(field)} - {
        field for field in record if field.startswith("extra:") and field not in original
    }


@pytest.mark.parametrize("name", FILES)
def test_a_changed_byte_changes_one_value_of_one_product_or_refuses(name: str) -> None:
    check(FILES[name], 7)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_any_changed_byte_changes_one_value_of_one_product_or_refuses(name: str) -> None:
    check(FILES[name], 1)
