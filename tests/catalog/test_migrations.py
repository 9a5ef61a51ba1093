"""The database's shape: one chain of migrations, and the newest is known without asking Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import SQLModel

from catalog import db
from catalog.workspace import Workspace


def test_the_newest_migration_is_the_one_head_of_the_chain() -> None:
    config = Config()
    config.set_main_option("script_location", str(db.MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [db.newest_migration()]


def test_an_upgraded_database_is_left_alone_and_an_older_one_not(
    workspace: Workspace, tmp_path: Path
) -> None:
    def revision() -> str:
        with workspace.engine.connect() as connection:
            return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())

    assert revision() == db.newest_migration()
    db.upgrade(workspace.engine, tmp_path / "no-locks")
    assert not (tmp_path / "no-locks").exists()
    empty = db.connect(f"sqlite:///{tmp_path / 'other.db'}")
    db.upgrade(empty, tmp_path / "locks")
    assert (tmp_path / "locks").exists()
    empty.dispose()


def test_the_migrations_make_the_tables_of_the_models(workspace: Workspace) -> None:
    with workspace.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        found = compare_metadata(context, SQLModel.metadata)
    assert [item for item in found if item[0] in ("add_table", "remove_table", "add_column")] == []
