import pytest

from libs.kit.db import Database
from libs.kit.settings import load
from libs.photos import stores
from libs.photos.pictures import Pictures
from services.gis.service import GisService
from services.gis.settings import NAMESPACE, Settings
from tests.environ import of_service

# Tables that a test had the service make: no migration made them, and none empties them away.
AGENCY = "SELECT tablename FROM pg_tables WHERE schemaname = 'gis' AND tablename ~ '^agency_'"


@pytest.fixture
def gis(database, tmp_path):
    service = GisService()
    environ = of_service("gis", database.url("gis"), "amqp://127.0.0.1", tmp_path)
    service.settings = load(Settings, environ)
    service.db = Database(database.url("gis"), 5)
    store = stores.of(service.settings, namespace=NAMESPACE)
    service.pictures = Pictures(store, service.settings.timezone)
    yield service
    service.db.close()
    for (name,) in database.execute(AGENCY):
        database.execute(f"DROP TABLE gis.{name}")
