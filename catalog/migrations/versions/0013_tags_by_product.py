"""standing tags are found by product: nearly all stand, and an index on that misled SQLite into reading them all."""

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index('ix_tag_closed_at', table_name='tag')


def downgrade():
    op.create_index('ix_tag_closed_at', 'tag', ['closed_at'])
