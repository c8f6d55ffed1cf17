"""Run by Alembic for this service's schema."""

from libs.kit.migrate import run_env

run_env()
