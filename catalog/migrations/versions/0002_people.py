"""companies, users and their links; baskets and orders belong to them."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import catalog.models.columns

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

Text = sqlmodel.sql.sqltypes.AutoString
Moment = catalog.models.columns.UtcDateTime
DELIVERY = (
    ('delivery', 10), ('delivery_name', 35), ('delivery_street', 35), ('delivery_street2', 35),
    ('delivery_postcode', 9), ('delivery_place', 35),
)
TEXTS = {
    'basket': (('name', 60), ('reference', 36), ('project', 10), ('mark', 25), *DELIVERY),
    'basketline': (('note', 200), ('seen', 500)),
    'purchase_order': (('ordered_by_name', 120), ('basket_name', 60), *DELIVERY),
    'orderline': (('note', 200),),
}
# A plain ALTER TABLE: copying a table (Alembic's batch) would drop one that others point at.
REFERENCES = {
    'basket': (('company_id', 'company'), ('owner_user_id', 'account')),
    'basketline': (('added_by', 'account'), ('changed_by', 'account')),
    'purchase_order': (('company_id', 'company'), ('ordered_by', 'account')),
    'judgement': (('company_id', 'company'),),
    'wordingjudgement': (('company_id', 'company'),),
}
INDEXED = (('basket', 'company_id'), ('basket', 'owner_user_id'), ('purchase_order', 'company_id'))


def upgrade():
    op.create_table('company',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', Text(length=60), nullable=False),
    sa.Column('name', Text(length=200), nullable=False),
    sa.Column('created_at', Moment(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('slug')
    )
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.Integer(), nullable=False),
    sa.Column('email', Text(length=254), nullable=False),
    sa.Column('name', Text(length=120), nullable=False),
    sa.Column('role', Text(length=20), nullable=False),
    sa.Column('password_hash', Text(length=255), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('basket_id', sa.Integer(), nullable=True),
    sa.Column('created_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['company.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('email')
    )
    op.create_index('ix_account_company_id', 'account', ['company_id'])
    op.create_table('passwordlink',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('token_hash', Text(length=64), nullable=False),
    sa.Column('created_at', Moment(), nullable=False),
    sa.Column('expires_at', Moment(), nullable=False),
    sa.Column('used_at', Moment(), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['account.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_index('ix_passwordlink_user_id', 'passwordlink', ['user_id'])
    for table, columns in TEXTS.items():
        for name, length in columns:
            op.add_column(table, sa.Column(name, Text(length=length), nullable=False, server_default=''))
    for table, columns in REFERENCES.items():
        for name, target in columns:
            op.execute(f'ALTER TABLE {table} ADD COLUMN {name} INTEGER REFERENCES {target} (id)')
    op.add_column('basket', sa.Column('shared', sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column('basket', sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
    op.add_column('basket', sa.Column('updated_at', Moment(), nullable=True))
    op.add_column('basket', sa.Column('closed_at', Moment(), nullable=True))
    for table, name in INDEXED:
        op.create_index(f'ix_{table}_{name}', table, [name])


def downgrade():
    for table, name in INDEXED:
        op.drop_index(f'ix_{table}_{name}', table)
    for name in ('shared', 'version', 'updated_at', 'closed_at'):
        op.drop_column('basket', name)
    for columns in (REFERENCES, TEXTS):
        for table, names in columns.items():
            for name, _ in names:
                op.drop_column(table, name)
    for table in ('passwordlink', 'account', 'company'):
        op.drop_table(table)
