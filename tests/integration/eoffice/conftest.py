import pytest

from libs.kit.db import Database
from services.eoffice.service import EofficeService


@pytest.fixture
def eoffice(database):
    service = EofficeService()
    service.db = Database(database.url("eoffice"), 5)
    yield service
    service.db.close()
