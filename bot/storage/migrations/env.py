"""Alembic's entry: runs the steps over the connection `upgrade` hands in."""

from alembic import context

from bot.storage.upgrade import all_tables

context.configure(connection=context.config.attributes["connection"], target_metadata=all_tables(), render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
