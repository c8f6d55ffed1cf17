import pytest

from libs.kit.db import Database
from services.notifications.service import NotificationsService


@pytest.fixture
def notifications(database):
    service = NotificationsService()
    service.db = Database(database.url("notifications"), 5)
    yield service
    service.db.close()
