"""Schema versions, run by alembic through ``catalog.db.upgrade``."""
