import pytest

from libs.kit.db import Database
from services.gis.service import GisService

# Tables that a test had the service make: no migration made them, and none empties them away.
AGENCY = "SELECT tablename FROM pg_tables WHERE schemaname = 'gis' AND tablename ~ '^agency_'"


@pytest.fixture
def gis(database):
    service = GisService()
    service.db = Database(database.url("gis"), 5)
    yield service
    service.db.close()
    for (name,) in database.execute(AGENCY):
        database.execute(f"DROP TABLE gis.{name}")
