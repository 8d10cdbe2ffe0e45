"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    op.create_table(
        "agent_intervals",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("until", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("n", name="pk_agent_intervals"),
    )
    op.create_index("ix_agent_intervals_agent_since", "agent_intervals", ["agent", "since"])
    op.create_index(
        "ix_agent_intervals_open",
        "agent_intervals",
        ["agent"],
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("called", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("caller_name", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("arrived", sa.Double(), nullable=False),
        sa.Column("answered", sa.Double(), nullable=True),
        sa.Column("ended", sa.Double(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("stages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calls"),
    )
    op.create_index("ix_calls_arrived_id", "calls", ["arrived", "id"])
    op.create_index("ix_calls_called", "calls", ["called"])
    op.create_index("ix_calls_caller", "calls", ["caller"])
    op.create_table(
        "corrections",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", "kind", name="pk_corrections"),
    )
    op.create_table(
        "journal_position",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_position"),
    )
    op.create_table(
        "service_events",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("n", name="pk_service_events"),
    )
    op.create_table(
        "call_stages",
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_call_stages_call"),
        sa.PrimaryKeyConstraint("call", "seq", name="pk_call_stages"),
    )
    op.create_table(
        "marks",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_marks_call"),
        sa.PrimaryKeyConstraint("n", name="pk_marks"),
    )
    op.create_index("ix_marks_call", "marks", ["call"])
    op.create_table(
        "offers",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("limit", sa.Double(), nullable=False),
        sa.Column("rung", sa.Double(), nullable=False),
        sa.Column("ringing", sa.Double(), nullable=True),
        sa.Column("answered", sa.Double(), nullable=True),
        sa.Column("connected", sa.Double(), nullable=True),
        sa.Column("ended", sa.Double(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_offers_call"),
        sa.PrimaryKeyConstraint("id", name="pk_offers"),
    )
    op.create_index("ix_offers_agent_rung", "offers", ["agent", "rung"])
    op.create_index("ix_offers_call", "offers", ["call"])
    op.create_table(
        "queue_visits",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("head_start", sa.Double(), nullable=False),
        sa.Column("entered", sa.Double(), nullable=False),
        sa.Column("left", sa.Double(), nullable=True),
        sa.Column("exit", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_queue_visits_call"),
        sa.PrimaryKeyConstraint("n", name="pk_queue_visits"),
    )
    op.create_index("ix_queue_visits_call", "queue_visits", ["call"])
    op.create_index("ix_queue_visits_queue_entered", "queue_visits", ["queue", "entered"])
    op.create_table(
        "recordings",
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("call", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("started", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call"], ["calls.id"], name="fk_recordings_call"),
        sa.PrimaryKeyConstraint("n", name="pk_recordings"),
    )
    op.create_index("ix_recordings_call", "recordings", ["call"])
    op.create_index("ix_recordings_path", "recordings", ["path"])
    op.create_index("ix_recordings_state", "recordings", ["state"])


def downgrade() -> None:
    op.drop_index("ix_recordings_path", table_name="recordings")
    op.drop_index("ix_recordings_state", table_name="recordings")
    op.drop_index("ix_recordings_call", table_name="recordings")
    op.drop_table("recordings")
    op.drop_index("ix_queue_visits_queue_entered", table_name="queue_visits")
    op.drop_index("ix_queue_visits_call", table_name="queue_visits")
    op.drop_table("queue_visits")
    op.drop_index("ix_offers_call", table_name="offers")
    op.drop_index("ix_offers_agent_rung", table_name="offers")
    op.drop_table("offers")
    op.drop_index("ix_marks_call", table_name="marks")
    op.drop_table("marks")
    op.drop_table("call_stages")
    op.drop_table("service_events")
    op.drop_table("journal_position")
    op.drop_table("corrections")
    op.drop_index("ix_calls_caller", table_name="calls")
    op.drop_index("ix_calls_called", table_name="calls")
    op.drop_index("ix_calls_arrived_id", table_name="calls")
    op.drop_table("calls")
    op.drop_index(
        "ix_agent_intervals_open",
        table_name="agent_intervals",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index("ix_agent_intervals_agent_since", table_name="agent_intervals")
    op.drop_table("agent_intervals")
