"""Rows by the thousand: plain statements over plain tables, where an object for each row costs too much.

What writes is for use inside a write transaction; objects that the session holds of the same rows are not
told. Values go through the types of their columns and straight to the driver: SQLAlchemy's own way costs
several times what SQLite needs for the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnDefault,
    Connection,
    Select,
    String,
    Table,
    bindparam,
    func,
    inspect,
    select,
)
from sqlmodel import Session, SQLModel

Row = Mapping[str, Any]


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Inserts rows that all have the same columns; others get their default, which must be a constant."""
    if not rows:
        return
    table, connection = table_of(model), session.connection()
    given = list(rows[0])
    defaults = {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in rows[0] and isinstance(column.default, ColumnDefault)
    }
    names = [*given, *defaults]
    values = [_bound(connection, table, name, (row[name] for row in rows)) for name in given]
    for name, value in defaults.items():
        values.append(_bound(connection, table, name, [value]) * len(rows))
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 (our own names)
    connection.exec_driver_sql(sql, list(zip(*values, strict=True)))


def insert_numbered(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> list[int]:
    """Inserts rows and returns their ids, which follow the highest one in the order of the rows.

    Nobody else can take these ids: a write transaction is the only one. The tables it is for keep
    their rows for good, so no id is ever used again.
    """
    id_ = table_of(model).c.id
    first = (session.connection().execute(select(func.max(id_))).scalar() or 0) + 1
    ids = list(range(first, first + len(rows)))
    insert_rows(session, model, [{**row, "id": number} for number, row in zip(ids, rows, strict=True)])
    return ids


def update_rows(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Updates rows by their ``id``; all have the same columns."""
    if not rows:
        return
    table, connection = table_of(model), session.connection()
    names = [name for name in rows[0] if name != "id"]
    values = [_bound(connection, table, name, (row[name] for row in rows)) for name in (*names, "id")]
    changes = ", ".join(f"{name} = ?" for name in names)
    sql = f"UPDATE {table.name} SET {changes} WHERE id = ?"  # noqa: S608 (our own names)
    connection.exec_driver_sql(sql, list(zip(*values, strict=True)))


def read_rows(
    session: Session, statement: Select[Any], values: Row | None = None
) -> Sequence[Any]:
    """The rows of a select over plain tables. What the session holds unsaved is written first: it does that
    by itself only for mapped classes."""
    if session.autoflush:
        session.flush()
    return session.connection().execute(statement, values or {}).all()


def any_of(name: str) -> Select[Any]:
    """What a column may be ``in_``: a list that is one value to the statement (``as_list``). As so many
    parameters the statement would be written anew for each length of the list."""
    each = func.json_each(bindparam(name, type_=String)).table_valued("value")
    return select(each.c.value)


def as_list(values: Iterable[int | str]) -> str:
    """The value for ``any_of``."""
    return json.dumps(list(values))


def table_of(model: type[SQLModel]) -> Table:
    """The plain table of a model: a select over its columns makes rows without the mapper's own work."""
    found: Table = inspect(model).local_table
    return found


def _bound(connection: Connection, table: Table, name: str, values: Iterable[Any]) -> list[Any]:
    """Values of one column as the driver takes them."""
    dialect = connection.dialect
    processor = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return list(values) if processor is None else list(map(processor, values))
