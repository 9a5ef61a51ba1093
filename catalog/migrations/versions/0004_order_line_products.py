"""order lines keep what the product was and which labels were not shown."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TEXTS = (('product_group', 30), ('class_code', 20), ('brand', 120), ('mpn', 120), ('gtin', 14))


def upgrade():
    for name, length in TEXTS:
        text = sqlmodel.sql.sqltypes.AutoString(length=length)
        op.add_column('orderline', sa.Column(name, text, nullable=False, server_default=''))
    op.add_column('orderline', sa.Column('labels_not_shown', sa.JSON(), nullable=False, server_default='[]'))


def downgrade():
    op.drop_column('orderline', 'labels_not_shown')
    for name, _ in TEXTS:
        op.drop_column('orderline', name)
