"""a run knows when its feed was last looked at in vain."""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('run', sa.Column('looked_at', sa.DateTime(), nullable=True))


def downgrade():
    op.drop_column('run', 'looked_at')
