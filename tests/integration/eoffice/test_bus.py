"""The whole service in processes of its own: called, telling of its events."""

import uuid

import pytest

from libs.kit.errors import Conflict
from libs.kit.principal import SYSTEM
from tests.serving import serving

CITY = {"code": "1971", "name": "Kota Pangkalpinang", "kind": "leadership", "area": "1971"}


def test_a_unit_is_registered_listed_and_told_of(database, amqp_url, tmp_path):
    def register(unit):
        key = str(uuid.uuid4())
        return client.call("eoffice", "register_unit", unit, SYSTEM, command_id=key)["answer"]

    with serving("eoffice", database, amqp_url, tmp_path) as (client, ears):
        unit = register(CITY)
        assert client.call("eoffice", "list_units", {}, SYSTEM) == {"items": [unit], "next": None}
        assert ears.next()["data"] == unit
        with pytest.raises(Conflict) as caught:
            register(CITY | {"name": "Kota Lain"})
        assert caught.value.slug == "unit-code-taken"
