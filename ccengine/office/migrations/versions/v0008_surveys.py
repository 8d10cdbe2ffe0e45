"""Questions that were asked and not answered, surveys by name, what marks mean, comments"""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"

WORDS = ("survey", "grade", "path")


def upgrade() -> None:
    for name in WORDS:
        op.add_column("marks", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    for name in ("answered", "seconds"):
        op.add_column("marks", sa.Column(name, sa.Double(), nullable=True))
    op.execute("UPDATE marks SET answered = at")  # what is there was booked as it was answered
    op.create_index("ix_marks_survey_at", "marks", ["survey", "at"])
    op.create_index("ix_marks_at", "marks", ["at"])


def downgrade() -> None:
    op.drop_index("ix_marks_at", table_name="marks")
    op.drop_index("ix_marks_survey_at", table_name="marks")
    op.execute("DELETE FROM marks WHERE key = ''")
    for name in (*WORDS, "answered", "seconds"):
        op.drop_column("marks", name)
