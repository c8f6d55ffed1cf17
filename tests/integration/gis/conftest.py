import pytest

from libs.kit.db import Database
from services.gis.service import GisService


@pytest.fixture
def gis(database):
    service = GisService()
    service.db = Database(database.url("gis"), 5)
    yield service
    service.db.close()
