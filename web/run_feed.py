"""The Atom feed of what needs a person: failed and held runs, and feeds and registers that are late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from sqlmodel import Session

from catalog.run_history import RunFigures, ended_badly
from importers.standing import Standing, Trouble, is_dropped
from web import atom, run_words
from web.addresses import absolute
from web.i18n import gettext as _
from web.i18n import language
from web.remedies import remedies
from web.services import services

LIMIT = 100


def document(session: Session, standings: Iterable[Standing]) -> bytes:
    """The feed, newest first. What it said once it says again unchanged, until it falls off the end."""
    known = {(one.kind, one.name): one for one in standings}
    entries = [_run(run) for run in ended_badly(session, LIMIT) if not is_dropped(run.message)]
    entries += [_late(one) for one in known.values() if Trouble.LATE in one.troubles]
    entries.sort(key=lambda entry: entry.updated, reverse=True)
    base_url = services().settings.base_url
    return atom.feed(
        id_=atom.tag_uri(base_url, "alerts"),
        title=_("Driftsvarsler"),
        subtitle=_("Merkbar: kjøringer som feilet eller ble holdt igjen, og varefiler som er forsinket"),
        language=language(),
        updated=max((entry.updated for entry in entries), default=_midnight()),
        links={"self": absolute("status.alerts"), "alternate": absolute("status.show")},
        entries=entries[:LIMIT],
    )


def _midnight() -> datetime:
    """So that an empty feed does not change all day."""
    clock = services().workspace.clock
    return datetime.combine(clock.today(), time.min, clock.timezone)


def _run(run: RunFigures) -> atom.Entry:
    state = run_words.STATES[run.status]
    return atom.Entry(
        atom.tag_uri(services().settings.base_url, "alerts", "run", run.id, run.status),
        _("%(state)s: %(name)s, kjøring %(run)s", state=state, name=run.name, run=run.id),
        run.finished_at or run.started_at,
        absolute("status.run", run_id=run.id),
        run.message,
    )


def _late(standing: Standing) -> atom.Entry:
    since = standing.late_since or services().workspace.clock.now()
    episode = int(since.timestamp())
    promise = run_words.schedule(standing.profile.schedule) if standing.profile else ""
    text = _("Siste gode kjøring er for gammel, ventet %(schedule)s.", schedule=promise)
    return atom.Entry(
        atom.tag_uri(services().settings.base_url, "alerts", "late", standing.kind, standing.name, episode),
        _("Forsinket: %(name)s", name=standing.name),
        since,
        absolute("status.show"),
        " ".join((text, *remedies(standing))),
    )
