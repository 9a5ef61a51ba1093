"""How well the judged queries are answered: a whole catalogue loaded, every query asked of every engine."""

from __future__ import annotations

import pytest

from tests.relevance import report, world
from tests.relevance.goods import catalogue
from tests.relevance.report import ALL, HELD_OUT, UNSEEN, Score

pytestmark = pytest.mark.slow
Scores = dict[str, dict[str, Score]]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scores:
    folder = tmp_path_factory.mktemp("relevance")
    with world.opened(folder) as space:
        found = report.measured(space, world.load(space, catalogue()), folder)
    print("\n" + report.table(found))
    return found


def test_ours_answers_better_than_both_peers(scored: Scores) -> None:
    ours = scored["ours"]
    peers = [scores for name, scores in scored.items() if name != "ours"]
    assert len(peers) == 2
    for peer in peers:
        assert 0.3 < peer[ALL].ndcg < ours[ALL].ndcg - 0.3
        assert peer[HELD_OUT].ndcg < ours[HELD_OUT].ndcg - 0.3


def test_queries_of_every_kind_are_answered_well(scored: Scores) -> None:
    ours = dict(scored["ours"])
    assert ours.pop(ALL).ndcg >= 0.90
    assert ours.pop(HELD_OUT).ndcg >= 0.85
    assert ours.pop(UNSEEN).ndcg >= 0.75
    assert {kind: round(score.ndcg, 3) for kind, score in ours.items() if score.ndcg < 0.75} == {}
