"""the outbox; offers are found by run and line."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalog.models.columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    text = sqlmodel.sql.sqltypes.AutoString
    instant = catalog.models.columns.UtcDateTime
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", text(length=20), nullable=False),
        sa.Column("channel", text(length=20), nullable=False),
        sa.Column("target", text(length=200), nullable=False),
        sa.Column("payload", text(), nullable=False),
        sa.Column("idempotency_key", text(length=200), nullable=False),
        sa.Column("state", text(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", instant(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("started_at", instant(), nullable=True),
        sa.Column("sent_at", instant(), nullable=True),
        sa.Column("last_error", text(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("idempotency_key"),
    )
    op.create_index("ix_outgoing_due", "outgoing", ["state", "next_attempt_at"])
    # an issue leads to its offer by run and line; by run alone that is a walk through a whole feed
    op.create_index("ix_offer_run_line", "offer", ["last_run", "line"])
    op.drop_index("ix_offer_last_run", "offer")


def downgrade():
    op.create_index("ix_offer_last_run", "offer", ["last_run"])
    op.drop_index("ix_offer_run_line", "offer")
    op.drop_table("outgoing")
