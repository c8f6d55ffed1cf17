import pytest

from libs.kit.db import Database
from libs.kit.settings import Settings, load
from services.eoffice.service import EofficeService


@pytest.fixture
def eoffice(database):
    service = EofficeService()
    url = database.url("eoffice")
    service.db = Database(url, 5)
    service.settings = load(Settings, {"KENDALI_DATABASE_URL": url, "KENDALI_AMQP_URL": "amqp://"})
    yield service
    service.db.close()
