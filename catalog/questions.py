"""Questions from the public: received, due, answered; names are kept no longer than the operator says.

Section 7 of Åpenhetsloven: an answer within reasonable time and at the latest within three weeks. Anybody may
ask, without giving a reason or a name.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from catalog.errors import InvalidRequest, NotFound
from catalog.models import Product, Question, Supplier

WEEKS = 3
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}")
_LONGEST = 10_000


def receive(
    session: Session, text: str, received_on: date, about: str = "", asked_by: str = "", email: str = ""
) -> Question:
    """Keeps a question; it is due three weeks later. Raises InvalidRequest for what is no question about
    something that is known, NotFound for an unknown product or supplier."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        raise InvalidRequest("text", f"expected a question of 1 to {_LONGEST} characters, found {len(text)}")
    if email and (len(email) > 254 or not _EMAIL.fullmatch(email)):
        raise InvalidRequest("email", f"expected a mail address, found {email[:60]!r}")
    if len(asked_by) > 120:
        raise InvalidRequest("name", f"expected at most 120 characters, found {len(asked_by)}")
    _check_about(session, about)
    question = Question(
        received_on=received_on, due_on=received_on + timedelta(weeks=WEEKS), about=about, text=text,
        asked_by=asked_by, asked_email=email,
    )  # fmt: skip
    session.add(question)
    session.flush()
    return question


def answer(session: Session, question_id: int, answered_on: date, text: str) -> Question:
    """Notes the answer. Raises NotFound, and InvalidRequest for one that is answered already, an answer
    without a text, or before the question came."""
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound(f"no question {question_id}")
    if question.answered_on is not None:
        raise InvalidRequest("question", f"{question_id} was answered on {question.answered_on}")
    if answered_on < question.received_on:
        raise InvalidRequest("on", f"{answered_on} is before the question came, {question.received_on}")
    if not text.strip():
        raise InvalidRequest("text", "expected what was answered, or where the answer is")
    question.answered_on, question.answer = answered_on, text.strip()
    session.add(question)
    session.flush()
    return question


def listed(session: Session, *, only_open: bool = False) -> list[Question]:
    """The questions, those due first on top."""
    statement = select(Question).order_by(col(Question.due_on), col(Question.id))
    if only_open:
        statement = statement.where(col(Question.answered_on).is_(None))
    return list(session.execute(statement).scalars())


def forget(session: Session, now: datetime, today: date, keep_days: int) -> int:
    """Erases who asked where the answer is more than ``keep_days`` old; how many were erased."""
    last = today - timedelta(days=keep_days)
    statement = select(Question).where(
        col(Question.erased_at).is_(None),
        col(Question.answered_on).is_not(None),
        col(Question.answered_on) < last,
        (col(Question.asked_by) != "") | (col(Question.asked_email) != ""),
    )
    found = list(session.execute(statement).scalars())
    for question in found:
        question.asked_by = question.asked_email = ""
        question.erased_at = now
    session.flush()
    return len(found)


def _check_about(session: Session, about: str) -> None:
    kind, _colon, what = about.partition(":")
    if kind == "product" and what.isascii() and what.isdigit() and len(what) < 12:
        if session.get(Product, int(what)) is None:
            raise NotFound(f"no product {what}")
    elif kind == "supplier" and what:
        if session.execute(select(Supplier).where(col(Supplier.slug) == what)).first() is None:
            raise NotFound(f"no supplier {what}")
    elif about:
        raise InvalidRequest("about", f"expected product:<id> or supplier:<name>, found {about[:60]!r}")
