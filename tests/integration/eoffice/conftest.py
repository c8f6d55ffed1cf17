import pytest

from libs.kit.db import Database
from libs.kit.settings import load
from services.eoffice.service import EofficeService
from services.eoffice.settings import Settings
from tests.integration.eoffice.disposing import Desks
from tests.integration.eoffice.lettering import City


@pytest.fixture
def eoffice(database):
    service = EofficeService()
    url = database.url("eoffice")
    service.db = Database(url, 5)
    environ = {
        "KENDALI_DATABASE_URL": url,
        "KENDALI_AMQP_URL": "amqp://",
        "KENDALI_OFFICE_KEY": "6f" * 32,
    }
    service.settings = load(Settings, environ)
    yield service
    service.db.close()


@pytest.fixture
def city(eoffice):
    return City(eoffice)


@pytest.fixture
def desks(city):
    return Desks(city)
