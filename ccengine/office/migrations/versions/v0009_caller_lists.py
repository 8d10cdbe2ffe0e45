"""Lists of callers; class, area and carrier of calls"""

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"

OF_CALLS = ("caller_class", "area", "carrier", "listed")
WORDS = ("kind", "what", "port", "caller_class", "reason", "by", "removed_by")


def upgrade() -> None:
    for name in OF_CALLS:
        op.add_column("calls", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "caller_lists",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double()),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("last_hit", sa.Double()),
        sa.Column("removed", sa.Double()),
        sa.PrimaryKeyConstraint("id", name="pk_caller_lists"),
    )
    op.create_index("ix_caller_lists_kind_what_port", "caller_lists", ["kind", "what", "port"])


def downgrade() -> None:
    op.drop_table("caller_lists")
    for name in OF_CALLS:
        op.drop_column("calls", name)
