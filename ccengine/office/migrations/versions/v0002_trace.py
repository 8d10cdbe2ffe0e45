"""Where a call was in its flow, what its nodes set, and how long effects took"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"

TEXTS = ("flow", "node", "exit", "changed")


def upgrade() -> None:
    """Both databases add a column without writing the table anew."""
    for name in TEXTS:
        op.add_column("call_stages", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("call_stages", sa.Column("line", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("call_stages", sa.Column("seconds", sa.Double(), nullable=True))


def downgrade() -> None:
    for name in (*TEXTS, "line", "seconds"):
        op.drop_column("call_stages", name)
