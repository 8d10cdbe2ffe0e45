"""When an agent's state was to end by itself"""

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    op.add_column("agent_intervals", sa.Column("due", sa.Double(), nullable=True))


def downgrade() -> None:
    op.drop_column("agent_intervals", "due")
