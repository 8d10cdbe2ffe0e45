"""Which version a call was pinned to, and who let a port's calls enter it"""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    for name in ("port", "version"):
        op.add_column("calls", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    op.add_column("calls", sa.Column("canary", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "port_versions",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("port", "flow", "version", "how", "by")),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("load", sa.Integer(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_port_versions"),
    )
    op.create_index("ix_port_versions_port_at", "port_versions", ["port", "at"])
    op.create_index("ix_port_versions_version", "port_versions", ["version"])


def downgrade() -> None:
    op.drop_index("ix_port_versions_version", table_name="port_versions")
    op.drop_index("ix_port_versions_port_at", table_name="port_versions")
    op.drop_table("port_versions")
    for name in ("port", "version", "canary"):
        op.drop_column("calls", name)
