"""By what callers are compared"""

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    op.add_column("calls", sa.Column("caller_form", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_calls_caller_form", "calls", ["caller_form"])


def downgrade() -> None:
    op.drop_index("ix_calls_caller_form", table_name="calls")
    op.drop_column("calls", "caller_form")
