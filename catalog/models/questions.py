"""Questions that the public has asked (Åpenhetsloven sections 6 and 7), and when each must be answered."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from catalog.models.columns import UtcDateTime


class Question(SQLModel, table=True):
    """One question. ``about`` is '', ``product:<id>`` or ``supplier:<slug>``.

    ``asked_by`` and ``asked_email`` are emptied, and ``erased_at`` set, when the operator's time for keeping
    them is over; they leave with no export. ``answered_on`` is None while it is open.
    """

    id: int | None = Field(default=None, primary_key=True)
    received_on: date
    due_on: date = Field(index=True)
    about: str = Field(default="", max_length=80)
    text: str
    asked_by: str = Field(default="", max_length=120)
    asked_email: str = Field(default="", max_length=254)
    answered_on: date | None = None
    answer: str = ""
    erased_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
