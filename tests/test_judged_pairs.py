"""The judged set through the real importers: every symbol shown is right, and few that are due are missed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from catalog import brands, db, queries
from catalog.identifiers import Identifier, certificate_key, mpn_key
from catalog.workspace import Workspace
from labels.model import State
from tests.conftest import ROOT, TODAY, Loader
from tests.judged import JudgedSet, Pair, Symbol, load

SEEN = (State.VERIFIED, State.EXPIRING)
JUDGED = load()
KNOWN = brands.load(ROOT / "data" / "brands.toml")


@dataclass(frozen=True)
class Outcome:
    """What the catalogue shows for a pair beside what it should."""

    pair: Pair
    shown: frozenset[Symbol]
    evidence: str

    @property
    def wrong(self) -> frozenset[Symbol]:
        return self.shown - self.pair.expected

    @property
    def missing(self) -> frozenset[Symbol]:
        return self.pair.expected - self.shown


@pytest.fixture
def outcomes(workspace: Workspace, load_feed: Loader, load_register: Loader) -> list[Outcome]:
    """Everything loaded at once, feeds and registers in turn, then looked up offer by offer."""
    registers = list(JUDGED.registers.items())
    for supplier, text in JUDGED.feeds.items():
        for label, rows in registers[:2]:
            load_register(rows, name=f"{label}.csv", label=label, accept_gates=True)
        del registers[:2]
        assert load_feed(text, name=f"{supplier}.csv", supplier=supplier).rejected == 0
    assert not registers
    return list(_looked_up(workspace, JUDGED))


def _looked_up(space: Workspace, judged: JudgedSet) -> Iterator[Outcome]:
    wanted = [Identifier("supplier", pair.number, pair.supplier) for pair in judged.pairs]
    with db.reading(space.engine) as session:
        ids = [found for (found,) in queries.resolve(session, wanted)]
        views = {view.id: view for view in queries.product_views(session, space, sorted(set(ids)), TODAY)}
    for pair, product_id in zip(judged.pairs, ids, strict=True):
        view = views[product_id]
        shown = frozenset((item.label, item.tier) for item in view.labels if item.state in SEEN)
        trail = "; ".join(
            f"{item.label} {item.certificate or item.claim_raw} level {item.level}"
            f" {item.state}{f' ({item.rejected})' if item.rejected else ''}"
            for item in view.evidence
        )
        yield Outcome(pair, shown, trail or "no key agrees")


def test_every_symbol_shown_is_right_and_nearly_every_one_due_is_shown(outcomes: list[Outcome]) -> None:
    shown = sum(len(outcome.shown) for outcome in outcomes)
    due = sum(len(outcome.pair.expected) for outcome in outcomes)
    right = sum(len(outcome.shown & outcome.pair.expected) for outcome in outcomes)
    wrong = [f"wrongly shown: {item.pair} [{item.evidence}]" for item in outcomes if item.wrong]
    missed = [f"missed: {item.pair} [{item.evidence}]" for item in outcomes if item.missing]
    precision, recall = right / shown, right / due
    print(f"\n{len(outcomes)} pairs, {due} symbols due, {shown} shown, {right} of them right")
    print(f"precision {precision:.4f}, recall {recall:.4f}", *wrong, *missed, sep="\n")
    assert precision == 1.0, "\n".join(wrong)
    assert recall >= 0.97, "\n".join(missed)


def test_the_set_is_large_enough_and_mostly_near_misses() -> None:
    held = Counter(bool(pair.expected) for pair in JUDGED.pairs)
    assert len(JUDGED.pairs) >= 420
    assert held[False] >= held[True]
    for label, rows in JUDGED.registers.items():
        of_label = Counter(bool(pair.expected) for pair in JUDGED.pairs if pair.label == label)
        assert min(of_label.values()) >= 10, label
        assert len(rows.splitlines()) > 10, label


def test_a_reason_fits_its_judgement() -> None:
    truths = {pair.why for pair in JUDGED.pairs if pair.expected}
    assert all(why.startswith("true-") or why == "tier" for why in truths)
    assert not any(pair.why.startswith("true-") for pair in JUDGED.pairs if not pair.expected)


def test_cases_do_not_touch_each_other() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for case, key in _product_keys():
        owners[key].add(case)
    crowded = {key: cases for key, cases in owners.items() if len(cases) > 1}
    strangers = {(case, key) for case, key in _certificate_keys() if owners.get(key, set()) - {case}}
    assert (crowded, strangers) == ({}, set())


def test_no_wildcard_reaches_a_product_of_another_case() -> None:
    reached: set[tuple[str, str]] = set()
    for label, case, row in JUDGED.certificates:
        for model in row["model"].split("|"):
            if label not in ("epeat", "energy-star") or not re.search(r"[*#]", model):
                continue
            parts = ({"*": ".", "#": "[0-9]"}.get(sign, re.escape(sign)) for sign in mpn_key(model))
            shape = re.compile(KNOWN.key(row["brand"]) + "\x1f" + "".join(parts))
            reached |= {
                (model, pair.case)
                for pair in JUDGED.pairs
                if pair.case != case
                and shape.fullmatch(f"{KNOWN.key(pair.product['brand'])}\x1f{mpn_key(pair.product['mpn'])}")
            }
    assert reached == set()


def _product_keys() -> Iterator[tuple[str, str]]:
    for pair in JUDGED.pairs:
        row = pair.product
        yield from ((pair.case, key) for key in _gtin_keys(row["gtin"]))
        for given in filter(None, row.get("certificates", "").split("|")):
            label, _, number = given.partition(":")
            yield pair.case, f"{label.strip()}:{certificate_key(number)}"
        if row["brand"] and mpn_key(row["mpn"]):
            yield pair.case, f"{KNOWN.key(row['brand'])}\x1f{mpn_key(row['mpn'])}"


def _certificate_keys() -> Iterator[tuple[str, str]]:
    for label, case, row in JUDGED.certificates:
        yield from ((case, key) for key in _gtin_keys(row.get("gtin", "")))
        yield case, f"{label}:{certificate_key(row['certificate'])}"
        for name in (*row["model"].split("|"), *row.get("mpn", "").split("|")):
            if row["brand"] and mpn_key(name):
                yield case, f"{KNOWN.key(row['brand'])}\x1f{mpn_key(name)}"


def _gtin_keys(cell: str) -> Iterator[str]:
    return (re.sub("[ -]", "", code).zfill(14) for code in cell.split("|") if code)
