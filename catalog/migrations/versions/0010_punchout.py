"""customers whose purchasing system opens the shop, and their visits."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalog.models.columns

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    text = sqlmodel.sql.sqltypes.AutoString
    instant = catalog.models.columns.UtcDateTime
    op.create_table(
        "punchoutcustomer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", text(length=60), nullable=False),
        sa.Column("name", text(length=200), nullable=False),
        sa.Column("identity", text(length=100), nullable=False),
        sa.Column("domain", text(length=40), nullable=False),
        sa.Column("secret_hash", text(length=255), nullable=False),
        sa.Column("protocols", sa.JSON(), nullable=False),
        sa.Column("returns", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("vendors", sa.JSON(), nullable=False),
        sa.Column("oci_version", text(length=3), nullable=False),
        sa.Column("field", text(length=10), nullable=False),
        sa.Column("currency", text(length=3), nullable=False),
        sa.Column("peppol_id", text(length=60), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=True),
        sa.Column("created_at", instant(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
        sa.UniqueConstraint("identity"),
    )
    op.create_table(
        "punchoutsession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("start_hash", text(length=64), nullable=True),
        sa.Column("token_hash", text(length=64), nullable=True),
        sa.Column("protocol", text(length=4), nullable=False),
        sa.Column("operation", text(length=10), nullable=False),
        sa.Column("buyer_cookie", text(), nullable=False),
        sa.Column("return_address", text(), nullable=False),
        sa.Column("target", text(length=60), nullable=False),
        sa.Column("oci_version", text(length=3), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("parties", sa.JSON(), nullable=False),
        sa.Column("landing", sa.Integer(), nullable=True),
        sa.Column("basket_token", text(length=64), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("created_at", instant(), nullable=False),
        sa.Column("expires_at", instant(), nullable=False),
        sa.Column("returned_at", instant(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["punchoutcustomer.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("start_hash"),
        sa.UniqueConstraint("token_hash"),
    )
    op.create_index(op.f("ix_punchoutsession_customer_id"), "punchoutsession", ["customer_id"])
    op.create_index(op.f("ix_punchoutsession_expires_at"), "punchoutsession", ["expires_at"])


def downgrade():
    op.drop_table("punchoutsession")
    op.drop_table("punchoutcustomer")
