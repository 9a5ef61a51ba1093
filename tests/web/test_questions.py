"""Questions from the public: three weeks, answered on, and who asked is forgotten in time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import select

from catalog import db
from catalog.models import Question
from catalog.workspace import Workspace
from tests.web import sourcing_world
from web.cli import merkbar
from web.config import from_environment


@pytest.fixture
def space(tmp_path: Path) -> Iterator[Workspace]:
    with sourcing_world.opened(tmp_path) as found:
        yield found


def run(space: Workspace, *words: str, day: str = "2026-03-02", **more: str) -> Result:
    environment = {
        "MERKBAR_VAR": str(space.var),
        "MERKBAR_DATABASE_URL": str(space.engine.url),
        "MERKBAR_TODAY": day,
        **more,
    }
    return CliRunner().invoke(merkbar, list(words), env=environment)


def stored(space: Workspace) -> Question:
    with db.reading(space.engine) as session:
        found = session.exec(select(Question)).one()
        session.expunge_all()
        return found


def ask(space: Workspace) -> Result:
    return run(
        space, "questions", "add", "Hvor er den laget?", "--about", "supplier:nord", "--name", "Per",
        "--email", "per@example.no",
    )  # fmt: skip


def test_a_question_is_due_three_weeks_after_it_came_and_overdue_after_that(space: Workspace) -> None:
    assert "answer by 2026-03-23" in ask(space).output
    assert run(space, "questions", "list", day="2026-03-23").exit_code == 0
    late = run(space, "questions", "list", day="2026-03-24")
    assert late.exit_code == 1
    assert "OVERDUE" in late.output


def test_an_answered_question_is_open_no_more_and_is_answered_once(space: Workspace) -> None:
    ask(space)
    assert run(space, "questions", "answer", "1", "Se /suppliers/nord/known", day="2026-03-10").exit_code == 0
    assert run(space, "questions", "list", day="2026-04-01").output == ""
    again = run(space, "questions", "answer", "1", "x")
    assert again.exit_code == 1
    assert "was answered on 2026-03-10" in str(again.exception)


def test_who_asked_is_erased_when_the_operators_time_is_over_and_not_before(space: Workspace) -> None:
    ask(space)
    run(space, "questions", "answer", "1", "svar", day="2026-03-10")
    run(space, "deliver", day="2026-04-09", MERKBAR_KEEP_ASKERS_DAYS="30")
    assert stored(space).asked_email == "per@example.no"
    run(space, "deliver", day="2026-04-10", MERKBAR_KEEP_ASKERS_DAYS="30")
    found = stored(space)
    assert (found.asked_by, found.asked_email, found.text) == ("", "", "Hvor er den laget?")
    assert found.erased_at is not None


def test_an_open_question_keeps_its_asker(space: Workspace) -> None:
    ask(space)
    run(space, "deliver", day="2026-12-01", MERKBAR_KEEP_ASKERS_DAYS="0")
    assert stored(space).asked_by == "Per"


def test_no_export_names_who_asked(space: Workspace) -> None:
    ask(space)
    told = run(space, "questions", "list", "--all", "--json").output
    assert json.loads(told)["due_on"] == "2026-03-23"
    period = ("--from", "2026-01-01", "--to", "2026-06-30")
    packs = [run(space, "report", "evidence", *period, kind).output for kind in ("--json", "--csv", "--html")]
    for text in (told, *packs):
        assert text
        assert "Per" not in text.replace("Per-", "").replace("Periode", "").replace("perioden", "")
        assert "per@example.no" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", " "), "1 to 10000 characters"),
        (("add", "Hva?", "--about", "noe"), "product:<id> or supplier:<name>"),
        (("add", "Hva?", "--about", "product:99999"), "no product 99999"),
        (("add", "Hva?", "--about", "supplier:ingen"), "no supplier ingen"),
        (("add", "Hva?", "--email", "per"), "a mail address"),
        (("answer", "7", "svar"), "no question 7"),
    ],
)
def test_what_is_no_question_is_refused(space: Workspace, words: tuple[str, ...], said: str) -> None:
    refused = run(space, "questions", *words)
    assert refused.exit_code == 1
    assert said in str(refused.exception)


def test_days_that_are_none_are_refused() -> None:
    from web.config import SettingsError

    with pytest.raises(SettingsError, match="MERKBAR_KEEP_ASKERS_DAYS"):
        from_environment({"MERKBAR_KEEP_ASKERS_DAYS": "tretti"})
