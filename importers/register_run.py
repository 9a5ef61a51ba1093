"""One run of a register, end to end: read, gate, put certificates together, publish all or nothing, index.

A register that fails or is held leaves the one in use in force, and its confirmation day where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from sqlalchemy import func, select
from sqlmodel import Session, col

from catalog import db, register_store
from catalog.documents import newest_revision
from catalog.models import Certificate, Dataset, Run
from catalog.records import CertificateRecord, FileFacts, Ignored, Reject
from catalog.register_gate import GatedCertificate, RegisterGate
from catalog.tagging import retag
from catalog.workspace import Workspace
from importers import gates
from importers.config import Profile
from importers.digest import digest, operator_data
from importers.errors import GateHeld, ImportFailed
from importers.journal import Journal, Report
from importers.lock import held, profile_lock
from importers.publish import publish
from importers.raw import RawFile
from importers.registers import PARSERS
from importers.unpack import data_file

READER_VERSION = 1
BATCH = 1000
Progress = Callable[[int], None]


def run_register(
    workspace: Workspace,
    profile: Profile,
    raw: RawFile,
    *,
    accept_gates: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Runs one register file. Never raises for a fault of the file: the report says failed or held.

    Raises AlreadyRunning where another run of the register holds the lock.
    """
    with held(workspace.lock_dir, profile_lock(profile)):
        journal = Journal(workspace, profile, raw, _fingerprint(workspace, profile, raw))
        try:
            return _run(workspace, journal, accept_gates, progress)
        except GateHeld as error:
            return journal.finish("held", str(error))
        except ImportFailed as error:
            return journal.finish("failed", str(error))
        except BaseException as error:
            journal.finish("failed", f"{type(error).__name__}: {error}")
            raise


def confirm(workspace: Workspace, run: Run, profile: Profile) -> None:
    """The same register again: nothing is written but its confirmation day."""
    with db.writing(workspace.engine) as session:
        statement = select(Dataset).where(col(Dataset.id).in_(run.counters.get("datasets", [])))
        for dataset in session.execute(statement).scalars():
            dataset.confirmed_on = max(dataset.confirmed_on, workspace.clock.today())
            dataset.max_age_days = profile.max_age_days
            session.add(dataset)


def _fingerprint(workspace: Workspace, profile: Profile, raw: RawFile) -> str:
    return digest(
        READER_VERSION, operator_data(workspace), raw.sha256, profile.format, profile.label,
        profile.dataset, profile.mode, dict(profile.columns), dict(profile.options),
    )  # fmt: skip


def _run(workspace: Workspace, journal: Journal, accept_gates: bool, progress: Progress | None) -> Report:
    profile, report = journal.profile, journal.report
    previous = journal.previous()
    if previous is not None and previous.fingerprint == _fingerprint(workspace, profile, journal.raw):
        report.read, report.stored = previous.records_read, previous.stored
        report.ignored, report.rejected = previous.ignored, previous.rejected
        report.details |= previous.counters
        confirm(workspace, previous, profile)
        publish(workspace)
        return journal.finish("unchanged", "the same file as last time", same_file=True)
    gate = RegisterGate(workspace.labels, workspace.brands, workspace.groups)
    with data_file(workspace, profile, journal.raw) as path:
        _read(journal, gate, path, progress)
    certificates, conflicting = gate.finish()
    journal.note(conflicting)
    report.rejected += len(conflicting)
    report.stored -= len(conflicting)
    if not accept_gates:
        gates.check_count(profile, report.stored)
        before = previous.records_read if previous else 0
        gates.check_shares(profile, before, report.read, gates.Shares(report.rejected))
    moved = _publish(workspace, journal, gate, certificates, accept_gates)
    publish(workspace)
    return journal.finish("published" if moved else "unchanged", "" if moved else "nothing had changed")


def _read(journal: Journal, gate: RegisterGate, path: Path, progress: Progress | None) -> None:
    report = journal.report
    items = PARSERS[journal.profile.format](path, journal.profile)
    while batch := list(islice(items, BATCH)):
        for item in batch:
            if isinstance(item, CertificateRecord):
                report.read += 1
                fault, notices = gate.take(item)
                journal.note(notices)
                if fault is None:
                    report.stored += 1
                else:
                    report.rejected += 1
                    journal.note([fault])
            elif isinstance(item, Reject):
                report.read += 1
                report.rejected += 1
                journal.note([item])
            elif isinstance(item, Ignored):
                report.read += 1
                report.ignored += 1
            elif not isinstance(item, FileFacts):
                journal.note([item])
        if progress is not None:
            progress(report.read)


def _publish(
    workspace: Workspace,
    journal: Journal,
    gate: RegisterGate,
    certificates: list[tuple[register_store.CertificateKeyTriple, GatedCertificate]],
    accept_gates: bool,
) -> bool:
    """The one write transaction. Returns whether any certificate moved."""
    profile, today = journal.profile, workspace.clock.today()
    stored = register_store.StoredRegister()
    with db.writing(workspace.engine) as session:
        names = sorted({(label, dataset) for (label, dataset, _), _ in certificates})
        datasets = {
            (label, dataset): register_store.confirm_dataset(
                session, profile.format, label, dataset, today, profile.max_age_days
            )
            for label, dataset in names
        }
        run_id = journal.report.run
        whole = profile.mode == "full"
        register_store.write(session, datasets, certificates, run_id, today, stored, whole=whole)
        if whole:
            before = _standing(session, list(datasets.values()))
            register_store.withdraw_missing(session, datasets, gate.seen(), today, stored)
            if not accept_gates:
                gates.check_disappeared(profile, before, stored.withdrawn)
        journal.report.details |= {
            "datasets": sorted(datasets.values()), "new": stored.new, "changed": stored.changed,
            "withdrawn": stored.withdrawn,
        }  # fmt: skip
        if not stored.touched:
            return False
        products = sorted(register_store.touched_products(session, stored.touched))
        revision = newest_revision(session) + 1
        retag(session, workspace.labels, products, revision, workspace.clock.now())
    return True


def _standing(session: Session, datasets: list[int]) -> int:
    """How many certificates of these data sets have not been withdrawn."""
    statement = select(func.count()).select_from(Certificate).where(
        col(Certificate.dataset_id).in_(datasets), col(Certificate.withdrawn_on).is_(None)
    )  # fmt: skip
    return int(session.execute(statement).scalar_one())
