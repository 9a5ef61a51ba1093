"""second-hand goods are products of their own; offers of such goods are read anew by their next file."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('product', sa.Column('condition', sa.String(length=20), nullable=False, server_default=''))
    second_hand = "(SELECT last_run FROM offer WHERE condition IN ('used', 'refurbished'))"
    op.execute(f"UPDATE run SET fingerprint = '' WHERE name IN (SELECT name FROM run WHERE id IN {second_hand})")
    op.execute("UPDATE offer SET content_hash = '' WHERE condition IN ('used', 'refurbished')")


def downgrade():
    op.drop_column('product', 'condition')
