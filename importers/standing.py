"""How each feed and register stands now: its last run, its age against the schedule, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import db
from catalog.models import Run
from catalog.models.runs import PRIVATE_KINDS, SOURCING
from catalog.overview import RunView, last_runs
from catalog.workspace import Workspace
from importers.config import Profile
from importers.journal import DROPPED
from importers.lock import is_free, run_lock
from importers.profiles import Profiles
from importers.schedule import allowed

STOPPED = "stopped"


class Trouble(StrEnum):
    """What needs a person, the most urgent first."""

    HELD = "held"
    FAILED = "failed"
    STOPPED = "stopped"
    LATE = "late"
    NEVER = "never"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Standing:
    """One feed or register. ``run`` is None where it never ran, ``profile`` where feeds.toml does not name
    it; the run's status is ``stopped`` where it died before it could say so: no run stores that. ``held`` is
    the run that waits for a person, number and reason: a pull that brought no file since does not end that.
    ``late_since`` is the instant since when it is late, None where it is not or never had a good run."""

    kind: str
    name: str
    profile: Profile | None
    run: RunView | None
    held: tuple[int, str] | None
    late_since: datetime | None
    troubles: tuple[Trouble, ...]

    @property
    def good_at(self) -> datetime | None:
        """When the last good run ended, or a pull after it last found that no newer file waits."""
        return self.run.published_at if self.run else None


def _alive_or_stopped(workspace: Workspace, run: RunView, profile: Profile | None) -> RunView:
    """A run that is going on holds its lock: one that says so and does not, was killed. It is asked for once
    more, as it may have ended between."""
    lock = run_lock(run.kind, run.name, run.format, profile.supplier if profile else "")
    if run.status != "running" or not is_free(workspace.lock_dir, lock):
        return run
    with db.reading(workspace.engine) as session:
        again = session.execute(select(col(Run.status)).where(col(Run.id) == run.id)).scalar_one()
    return replace(run, status=STOPPED) if again == "running" else run


def is_dropped(run_message: str) -> bool:
    """Whether a person gave the run up, so that nobody needs to look at it any more."""
    return run_message.startswith(DROPPED)


def standings(
    session: Session, workspace: Workspace, known: Profiles, *, prices: bool = False
) -> list[Standing]:
    """Everything configured or ever run, feeds first, by name; one consistent answer for now. ``prices``:
    also the prices of single companies, which are for the operator alone."""
    now, today = workspace.clock.now(), workspace.clock.today()
    configured: Mapping[tuple[str, str], Profile] = {
        (profile.kind, profile.name): profile
        for profile in (*known.feeds.values(), *known.registers.values())
    }
    runs = {
        (run.kind, run.name): _alive_or_stopped(workspace, run, configured.get((run.kind, run.name)))
        for run in last_runs(session, today, (SOURCING,) if prices else PRIVATE_KINDS)
    }
    held = _held(session)
    return [
        _standing(key, configured.get(key), runs.get(key), held.get(key), now)
        for key in sorted({*runs, *configured})
    ]


def _held(session: Session) -> dict[tuple[str, str], tuple[int, str]]:
    """Held runs that no later file has replaced, as ``importers.held`` finds them."""
    groups = select(func.max(col(Run.id))).group_by(col(Run.kind), col(Run.name))
    newest = groups.where(col(Run.raw_path) != "")
    statement = select(Run).where(col(Run.id).in_(newest), col(Run.status) == "held")
    rows = session.execute(statement).scalars()
    return {(run.kind, run.name): (run.id or 0, run.message) for run in rows}


def _standing(
    key: tuple[str, str],
    profile: Profile | None,
    run: RunView | None,
    held: tuple[int, str] | None,
    now: datetime,
) -> Standing:
    limit = allowed(profile.schedule) if profile else None
    since = run.published_at + limit if run and run.published_at and limit else None
    found = []
    if held:
        found.append(Trouble.HELD)
    if run and run.status == "failed" and not is_dropped(run.message) and not _got_over(run):
        found.append(Trouble.FAILED)
    if run and run.status == STOPPED:
        found.append(Trouble.STOPPED)
    if since and since < now:
        found.append(Trouble.LATE)
    if limit and not found and (run is None or run.published_at is None):
        found.append(Trouble.NEVER)
    if run and run.stale:
        found.append(Trouble.STALE)
    late_since = since if since and since < now else None
    return Standing(*key, profile, run, held, late_since, tuple(found))


def _got_over(run: RunView) -> bool:
    """Whether a later pull found that no file waits, so that the failure is over: a server was away."""
    return bool(run.published_at and run.finished_at and run.published_at > run.finished_at)
