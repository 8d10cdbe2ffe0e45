"""Alembic's own entry.  Run by office.database with a connection that is in a transaction already; nothing here
reads a configuration file."""

from alembic import context

from ccengine.office.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
