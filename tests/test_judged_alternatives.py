"""What is offered in place of an unlabelled line, against a judged set, through store, index and basket."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache

import pytest
from sqlmodel import select

from catalog import db
from catalog.models import Offer
from catalog.ordering import baskets
from catalog.ordering.alternatives import alternatives
from catalog.search.opening import open_index
from catalog.workspace import Workspace
from labels import definitions
from tests import judged_alternatives
from tests.conftest import TODAY, Loader
from tests.judged_alternatives import Judged, verdict

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
EVERY = 1_000
_REGISTER = ["label", "certificate", "brand", "model", "markets", "valid_from", "valid_to", "product_group"]
_MARKETS = {"epeat": "NO", "energy-star": "US"}
Offered = Mapping[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def judged() -> dict[str, Judged]:
    return {one.number: one for one in judged_alternatives.read()}


def _table(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(columns), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _feed(judged: Iterable[Judged]) -> str:
    judged = list(judged)
    codes = sorted({code for one in judged for code in one.features})
    columns = "supplier_number brand mpn name description price unit etim_class product_group condition"
    return _table([*columns.split(), *codes], (
        {"supplier_number": one.number, "brand": "Nordlys", "mpn": f"NL-{one.number}", "name": one.name,
         "description": one.description, "price": "100", "unit": one.unit, "etim_class": one.class_code,
         "product_group": one.group, "condition": one.condition, **one.features}
        for one in judged
    ))  # fmt: skip


def _register(space: Workspace, judged: Iterable[Judged], label: str) -> str:
    """The candidates that this label is the first possible one for; an unknown group takes any."""
    rows = []
    for one in judged:
        possible = [slug for slug, found in space.labels.items() if found.possible_for(one.group)]
        if one.role == "cand" and (possible[:1] or ["tco-certified"]) == [label]:
            rows.append({"label": label, "certificate": f"Z-{one.number}", "brand": "Nordlys",
                         "model": f"NL-{one.number}", "markets": _MARKETS.get(label, ""),
                         "valid_from": "2026-01-01", "valid_to": "2027-06-30"})  # fmt: skip
    return _table(_REGISTER, rows) if rows else ""


def _offered(space: Workspace, judged: Mapping[str, Judged]) -> Offered:
    """Every line with the numbers of everything that would be offered in its place."""
    with db.writing(space.engine) as session:
        numbers = {}
        for offer in session.exec(select(Offer)).all():
            if judged[offer.supplier_number].role != "cand":
                line = baskets.add(session, "t", offer.id or 0, Decimal(1), NOW)
                numbers[getattr(line, "id", line)] = offer.supplier_number
        lines = baskets.view(session, space, "t", TODAY).lines
        found = alternatives(session, space, open_index(space.index_dir), lines, TODAY, EVERY)
    return {
        line.offer.number: tuple(item.offer.number for item in found.by_line.get(line.id, ()))
        for line in lines
    }


@pytest.fixture
def offered(
    workspace: Workspace, load_feed: Loader, load_register: Loader, judged: dict[str, Judged]
) -> Offered:
    assert load_feed(_feed(judged.values()), mode="full").status == "published"
    for label in workspace.labels:
        if text := _register(workspace, judged.values(), label):
            assert load_register(text, "table", label=label, name=f"{label}.csv").rejected == 0
    return _offered(workspace, judged)


def _pairs(judged: Mapping[str, Judged], roles: set[str]) -> dict[tuple[str, str], str]:
    lines = [one for one in judged.values() if one.role in roles]
    others = [one for one in judged.values() if one.role == "cand"]
    return {
        (line.number, other.number): verdict(line, other) if _can_hold(other.group) else "wrong"
        for line in lines
        for other in others
    }


@cache
def _can_hold(group: str) -> bool:
    """Whether any of the labels exists for the kind: a cable is never a labelled alternative."""
    return any(label.possible_for(group) for label in definitions.load().values())


def _scores(
    judged: Mapping[str, Judged], offered: Offered, roles: set[str]
) -> tuple[float, float, list[str]]:
    """Precision, recall, and what was wrongly offered or missed, in words."""
    pairs = _pairs(judged, roles)
    given = {(line, other) for line, others in offered.items() for other in others} & set(pairs)
    right = {pair for pair, said in pairs.items() if said == "right"}
    wrong = {pair for pair in given if pairs[pair] == "wrong"}
    words = [f"WRONG {judged[a].name} <- {judged[b].name}" for a, b in sorted(wrong)]
    words += [f"MISSED {judged[a].name} <- {judged[b].name}" for a, b in sorted(right - given)]
    return 1 - len(wrong) / max(1, len(given)), len(right & given) / len(right), words


def test_what_is_offered_can_replace_the_line(judged: dict[str, Judged], offered: Offered) -> None:
    for roles, least_recall in (({"line"}, 0.7), ({"held"}, 0.7)):
        precision, recall, words = _scores(judged, offered, roles)
        given = sum(len(others) for number, others in offered.items() if judged[number].role in roles)
        told = words if roles == {"line"} else []
        print(f"{roles}: {given} offered, precision {precision:.3f}, recall {recall:.3f}", *told, sep="\n  ")
        assert precision >= 0.95
        assert recall >= least_recall


def test_the_set_is_large_and_holds_more_traps_than_right_ones(judged: dict[str, Judged]) -> None:
    lines = [one for one in judged.values() if one.role != "cand"]
    assert len(lines) >= 120
    assert 3 * sum(one.role == "held" for one in lines) >= len(lines)
    said = [
        found
        for (line, other), found in _pairs(judged, {"line", "held"}).items()
        if judged[line].group == judged[other].group
    ]
    assert len(said) >= 350 and said.count("wrong") >= len(said) / 2 and said.count("right") >= 90
