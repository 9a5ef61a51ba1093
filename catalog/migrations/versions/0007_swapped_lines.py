"""basket lines keep what they were before a swap; companies may switch suggestions off."""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('basketline', sa.Column('swapped', sa.JSON(), nullable=False, server_default='{}'))
    op.add_column('company', sa.Column('suggests', sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade():
    op.drop_column('company', 'suggests')
    op.drop_column('basketline', 'swapped')
