"""lists that are being looked over; offers are found by part number without brand."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalog.models.columns

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "quickdraft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_user_id", sa.Integer(), nullable=True),
        sa.Column("token", text(length=64), nullable=True),
        sa.Column("supplier", text(length=60), nullable=False),
        sa.Column("next_id", sa.Integer(), nullable=False),
        sa.Column("updated_at", catalog.models.columns.UtcDateTime(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["owner_user_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_user_id"),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_offer_mpn_key", "offer", ["mpn_key"])


def downgrade():
    op.drop_index("ix_offer_mpn_key", "offer")
    op.drop_table("quickdraft")
