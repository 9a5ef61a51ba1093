"""The database: engine, migrations, and the two ways to hold a session (reading, writing)."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlmodel import Session

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_MS = 60_000


def connect(url: str) -> Engine:
    """An engine for ``url``; nothing is opened before first use, so it survives gunicorn's fork.

    SQLite gets WAL, foreign keys and explicit BEGIN (IMMEDIATE for writing), so that a reader never
    sees half a run and a writer never fails by upgrading a stale snapshot.
    """
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _configure_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def upgrade(engine: Engine, lock_dir: Path) -> None:
    """Brings the database to the newest migration; safe when several processes start at once."""
    if _revision(engine) == newest_migration():
        return
    # Every command comes this way and nearly none has anything to do here.
    from alembic import command
    from alembic.config import Config

    lock_dir.mkdir(parents=True, exist_ok=True)
    with (lock_dir / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()


def newest_migration() -> str:
    """The revision of the newest migration: files are named ``<revision>_<words>.py``."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _revision(engine: Engine) -> str:
    """The revision that the database says it has, '' for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session over one consistent snapshot; nothing is committed."""
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine, patience_ms: int = BUSY_TIMEOUT_MS) -> Iterator[Session]:
    """A session in one write transaction: committed on leaving, rolled back on any exception.

    ``patience_ms`` is how long it waits for another writer (SQLite); then OperationalError.
    """
    with (
        engine.connect().execution_options(writing=True) as connection,
        _waiting(connection, patience_ms),
        Session(connection) as session,
    ):
        with session.begin():
            yield session
        connection.commit()


@contextmanager
def _waiting(connection: Connection, patience_ms: int) -> Iterator[None]:
    """Another patience than the usual one, for as long as this holds the connection."""
    if patience_ms == BUSY_TIMEOUT_MS or connection.dialect.name != "sqlite":
        yield
        return
    # not by way of the connection: that would begin the transaction
    held: Any = connection.connection.dbapi_connection
    held.execute(f"PRAGMA busy_timeout={patience_ms}")
    try:
        yield
    finally:
        held.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
