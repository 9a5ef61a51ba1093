"""questions from the public, and when each must be answered."""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'question',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('received_on', sa.Date(), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('about', sa.String(length=80), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('asked_by', sa.String(length=120), nullable=False),
        sa.Column('asked_email', sa.String(length=254), nullable=False),
        sa.Column('answered_on', sa.Date(), nullable=True),
        sa.Column('answer', sa.String(), nullable=False),
        sa.Column('erased_at', sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_question_due_on', 'question', ['due_on'])


def downgrade():
    op.drop_table('question')
