import pytest

from libs.kit.db import Database
from libs.kit.settings import load
from libs.photos import stores
from libs.photos.pictures import Pictures
from services.notifications.service import NotificationsService
from services.notifications.settings import NAMESPACE, Settings
from tests.deliveries import Told
from tests.environ import of_service
from tests.receivers import hooks, mailbox


@pytest.fixture
def notifications(database, tmp_path):
    service = NotificationsService()
    environ = of_service("notifications", database.url("notifications"), "amqp://x", tmp_path)
    service.settings = load(Settings, environ)
    service.db = Database(database.url("notifications"), 10)
    store = stores.of(service.settings, namespace=NAMESPACE)
    service.pictures = Pictures(store, service.settings.timezone)
    yield service
    service.db.close()


@pytest.fixture
def told(notifications):
    """The service, and what it has sent."""
    return Told(notifications)


@pytest.fixture
def hook():
    """A receiver of webhooks."""
    with hooks() as made:
        yield made


@pytest.fixture
def post():
    """A mailbox."""
    with mailbox() as made:
        yield made
