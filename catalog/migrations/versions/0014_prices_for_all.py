"""a company may show its net prices to all its users."""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        'company', sa.Column('prices_for_all', sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade():
    op.drop_column('company', 'prices_for_all')
