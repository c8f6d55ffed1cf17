"""The whole service in processes of its own: called, told of an event, telling of its own."""

import uuid

import orjson

from libs.kit import contracts
from libs.kit.envelope import Event
from libs.kit.principal import SYSTEM
from tests.servers import until
from tests.serving import serving

VILLAGE = {"code": "1971010001", "name": "Satu", "point": [106.10, -2.10]}
LAYERS = ("districts", "regencies", "villages")


def test_areas_are_registered_and_a_station_reaches_the_map(database, amqp_url, tmp_path):
    with serving("gis", database, amqp_url, tmp_path) as (client, ears):
        answer = client.call(
            "gis", "register_areas", {"items": [VILLAGE]}, SYSTEM, command_id=str(uuid.uuid4())
        )
        assert answer["answer"]["registered"] == 1
        found = orjson.loads(client.call("gis", "list_features", {"layer": "villages"}, SYSTEM))
        assert [feature["id"] for feature in found["features"]] == ["1971010001"]
        heard = [ears.next() for _ in LAYERS]
        assert [event["data"]["layer"] for event in heard] == list(LAYERS)
        assert {event["type"] for event in heard} == {"kendali.gis.layer_changed.v1"}

        station = contracts.get("elections", "station_registered", 1).example()
        event = Event("station_registered", f"{station['election']}/{station['tps']}", station)
        ears.tell("elections", event, 1)

        def stations():
            page = client.call("gis", "list_features", {"layer": "tps"}, SYSTEM)
            return orjson.loads(page)["features"]

        features = until(stations)
        assert [feature["id"] for feature in features] == [station["tps"]]
        changed = ears.next()["data"]
        assert changed.pop("bbox") is not None
        assert changed == {"layer": "tps", "area": station["tps"], "version": 1}

        point = {"type": "Point", "coordinates": [106.1, -2.1]}
        feature = {"geometry": point, "properties": {"quality": "surveyed"}}
        data = {"layer": "tps", "id": station["tps"], "expected_version": 1, "feature": feature}
        answer = client.call("gis", "update_feature", data, SYSTEM, command_id=str(uuid.uuid4()))[
            "answer"
        ]
        assert (answer["version"], answer["feature"]["geometry"]) == (2, point)
        told = ears.next()
        assert told["type"] == "kendali.gis.feature_changed.v1"
        assert (told["data"]["feature"], told["data"]["version"]) == (station["tps"], 2)
