"""Looking an order over: what the file will shorten, and labelled alternatives that a buyer accepts."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from ordering_visitor import Visitor, change

from catalog.workspace import Workspace
from tests.web import alternatives_world
from tests.web.pages_world import flat


@pytest.fixture
def numbers(workspace: Workspace) -> dict[str, int]:
    return alternatives_world.fill(workspace)


@pytest.fixture
def buyer(app: Flask, numbers: dict[str, int]) -> Visitor:
    found = Visitor(app)
    found.add(numbers["A"], "3")
    return found


def reviewed(buyer: Visitor) -> tuple[dict[str, str], str]:
    page = buyer.get("/basket/confirm/skjermhuset").text
    return dict(re.findall(r'name="(confirmation|shown)" value="([^"]+)"', page)), page


def test_a_ticked_alternative_goes_with_the_order_and_an_unticked_one_does_not(
    buyer: Visitor, numbers: dict[str, int]
) -> None:
    hidden, page = reviewed(buyer)
    ticks = re.findall(r'name="accept" value="(\d+:\d+)" form="confirm"', page)
    assert [int(tick.split(":")[1]) for tick in ticks] == [numbers["B"], numbers["C"]]
    answer = buyer.post("/basket/confirm/skjermhuset", **hidden, accept=ticks[0])
    number = str(answer.location).rsplit("/", 1)[1]
    page = flat(buyer.get(f"/orders/{number}").text)
    assert "Godtatt i stedet: Skjermøy SK24 <b> skjerm 24\" FHD" in page
    file = buyer.get(f"/orders/{number}.nelfo").data.decode("iso-8859-1")
    assert re.findall(r"BA;.*", file.replace("\r", "")) == ["BA;0;B"]
    assert "Skjermøy SK25" not in page.split("Last ned")[0]


def test_what_was_never_offered_is_refused_and_nothing_is_ordered(
    buyer: Visitor, numbers: dict[str, int]
) -> None:
    hidden, page = reviewed(buyer)
    line = re.findall(r'name="accept" value="(\d+):', page)[0]
    answer = buyer.post("/basket/confirm/skjermhuset", **hidden, accept=f"{line}:{numbers['K']}")
    assert answer.status_code == 409
    assert "har ikke merke lenger" in answer.text
    assert "Ingen bestillinger ennå" in buyer.get("/orders").text


def test_a_name_that_the_file_must_change_is_shown_as_the_file_has_it(
    app: Flask, workspace: Workspace, numbers: dict[str, int]
) -> None:
    change(workspace, numbers["K"], name="Kabel – svært lang betegnelse; med alt som noen kunne ønske å vite")
    buyer = Visitor(app)
    buyer.add(numbers["K"], "50")
    _hidden, page = reviewed(buyer)
    shown = "«Kabel - svært lang betegnelse, med alt som noen kunne øns...»"
    assert shown in flat(page)
