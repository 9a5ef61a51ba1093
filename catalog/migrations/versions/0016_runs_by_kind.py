"""the newest run of a kind is found at once: pages ask for it."""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index('ix_run_kind', 'run', ['kind'])


def downgrade():
    op.drop_index('ix_run_kind', 'run')
