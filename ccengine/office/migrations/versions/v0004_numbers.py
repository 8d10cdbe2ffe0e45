"""For which queue and offer an agent was in a state, and whether a change of state was inferred"""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"

TIMES = (("offers", "rung"), ("queue_visits", "entered"), ("queue_visits", "left"))
WRAP_UP = sa.text("state = 'wrap_up'")
HIS_LAST = (
    "SELECT {} FROM offers o WHERE o.agent = agent_intervals.agent AND o.queue <> '' AND o.n <= agent_intervals.n"
    " ORDER BY o.rung DESC, o.n DESC LIMIT 1"
)


def upgrade() -> None:
    for name in ("queue", "offer"):
        op.add_column("agent_intervals", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("since_estimated", "until_estimated"):
        op.add_column("agent_intervals", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    _fill()
    whole = ["offer", "since", "until"]  # of a wrap-up: the rows themselves are not read
    op.create_index(
        "ix_agent_intervals_wrap_up", "agent_intervals", whole, sqlite_where=WRAP_UP, postgresql_where=WRAP_UP
    )
    for table, column in TIMES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _fill() -> None:
    """What was booked before: an agent rings, joins, talks and wraps up for the last offer that was made to him."""
    busy = "WHERE state IN ('ringing', 'joining', 'talking', 'wrap_up')"
    for name, source in (("offer", "o.id"), ("queue", "o.queue")):
        op.execute(f"UPDATE agent_intervals SET {name} = COALESCE(({HIS_LAST.format(source)}), '') {busy}")
    inferred = "(SELECT o.ended FROM offers o WHERE o.id = agent_intervals.offer AND o.estimated)"
    op.execute(f"UPDATE agent_intervals SET until_estimated = TRUE WHERE offer <> '' AND until = {inferred}")
    op.execute(f"UPDATE agent_intervals SET since_estimated = TRUE WHERE offer <> '' AND since = {inferred}")


def downgrade() -> None:
    for table, column in TIMES:
        op.drop_index(f"ix_{table}_{column}", table_name=table)
    op.drop_index("ix_agent_intervals_wrap_up", table_name="agent_intervals")
    for name in ("queue", "offer", "since_estimated", "until_estimated"):
        op.drop_column("agent_intervals", name)
