"""Notices from before they bore their election: those that stand learn it from their key."""

import os

import pytest

from libs.kit import migrate
from libs.kit.db import Database
from libs.kit.ids import new_id
from services.notifications.repository import Notices
from tests.databases import create, drop

COLUMNS = "id, severity, headline, text, area, place, holder, raised_by, raised_at, state"
RAISED = "%s, 'info', 'x', '', '1971', '', '', 'system', now(), 'open'"


@pytest.fixture
def old(servers):
    """A database of the version before."""
    made = create(servers.admin_url, f"notices_{os.getpid()}")
    migrate.prepare(made.admin_url, made.url("notifications"), "notifications")
    migrate.upgrade(made.url("notifications"), "notifications", "0002")
    yield made
    drop(servers.admin_url, made)


def test_a_standing_notice_learns_its_election_from_its_key(old):
    keys = {new_id(): ("elections", "findings/pilkada-2024/walikota/197101"), new_id(): ("x", None)}
    for key, values in keys.items():
        insert = f"INSERT INTO notices ({COLUMNS}, source, dedupe_key) VALUES ({RAISED}, %s, %s)"
        old.execute(insert, key, *values, service="notifications")
    migrate.upgrade(old.url("notifications"), "notifications")
    db = Database(old.url("notifications"), 1, "test")
    with db.begin() as tx:
        assert [Notices(tx).get(key).election for key in keys] == ["pilkada-2024", None]
    db.close()
