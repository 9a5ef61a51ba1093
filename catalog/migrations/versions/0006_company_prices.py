"""what suppliers agreed with one company, and the net price in an order line."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def text(length):
    return sqlmodel.sql.sqltypes.AutoString(length=length)


def upgrade():
    op.create_table(
        'companyprice',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('company_id', sa.Integer(), nullable=False),
        sa.Column('supplier_id', sa.Integer(), nullable=False),
        sa.Column('source', text(10), nullable=False),
        sa.Column('kind', text(5), nullable=False),
        sa.Column('number_kind', text(4), nullable=False),
        sa.Column('number', text(64), nullable=False),
        sa.Column('percent', sa.String(length=40), nullable=True),
        sa.Column('price', sa.String(length=40), nullable=True),
        sa.Column('currency', text(3), nullable=False),
        sa.Column('price_unit', text(8), nullable=False),
        sa.Column('price_quantity', sa.String(length=40), nullable=True),
        sa.Column('agreement', text(40), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=True),
        sa.Column('valid_to', sa.Date(), nullable=True),
        sa.Column('run_id', sa.Integer(), nullable=False),
        sa.Column('line', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['company_id'], ['company.id']),
        sa.ForeignKeyConstraint(['supplier_id'], ['supplier.id']),
        sa.ForeignKeyConstraint(['run_id'], ['run.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_companyprice_number', 'companyprice', ['company_id', 'number'])
    op.create_index('ix_companyprice_run_id', 'companyprice', ['run_id'])
    op.add_column('orderline', sa.Column('net_price', sa.String(length=40), nullable=True))
    op.add_column('orderline', sa.Column('net_basis', text(5), nullable=False, server_default=''))
    op.add_column('orderline', sa.Column('agreement', text(40), nullable=False, server_default=''))


def downgrade():
    for name in ('agreement', 'net_basis', 'net_price'):
        op.drop_column('orderline', name)
    op.drop_table('companyprice')
