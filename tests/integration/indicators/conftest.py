import pytest

from libs.kit.db import Database
from libs.kit.settings import load
from services.indicators.service import IndicatorsService
from services.indicators.settings import Settings
from tests.environ import of_service


@pytest.fixture
def indicators(database, tmp_path):
    service = IndicatorsService()
    url = database.url("indicators")
    service.settings = load(Settings, of_service("indicators", url, "amqp://127.0.0.1", tmp_path))
    service.db = Database(url, 5)
    yield service
    service.db.close()
