"""What a badge says for which state, in three languages."""

from __future__ import annotations

from datetime import date

import pytest
from api_world import LABELS, product, tag

from labels.model import State
from web.badge_cells import combined, notice, short_name, single
from web.badge_palette import Look
from web.badge_texts import LANGUAGES

ENDED = {"valid_to": date(2026, 3, 1), "withdrawn_on": date(2026, 3, 1)}
ENDED_STATES = (State.EXPIRED, State.WITHDRAWN, State.UNCONFIRMED, State.REFUTED)


def test_verified_is_filled_expiring_carries_its_date_and_declared_says_oppgitt() -> None:
    view = product(
        tag("tco-certified", State.DECLARED),
        tag("epeat", State.VERIFIED, tier="gold", valid_to=date(2028, 1, 1)),
        tag("nordic-swan", State.EXPIRING, valid_to=date(2026, 12, 20)),
    )
    badge = combined(view, LABELS, "nb")
    assert [(cell.look, cell.text, cell.note) for cell in badge.cells] == [
        (Look.OUTLINED, "TCO Certified", "oppgitt"),
        (Look.FILLED, "EPEAT Gold", ""),
        (Look.FILLED, "Svanemerket", "til 20.12.2026"),
    ]
    assert all(cell.symbol for cell in badge.cells)
    assert badge.status == "held"
    assert "TCO Certified (oppgitt av Voltgros)" in badge.title


def test_a_badge_of_claims_alone_is_declared_and_not_held() -> None:
    assert combined(product(tag("epeat", State.DECLARED)), LABELS, "nb").status == "declared"
    assert single(product(tag("epeat", State.DECLARED)), LABELS["epeat"], "nb").status == "declared"


@pytest.mark.parametrize("state", [*ENDED_STATES, State.CANDIDATE])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_combined_badge_never_names_a_label_that_is_not_held(state: State, lang: str) -> None:
    view = product(not_shown=(tag("nordic-swan", state, **ENDED),))
    badge = combined(view, LABELS, lang)
    assert badge.status == "none"
    assert [cell.look for cell in badge.cells] == [Look.NEUTRAL]
    assert short_name(LABELS["nordic-swan"], lang) not in badge.cells[0].text + badge.title


@pytest.mark.parametrize("state", ENDED_STATES)
def test_a_label_that_ended_is_named_without_symbol_where_it_was_asked_for(state: State) -> None:
    view = product(not_shown=(tag("nordic-swan", state, confirmed_on=date(2026, 3, 1), **ENDED),))
    badge = single(view, LABELS["nordic-swan"], "nb")
    assert badge.status == str(state)
    (cell,) = badge.cells
    assert (cell.look, cell.symbol, cell.note) == (Look.NEUTRAL, "", "")
    assert cell.text.startswith("Svanemerket – ")
    assert ("1.3.2026" in cell.text) == (state is not State.REFUTED)


def test_days_are_written_as_the_language_writes_them() -> None:
    view = product(not_shown=(tag("nordic-swan", State.EXPIRED, **ENDED),))
    said = {lang: single(view, LABELS["nordic-swan"], lang).cells[0].text for lang in LANGUAGES}
    assert said == {
        "nb": "Svanemerket – utløpt 1.3.2026",
        "sv": "Svanen – utgången 2026-03-01",
        "en": "Nordic Swan Ecolabel – expired 1 Mar 2026",
    }


def test_a_state_whose_day_nobody_knows_is_said_without_a_day() -> None:
    view = product(not_shown=(tag("nordic-swan", State.UNCONFIRMED),))
    badge = single(view, LABELS["nordic-swan"], "nb")
    assert badge.cells[0].text == "Svanemerket – ikke bekreftet"


def test_a_label_nobody_speaks_of_is_not_registered_and_so_is_a_mere_candidate() -> None:
    for view in (product(), product(not_shown=(tag("epeat", State.CANDIDATE),))):
        badge = single(view, LABELS["epeat"], "nb")
        assert (badge.status, badge.cells[0].text) == ("none", "EPEAT – ikke registrert")
        assert badge.cells[0].look is Look.NEUTRAL


def test_one_held_label_does_not_lend_itself_to_another() -> None:
    view = product(tag("epeat", State.VERIFIED), not_shown=(tag("nordic-swan", State.EXPIRED, **ENDED),))
    assert single(view, LABELS["nordic-swan"], "nb").status == "expired"
    assert single(view, LABELS["tco-certified"], "nb").status == "none"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_energy_star_says_the_market_it_holds_in_in_every_language(lang: str) -> None:
    assert short_name(LABELS["energy-star"], lang) == "ENERGY STAR (USA)"
    assert short_name(LABELS["eu-ecolabel"], lang) == "EU Ecolabel"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("status", ["unknown", "ambiguous", "malformed"])
def test_every_notice_is_neutral_and_without_symbol(status: str, lang: str) -> None:
    badge = notice(status, lang)
    assert badge.status == status
    assert [(cell.look, cell.symbol) for cell in badge.cells] == [(Look.NEUTRAL, "")]
    assert badge.cells[0].text
