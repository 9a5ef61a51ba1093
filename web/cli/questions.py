"""``merkbar questions``: what the public has asked, by when it must be answered, what was answered."""

from __future__ import annotations

import json
from datetime import datetime

import click
from sqlmodel import Session

from catalog import db, questions
from catalog.models import Question
from web.cli.period import DAY
from web.config import Settings, open_workspace


@click.group("questions")
def group() -> None:
    """Questions from the public (Åpenhetsloven section 6): due three weeks after they came."""


@group.command("add")
@click.argument("text")
@click.option("--about", default="", help="product:<id> or supplier:<name>.")
@click.option("--received", type=DAY, help="The day it came; else today.")
@click.option("--name", default="", help="Who asks; may be left out.")
@click.option("--email", default="", help="Where the answer goes; may be left out.")
@click.pass_obj
def add(
    settings: Settings, text: str, about: str, received: datetime | None, name: str, email: str
) -> None:
    """Keep the question TEXT and say by when it must be answered."""
    workspace = open_workspace(settings)
    day = received.date() if received else workspace.clock.today()
    with db.writing(workspace.engine) as session:
        found = questions.receive(session, text, day, about, name, email)
        click.echo(f"question {found.id}: answer by {found.due_on}")


@group.command("answer")
@click.argument("number", type=int)
@click.argument("text")
@click.option("--on", "day", type=DAY, help="The day of the answer; else today.")
@click.pass_obj
def answer(settings: Settings, number: int, text: str, day: datetime | None) -> None:
    """Note what question NUMBER was answered, or where the answer is."""
    workspace = open_workspace(settings)
    answered = day.date() if day else workspace.clock.today()
    with db.writing(workspace.engine) as session:
        found = questions.answer(session, number, answered, text)
        late = " (late)" if answered > found.due_on else ""
        click.echo(f"question {found.id}: answered on {found.answered_on}{late}")
        _forget(settings, session)


@group.command("list")
@click.option("--all", "everything", is_flag=True, help="Answered ones as well.")
@click.option("--json", "as_json", is_flag=True, help="Without names and addresses.")
@click.pass_obj
def list_questions(settings: Settings, everything: bool, as_json: bool) -> None:
    """Open questions, the one due first on top. Exit 1 where one is overdue."""
    workspace = open_workspace(settings)
    today = workspace.clock.today()
    with db.writing(workspace.engine) as session:
        _forget(settings, session)
        found = questions.listed(session, only_open=not everything)
        overdue = [one for one in found if one.answered_on is None and one.due_on < today]
        for one in found:
            click.echo(json.dumps(_plain(one), ensure_ascii=False) if as_json else _line(one, one in overdue))
    if overdue:
        raise click.exceptions.Exit(1)


def _forget(settings: Settings, session: Session) -> None:
    clock = settings.clock
    questions.forget(session, clock.now(), clock.today(), settings.keep_askers_days)


def _line(one: Question, overdue: bool) -> str:
    state = f"answered {one.answered_on}" if one.answered_on else "OVERDUE" if overdue else "open"
    asker = " ".join(filter(None, (one.asked_by, one.asked_email))) or "-"
    days = (str(one.received_on), str(one.due_on))
    return "\t".join((str(one.id), *days, state, one.about or "-", asker, one.text))


def _plain(one: Question) -> dict[str, object]:
    """What may leave the house: no name, no address."""
    return {
        "id": one.id, "received_on": one.received_on.isoformat(), "due_on": one.due_on.isoformat(),
        "about": one.about or None, "text": one.text,
        "answered_on": one.answered_on.isoformat() if one.answered_on else None,
        "answer": one.answer or None,
    }  # fmt: skip
