"""keys of the API's clients; the database has a name of its own, for the cursors of mirrors."""

import secrets

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalog.models.columns

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "apikey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client", text(length=120), nullable=False),
        sa.Column("token_hash", text(length=64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("created_at", catalog.models.columns.UtcDateTime(), nullable=False),
        sa.Column("expires_at", catalog.models.columns.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", catalog.models.columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_hash"),
    )
    named = op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", text(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(named, [{"id": 1, "name": secrets.token_hex(8)}])


def downgrade():
    op.drop_table("installation")
    op.drop_table("apikey")
