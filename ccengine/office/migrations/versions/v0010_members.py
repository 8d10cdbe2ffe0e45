"""Members, and the phones that count as theirs"""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"


def upgrade() -> None:
    op.create_table(
        "members",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("pin_hash", sa.Text(), nullable=False),
        sa.Column("changed", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_members"),
    )
    op.create_table(
        "member_phones",
        sa.Column("member", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("learned", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("member", "form", name="pk_member_phones"),
    )
    op.create_index("ix_member_phones_form", "member_phones", ["form"])


def downgrade() -> None:
    op.drop_table("member_phones")
    op.drop_table("members")
