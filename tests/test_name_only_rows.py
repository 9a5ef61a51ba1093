"""A list of names is no register: without a number and the day that a label demands nothing is verified.

Lists of names scraped from the label owners' pages are what is easiest to get hold of
(``category,product,label``). They say what to look up, never what holds today.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from catalog import db, queries
from catalog.identifiers import Identifier
from catalog.models import Certificate
from catalog.workspace import Workspace
from labels import definitions
from labels.model import State
from tests.conftest import TODAY, Loader
from tests.judged.stores import opened
from tests.judged.worlds import table

LABELS = definitions.load()
GROUP = {
    "tco-certified": "displays", "epeat": "displays", "energy-star": "displays", "blue-angel": "printers",
    "nordic-swan": "printers", "eu-ecolabel": "displays",
}  # fmt: skip
NUMBER = {
    "tco-certified": "DE2503{:04}", "epeat": "30{:04}", "energy-star": "44{:05}", "blue-angel": "39{:03}",
    "nordic-swan": "5015 {:04}", "eu-ecolabel": "NO/022/{:05}",
}  # fmt: skip
NAMES = """\
category,product,label
Printer,Brother HL-L2350DW,Nordic Swan
Copier,Brother DCP-9020CDW,nordic-swan
Printers and Multifunction Devices,Canon i-SENSYS LBP228x,blue-angel
COMPUTERS & DISPLAYS,AOC International (Europe) B.V. AOC 24P1,epeat
"""
FEED = """\
supplier_number,brand,mpn,name,product_group
1,Brother,HL-L2350DW,Brother HL-L2350DW,printers
2,Brother,DCP-9020CDW,Brother DCP-9020CDW,printers
3,Canon,i-SENSYS LBP228x,Canon i-SENSYS LBP228x,printers
4,AOC,24P1,AOC 24P1,displays
"""
Cells = dict[str, str]


def verified(space: Workspace, numbers: Sequence[str], supplier: str = "acme") -> set[str]:
    """The supplier's numbers whose products show any label as verified or expiring."""
    with db.reading(space.engine) as session:
        wanted = [Identifier("supplier", number, supplier) for number in numbers]
        ids = [found for (found,) in queries.resolve(session, wanted)]
        seen = {
            view.id
            for view in queries.product_views(session, space, sorted(set(ids)), TODAY)
            if any(item.state in (State.VERIFIED, State.EXPIRING) for item in view.labels)
        }
    return {number for number, product in zip(numbers, ids, strict=True) if product in seen}


def certificates(space: Workspace) -> int:
    with db.reading(space.engine) as session:
        return int(session.execute(select(func.count()).select_from(Certificate)).scalar_one())


@pytest.mark.parametrize("label", ["", *LABELS])
@pytest.mark.parametrize("columns", [{}, {"model": "product", "product_group": "category"}])
def test_a_list_of_names_is_no_register(
    workspace: Workspace, load_feed: Loader, load_register: Loader, label: str, columns: Mapping[str, str]
) -> None:
    load_feed(FEED)
    report = load_register(NAMES, label=label, columns=columns, accept_gates=True)
    assert report.status == "failed"
    assert "certificate" in report.message
    assert certificates(workspace) == 0
    assert verified(workspace, "1234") == set()


@pytest.mark.parametrize("label", LABELS)
def test_names_in_the_place_of_numbers_are_refused_even_with_dates(
    workspace: Workspace, load_feed: Loader, load_register: Loader, label: str
) -> None:
    load_feed(FEED)
    rows = "".join(
        f"{number},{brand},{model},NO|US,2025-01-01,2028-01-01\n"
        for brand, model in (("Brother", "HL-L2350DW"), ("Canon", "i-SENSYS LBP228x"), ("AOC", "24P1"))
        for number in (model, f"{brand} {model}", "", " ")
    )
    report = load_register("certificate,brand,model,markets,valid_from,valid_to\n" + rows, label=label)
    assert (report.stored, report.rejected) == (0, 12)
    assert verified(workspace, "1234") == set()


