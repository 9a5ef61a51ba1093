"""One run of a company's prices: read, gate, replace the whole set of its kind of file.

The shared catalogue and the index are not touched: terms are looked up beside an offer when a user of
that company looks at it. Runs are of the kind ``prices``, named ``<supplier>@<company>``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from catalog import db, store
from catalog.models import Run
from catalog.models.runs import COMPANY_PRICES
from catalog.pricing import terms
from catalog.records import FileFacts, Ignored, Notice, PriceTerm, Reject, TermItem
from catalog.workspace import Workspace
from importers import gates
from importers.config import Gates, Profile
from importers.digest import digest
from importers.errors import GateHeld, ImportFailed
from importers.feeds import nelfo_terms, price_table
from importers.journal import Journal, Report
from importers.lock import held, profile_lock
from importers.raw import RawFile, keep
from importers.unpack import data_file

FORMATS: dict[str, Callable[[Path, Profile], Iterator[TermItem]]] = {
    "nelfo": nelfo_terms.parse,
    "table": price_table.parse,
}
# In the name of a run, between supplier and company: neither has it in its own.
SEPARATOR = "@"
# Raise when a parser starts to read the same bytes differently.
READER_VERSION = 1


@dataclass(slots=True)
class _Read:
    facts: FileFacts = FileFacts()
    terms: dict[tuple[str, str, str], PriceTerm] = field(default_factory=dict)
    duplicates: int = 0


def company_profile(workspace: Workspace, known: Profile, company: str) -> Profile:
    """The profile of such a run: ``known`` is that of the supplier's feed, whose gates are not these.

    Raises NotFound for an unknown company.
    """
    with db.reading(workspace.engine) as session:
        terms.company_id(session, company)
    name = f"{known.supplier}{SEPARATOR}{company}"
    return replace(known, name=name, kind=COMPANY_PRICES, mode="full", gates=Gates())


def keep_private(workspace: Workspace, profile: Profile, file: Path) -> RawFile:
    """Keeps the raw file where only the program's own user can read it. Raises FetchFailed."""
    folder = workspace.raw_dir / profile.name
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return keep(file, folder)


def run_company(
    workspace: Workspace,
    profile: Profile,
    company: str,
    raw: RawFile,
    *,
    accept_gates: bool = False,
    dry_run: bool = False,
) -> Report:
    """Runs one file for one company. Never raises for a fault of the file: the report says failed or held.

    Raises NotFound for an unknown company, AlreadyRunning where another run of it holds the lock.
    """
    with db.reading(workspace.engine) as session:
        company_id = terms.company_id(session, company)
    with held(workspace.lock_dir, profile_lock(profile)):
        fingerprint = digest(READER_VERSION, raw.sha256, profile.format, profile.name, dict(profile.options),
                             dict(profile.columns))  # fmt: skip
        journal = Journal(workspace, profile, raw, fingerprint, dry_run=dry_run)
        try:
            return _run(workspace, journal, company_id, fingerprint, accept_gates)
        except GateHeld as error:
            return journal.finish("held", str(error))
        except ImportFailed as error:
            return journal.finish("failed", str(error))
        except BaseException as error:
            journal.finish("failed", type(error).__name__)
            raise


def _run(
    workspace: Workspace, journal: Journal, company_id: int, fingerprint: str, accept_gates: bool
) -> Report:
    profile = journal.profile
    with data_file(workspace, profile, journal.raw) as path:
        read = _read(journal, FORMATS[profile.format](path, profile))
    said = dict(read.facts.extra)
    journal.report.details |= {"customer": said.get("customer", ""), "set": said["source"]}
    if read.facts.dated is not None:
        journal.report.details["dated"] = read.facts.dated.isoformat()
    with db.reading(workspace.engine) as session:
        standing = terms.standing_run(session, profile.supplier, company_id, said["source"])
    if standing is not None and standing.fingerprint == fingerprint:
        return journal.finish("unchanged", "the same file as last time")
    if not accept_gates:
        _check(journal, read, standing)
    if journal.dry_run:
        return journal.finish("unchanged", "dry run: nothing was written")
    with db.writing(workspace.engine) as session:
        supplier = store.supplier(session, profile.supplier)
        whose = terms.TermSet(company_id, supplier.id or 0, said["source"])
        terms.replace(session, whose, list(read.terms.values()), read.facts, journal.report.run)
    return journal.finish("published")


def _read(journal: Journal, items: Iterator[TermItem]) -> _Read:
    """Takes every item; of a number that stands twice the later line counts."""
    found, report = _Read(), journal.report
    for item in items:
        if isinstance(item, FileFacts):
            found.facts = item
        elif isinstance(item, Notice):
            journal.note([item])
        else:
            report.read += 1
            if isinstance(item, Ignored):
                report.ignored += 1
            elif isinstance(item, Reject):
                report.rejected += 1
                journal.note([item])
            else:
                _take(journal, found, item)
    report.stored = len(found.terms)
    return found


def _take(journal: Journal, found: _Read, term: PriceTerm) -> None:
    key = ("group" if term.kind == "group" else "", term.number_kind, term.number)
    earlier = found.terms.pop(key, None)
    found.terms[key] = term
    if earlier is not None:
        found.duplicates += 1
        journal.report.rejected += 1
        reason = f"the same number stands again on line {term.line}; the later line counts"
        journal.note([Reject(earlier.line, "VareNr", reason, term.number)], kind="duplicate")


def _check(journal: Journal, read: _Read, standing: Run | None) -> None:
    """Raises GateHeld for a file that is not what the last one of its kind was."""
    profile, report = journal.profile, journal.report
    gates.check_count(profile, report.stored)
    if standing is None:
        return
    before = str(standing.counters.get("customer", ""))
    customer = str(report.details["customer"])
    if before and customer and before != customer:
        reason = f"the file is of customer {customer!r}, the last one was of {before!r}"
        raise GateHeld(profile.name, reason)
    dated = standing.counters.get("dated")
    gates.check_age(profile, read.facts.dated, date.fromisoformat(dated) if dated else None)
    shares = gates.Shares(report.rejected - read.duplicates, duplicates=read.duplicates)
    gates.check_shares(profile, standing.records_read, report.read, shares)
