"""what happened to outgoing messages; suppliers' answers to orders; alternatives that a buyer accepts."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalog.models.columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    text = sqlmodel.sql.sqltypes.AutoString
    instant = catalog.models.columns.UtcDateTime
    op.create_table(
        "outgoing_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("at", instant(), nullable=False),
        sa.Column("state", text(length=10), nullable=False),
        sa.Column("detail", text(length=500), nullable=False),
        sa.Column("who", text(length=120), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["outgoing.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outgoing_event_message_id", "outgoing_event", ["message_id"])
    op.create_table(
        "order_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("supplier", text(length=60), nullable=False),
        sa.Column("file_name", text(length=200), nullable=False),
        sa.Column("sha256", text(length=64), nullable=False),
        sa.Column("received_at", instant(), nullable=False),
        sa.Column("number", text(length=13), nullable=False),
        sa.Column("fault", text(length=500), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["purchase_order.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("order_id", "supplier", "sha256"):
        op.create_index(f"ix_order_answer_{column}", "order_answer", [column])
    op.add_column("orderline", sa.Column("accepted", sa.JSON(), nullable=False, server_default="[]"))


def downgrade():
    op.drop_column("orderline", "accepted")
    op.drop_table("order_answer")
    op.drop_table("outgoing_event")
