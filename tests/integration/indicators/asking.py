"""A region with a few areas, an indicator of each kind, and short ways to ask."""

from __future__ import annotations

import uuid

import orjson

from libs.kit.principal import Principal
from libs.kit.request import Request

AGENCY = "3316.PUPR"
AREAS = {
    "3316": "Kabupaten Blora",
    "331601": "Jati",
    "331602": "Randublatung",
    "331603": "Kradenan",
    "3316012001": "Pelem",
    "3316012002": "Doplang",
}
ROADS = {
    "code": "kemantapan-jalan",
    "item": "infrastructure",
    "title": "Kemantapan jalan",
    "title_en": "Sound roads",
    "definition": "Panjang jalan kondisi baik dan sedang dibagi panjang seluruh ruas.",
    "unit": "%",
    "owner": AGENCY,
    "rhythm": "month",
    "source": "Survei kondisi jalan",
    "direction": "up",
    "targets": {"2023": 78, "2024": 82},
    "decimals": 1,
    "over_areas": "mean",
    "over_time": "last",
    "weight": "panjang-jalan",
    "open": True,
}
LENGTH = ROADS | {
    "code": "panjang-jalan",
    "title": "Panjang jalan",
    "unit": "km",
    "over_areas": "sum",
    "weight": None,
    "targets": {},
    "open": False,
}
PEOPLE = {
    "code": "penduduk",
    "item": "population",
    "title": "Penduduk",
    "unit": "orang",
    "owner": "3316.DUKCAPIL",
    "rhythm": "year",
    "over_areas": "sum",
    "dimensions": [
        {"name": "sex", "codes": {"L": "Laki-laki", "P": "Perempuan"}},
        {"name": "age", "codes": {"0-14": "0-14", "15-64": "15-64", "65+": "65+"}},
    ],
    "open": True,
}


def who(*roles, area="", name="Ani"):
    return Principal(f"id-of-{name}", name, frozenset(roles), area)


ADMIN = who("admin", name="Eka")
KEEPER = who("officer", area="3316", name="Budi")
VIEWER = who("viewer", area="3316", name="Sari")


def call(service, method, principal=ADMIN, /, attachment=b"", **data):
    """Return a method's answer as it would cross the bus."""
    request = Request(data, principal, str(uuid.uuid4()), attachment=attachment)
    answer = getattr(service, method)(request)
    if isinstance(answer, bytes):
        return answer
    answer = orjson.loads(orjson.dumps(answer))
    return answer["answer"] if "repeated" in answer else answer


def furnish(service):
    """Put the areas, the indicators and the agency's keeper."""
    items = [{"code": code, "name": name} for code, name in AREAS.items()]
    call(service, "put_areas", items=items)
    for one in (LENGTH, ROADS, PEOPLE):
        call(service, "put_indicator", **one)
    call(service, "set_keepers", agency=AGENCY, accounts=[KEEPER.name])


def cell(area, period, value, **more):
    return {"area": area, "period": period, "value": value} | more


def push(service, code, *items, by=KEEPER, **more):
    return call(service, "push_observations", by, code=code, items=list(items), **more)


def fold(service):
    service.fold()
