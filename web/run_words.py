"""What the status pages say of runs: states, troubles and ages in the reader's language."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_timedelta

from importers.schedule import EVERY, PERIODS
from importers.standing import Standing, Trouble, is_dropped
from web.formats import day
from web.i18n import gettext as _
from web.i18n import lazy_gettext, locale

STATES = {
    "published": lazy_gettext("Publisert"),
    "unchanged": lazy_gettext("Uendret"),
    "held": lazy_gettext("Holdt igjen"),
    "failed": lazy_gettext("Feilet"),
    "running": lazy_gettext("Pågår"),
    "stopped": lazy_gettext("Avbrutt"),
    "dropped": lazy_gettext("Forkastet"),
}
TROUBLES = {
    Trouble.HELD: lazy_gettext("Holdt igjen"),
    Trouble.FAILED: lazy_gettext("Feilet"),
    Trouble.STOPPED: lazy_gettext("Avbrutt"),
    Trouble.LATE: lazy_gettext("Forsinket"),
    Trouble.NEVER: lazy_gettext("Aldri kjørt"),
    Trouble.STALE: lazy_gettext("For gammel"),
}
_SCHEDULES = {
    "hourly": lazy_gettext("hver time"),
    "daily": lazy_gettext("hver dag"),
    "weekdays": lazy_gettext("hver ukedag"),
    "weekly": lazy_gettext("hver uke"),
    "monthly": lazy_gettext("hver måned"),
}


def state(status: str, message: str) -> str:
    """The key of STATES; a failed run that a person gave up is dropped."""
    return "dropped" if status == "failed" and is_dropped(message) else status


def age(then: datetime, now: datetime) -> str:
    """How long ago: ``40 minutter``, ``31 timer``, ``12 dager``."""
    return str(format_timedelta(now - then, threshold=2, locale=locale()))


def schedule(text: str) -> str:
    """The promise of a schedule in words; '' without one."""
    every = EVERY.match(text)
    if every and int(every[1]) > 1:
        return _("hver %(hours)s. time", hours=every[1])
    word = "hourly" if every else next((word for word in PERIODS if text.startswith(word)), "")
    return str(_SCHEDULES[word]) if word else ""


def reason(standing: Standing, trouble: Trouble, now: datetime) -> str:
    """Why the feed or register needs a person, with its numbers."""
    run = standing.run
    if trouble is Trouble.HELD and standing.held:
        return standing.held[1]
    if trouble is Trouble.FAILED and run:
        return run.message
    if trouble is Trouble.STOPPED:
        return _("Kjøringen ble avbrutt før den var ferdig.")
    expected = schedule(standing.profile.schedule) if standing.profile else ""
    if trouble is Trouble.LATE and standing.good_at:
        old = age(standing.good_at, now)
        return _("Siste gode kjøring er %(age)s gammel, ventet %(schedule)s.", age=old, schedule=expected)
    if trouble is Trouble.NEVER:
        return _("Har aldri hatt en god kjøring, ventet %(schedule)s.", schedule=expected)
    confirmed = day(run.confirmed_on) if run else ""
    return _("Ikke bekreftet siden %(day)s: merkene vises ikke lenger.", day=confirmed)
