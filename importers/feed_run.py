"""One run of a feed, end to end: read, gate, stage, compare, publish all or nothing, index.

Yesterday's catalogue stands until the one write transaction commits; whatever fails before that leaves
it as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from catalog import db
from catalog.child_process import ChildDied
from catalog.collecting import collected_rarely
from catalog.gate import ProductGate
from catalog.learned import learned
from catalog.models import Run
from catalog.records import Notice
from catalog.workspace import Workspace
from importers import gates
from importers.config import Profile
from importers.digest import digest, operator_data
from importers.errors import GateHeld, ImportFailed
from importers.feed_publish import foresee_disappeared, publish_offers
from importers.feed_stage import DATED, Staged, Stager
from importers.journal import Journal, Report
from importers.lock import held, profile_lock
from importers.publish import publish
from importers.raw import RawFile
from importers.staging import Staging
from importers.unpack import data_file
from labels.wording import Wordings

# Raise when a parser or the gate starts to read the same bytes differently.
READER_VERSION = 3
Progress = Callable[[int], None]


def run_feed(
    workspace: Workspace,
    profile: Profile,
    raw: RawFile,
    *,
    accept_gates: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Runs one file of one supplier. Never raises for a fault of the feed: the report says failed or held.

    Raises AlreadyRunning where another run of the supplier holds the lock.
    """
    with held(workspace.lock_dir, profile_lock(profile)), collected_rarely():
        gate = open_gate(workspace)
        fingerprint = _fingerprint(profile, raw, gate.salt)
        journal = Journal(workspace, profile, raw, fingerprint, dry_run=dry_run)
        try:
            return _run(workspace, journal, gate, accept_gates, progress)
        except GateHeld as error:
            return journal.finish("held", str(error))
        except (ImportFailed, ChildDied) as error:
            return journal.finish("failed", str(error))
        except BaseException as error:
            journal.finish("failed", f"{type(error).__name__}: {error}")
            raise


def open_gate(workspace: Workspace) -> ProductGate:
    """The gate with the operator's data and what people have taught it; its salt changes when they do."""
    with db.reading(workspace.engine) as session:
        taught = learned(session)
    salt = digest(READER_VERSION, operator_data(workspace), taught)
    return ProductGate(
        workspace.labels, workspace.brands, workspace.groups, Wordings(workspace.labels), taught, salt
    )


def _fingerprint(profile: Profile, raw: RawFile, salt: str) -> str:
    return digest(
        raw.sha256, profile.format, profile.supplier, profile.mode, salt, dict(profile.columns),
        dict(profile.options),
    )  # fmt: skip


def _run(
    workspace: Workspace,
    journal: Journal,
    gate: ProductGate,
    accept_gates: bool,
    progress: Progress | None,
) -> Report:
    profile, report = journal.profile, journal.report
    previous = journal.previous()
    fingerprint = _fingerprint(profile, journal.raw, gate.salt)
    if previous is not None and previous.fingerprint == fingerprint and not journal.dry_run:
        report.read, report.stored = previous.records_read, previous.stored
        report.ignored, report.rejected = previous.ignored, previous.rejected
        report.details |= {key: said for key, said in previous.counters.items() if key == DATED}
        publish(workspace)
        return journal.finish("unchanged", "the same file as last time", same_file=True)
    staging = Staging(workspace.var / "staging" / f"{profile.supplier}.db")
    try:
        with journal.phase("reading"), data_file(workspace, profile, journal.raw) as path:
            staged = Stager(workspace, journal, gate, staging).read(path, progress)
        report.details |= staged.counters()
        if not accept_gates:
            _check(journal, previous, staged)
        if journal.dry_run:
            if not accept_gates:
                foresee_disappeared(workspace, profile, staging, staged)
            return journal.finish("unchanged", "dry run: nothing was written")
        with journal.phase("storing"):
            moved = publish_offers(workspace, journal, staging, staged, accept_gates)
    finally:
        staging.close()
    with journal.phase("indexing"):
        publish(workspace)
    return journal.finish("published" if moved else "unchanged", "" if moved else "nothing had changed")


def _check(journal: Journal, previous: Run | None, staged: Staged) -> None:
    """The gates that look at what was read; raises GateHeld."""
    profile, report = journal.profile, journal.report
    gates.check_count(profile, report.stored)
    if previous is not None:
        last = previous.counters.get(DATED)
        older = gates.check_age(profile, staged.facts.dated, date.fromisoformat(last) if last else None)
        if older:
            journal.note([Notice(0, DATED, older)])
        shares = gates.Shares(report.rejected, staged.bad_gtins, staged.ruined_gtins, staged.duplicates)
        gates.check_shares(profile, previous.records_read, report.read, shares)
    gates.check_prices(profile, staged.compared, staged.jumped)
