"""standing tags are found by product: nearly all stand, and an index on that misled SQLite into reading them all."""

from alembic import op

<<<<<<<< HEAD:catalog/migrations/versions/0013_tags_by_product.py
revision = '0013'
down_revision = '0012'
========
revision = '0012'
down_revision = '0011'
>>>>>>>> 867480c (search page: hits and filter values are filled into rows drawn once a shape; addresses made once a process):catalog/migrations/versions/0012_tags_by_product.py
branch_labels = None
depends_on = None


def upgrade():
    op.drop_index('ix_tag_closed_at', table_name='tag')


def downgrade():
    op.create_index('ix_tag_closed_at', 'tag', ['closed_at'])
