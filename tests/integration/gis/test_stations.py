import orjson

from tests.asking import ask, told

DPT = {"male": 120, "female": 130, "total": 250}


def _register(
    gis, number=1, point=(106.1, -2.1), election="pilkada", village="1971010001", dpt=DPT
):
    tps = f"{village}{number:03d}"
    data = {"election": election, "tps": tps, "number": number, "special": number >= 901}
    data |= {"name": None, "dpt": dpt, "point": None if point is None else list(point)}
    with gis.db.begin() as tx:
        gis.on_station_registered(tx, told("elections", "station_registered", tps, data))
    return tps


def _features(gis, **query):
    return orjson.loads(gis.list_features(ask({"layer": "tps"} | query)))["features"]


def _announced(database):
    query = "SELECT envelope::json->'data' FROM gis.outbox ORDER BY id"
    return [data for (data,) in database.execute(query)]


def test_a_registered_station_is_on_the_map(gis):
    tps = _register(gis, 7)
    [feature] = _features(gis)
    assert feature["id"] == tps
    assert feature["geometry"] == {"type": "Point", "coordinates": [106.1, -2.1]}
    assert feature["properties"] == {
        "code": tps,
        "name": "TPS 007",
        "number": 7,
        "special": False,
        "dpt": 250,
        "parent": "1971010001",
        "quality": "unknown",
        "signal": "unknown",
        "plan": None,
        "plan_state": None,
    }


def test_a_station_without_a_point_is_listed_without_a_geometry(gis):
    _register(gis, 901, point=None)
    [feature] = _features(gis)
    assert feature["geometry"] is None
    assert feature["properties"]["special"] is True
    assert len(_features(gis, bbox=[106, -3, 107, -2])) == 1  # a box keeps what is nowhere


def test_a_station_may_come_without_its_voters(gis):
    _register(gis, dpt=None)
    [feature] = _features(gis)
    assert feature["properties"]["dpt"] is None


def test_a_later_registration_stands_and_keeps_a_point_it_does_not_bring(gis):
    _register(gis)
    _register(gis, point=None, election="pilpres")
    [feature] = _features(gis)
    assert feature["geometry"]["coordinates"] == [106.1, -2.1]


def test_many_registrations_are_announced_at_once(gis, database):
    for number in range(1, 6):
        _register(gis, number)
    _register(gis, village="1971020001")
    gis.announce_stations()
    gis.announce_stations()
    box = [106.1, -2.1, 106.1, -2.1]
    assert _announced(database) == [{"layer": "tps", "area": "1971", "version": 1, "bbox": box}]
    assert {feature["version"] for feature in _features(gis)} == {1}


def test_what_happened_in_two_regencies_is_told_for_everywhere(gis, database):
    _register(gis)
    _register(gis, village="3316010001", point=None)
    gis.announce_stations()
    box = [106.1, -2.1, 106.1, -2.1]
    assert _announced(database) == [{"layer": "tps", "area": "", "version": 1, "bbox": box}]