def test_names_from_a_supplier_are_claims_at_most(workspace: Workspace, load_feed: Loader) -> None:
    columns = dict.fromkeys(("supplier_number", "name"), "product")
    columns |= {"product_group": "category", "labels": "label"}
    report = load_feed(NAMES, supplier="scraped", columns=columns)
    assert report.stored == 4
    names = [line.split(",")[1] for line in NAMES.splitlines()[1:]]
    assert verified(workspace, names, "scraped") == set()
    load_feed(FEED)
    assert verified(workspace, "1234") == set()


def row(label: str, number: int, **blank: str) -> Cells:
    """A complete register row of ``label`` for the model ``M<number>``, with some cells replaced."""
    cells = {
        "label": label, "certificate": NUMBER[label].format(number), "brand": "Acme", "model": f"M{number}00",
        "product_group": GROUP[label], "markets": "NO|US", "valid_from": "2025-01-01",
        "valid_to": "2028-01-01",
    }  # fmt: skip
    return cells | blank


def offers(rows: Sequence[Cells]) -> list[Cells]:
    return [
        {"supplier_number": str(at), "brand": "Acme", "mpn": cells["model"], "name": f"Acme {cells['model']}",
         "product_group": cells["product_group"], "certificates": f"{cells['label']}:{cells['certificate']}"}
        for at, cells in enumerate(rows)
    ]  # fmt: skip


def demanded(label: str) -> list[str]:
    """The cells without which a row of the label is refused."""
    markets = ["markets"] if LABELS[label].accepted_markets is not None else []
    return ["certificate", LABELS[label].required_date, *markets]


def test_each_cell_that_a_label_demands_is_demanded(
    workspace: Workspace, load_feed: Loader, load_register: Loader
) -> None:
    faults = {
        "certificate": ("", " ", "-", "n/a", "ukjent"),
        "markets": ("", "|", "-", "Norden"),
        "valid_from": ("", "2025", "01.02.2025", "ukjent"),
        "valid_to": ("", "2028", "31.12.2027", "-"),
    }
    cases = [(label, cell, fault) for label in LABELS for cell in demanded(label) for fault in faults[cell]]
    faulty = [row(label, at, **{cell: fault}) for at, (label, cell, fault) in enumerate(cases, 100)]
    whole = [row(label, at) for at, label in enumerate(LABELS, 900)]
    rows = faulty + whole
    load_feed(table(offers(rows)))
    for label in LABELS:
        own = [cells for cells in rows if cells["label"] == label]
        load_register(table(own), label=label, accept_gates=True)
    numbers = [str(at) for at in range(len(rows))]
    shown = verified(workspace, numbers)
    assert shown >= set(numbers[len(faulty) :])
    assert {cases[int(number)] for number in shown - set(numbers[len(faulty) :])} == set()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(tuple(LABELS)),
            st.sets(st.sampled_from(["certificate", "valid_from", "valid_to", "markets", "brand", "status"])),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_is_left_out_only_whole_rows_verify(
    workspace: Workspace, load_feed: Loader, load_register: Loader, said: list[tuple[str, set[str]]]
) -> None:
    rows = [row(label, at, **dict.fromkeys(blank, "")) for at, (label, blank) in enumerate(said, 100)]
    whole = {str(at) for at, (label, blank) in enumerate(said) if not blank & {*demanded(label), "brand"}}
    with opened(workspace, load_feed, load_register) as store:
        load_feed(table(offers(rows)), workspace=store.space)
        for label in {label for label, _ in said}:
            own = [cells for cells in rows if cells["label"] == label]
            load_register(table(own), label=label, accept_gates=True, workspace=store.space)
        assert verified(store.space, [str(at) for at in range(len(rows))]) == whole
