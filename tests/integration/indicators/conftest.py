import pytest

from libs.kit.db import Database
from libs.kit.settings import load
from services.indicators.service import IndicatorsService
from services.indicators.settings import Settings
from tests import databases
from tests.environ import of_service


@pytest.fixture(scope="session")
def _migrated(_database):
    _database.migrate("indicators")


@pytest.fixture
def own(database, _migrated):
    database.execute(databases._EMPTY, ["indicators"])
    return database


@pytest.fixture
def indicators(own, tmp_path):
    service = IndicatorsService()
    environ = of_service("indicators", own.url("indicators"), "amqp://127.0.0.1", tmp_path)
    service.settings = load(Settings, environ)
    service.db = Database(own.url("indicators"), 5)
    yield service
    service.db.close()
