"""organisations, risk levels, documents and agreements, as versions."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def text(name, length):
    return sa.Column(name, sa.String(length=length), nullable=False)


def versions(name, *columns):
    op.create_table(
        name,
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('organisation_id', sa.Integer(), nullable=False),
        *columns,
        sa.Column('run_id', sa.Integer(), nullable=False),
        sa.Column('line', sa.Integer(), nullable=False),
        sa.Column('loaded_at', sa.DateTime(), nullable=False),
        sa.Column('replaced_at', sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id']),
        sa.ForeignKeyConstraint(['run_id'], ['run.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index(f'ix_{name}_organisation_id', name, ['organisation_id'])


def upgrade():
    op.create_table(
        'organisation',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('created_at', sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint('id'),
    )
    versions(
        'organisationfacts',
        text('number', 20), text('country', 2), text('name', 200), text('name_key', 200),
        sa.Column('supplies', sa.Boolean(), nullable=False), sa.Column('makes', sa.Boolean(), nullable=False),
        text('supplier', 64), sa.Column('brands', sa.JSON(), nullable=False),
        text('contact_name', 120), text('contact_email', 254),
    )  # fmt: skip
    for name in ('number', 'name_key', 'supplier'):
        op.create_index(f'ix_organisationfacts_{name}', 'organisationfacts', [name])
    versions(
        'assessment',
        text('level', 12), text('assessed_by', 200), sa.Column('assessed_on', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True), text('production_country', 60),
    )  # fmt: skip
    versions(
        'sourcingdocument',
        text('kind', 20), text('url', 1000), sa.Column('dated', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True),
    )  # fmt: skip
    versions(
        'agreement',
        text('number', 40), text('name', 200), sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('valid_to', sa.Date(), nullable=True), sa.Column('groups', sa.JSON(), nullable=False),
        sa.Column('brands', sa.JSON(), nullable=False), sa.Column('obliges', sa.Boolean(), nullable=False),
    )  # fmt: skip
    op.create_index('ix_agreement_number', 'agreement', ['number'])


def downgrade():
    for name in ('agreement', 'sourcingdocument', 'assessment', 'organisationfacts', 'organisation'):
        op.drop_table(name)
