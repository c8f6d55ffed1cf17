"""Figures fetched from CKAN, an address, a database: to the end and whole, or nothing changes."""

import contextlib
import dataclasses
import ipaddress
import socket
from urllib.parse import urlsplit

import pytest

from libs.kit.errors import Forbidden, Invalid, NotFound
from libs.kit.guard import Guard, NotAllowed
from libs.kit.jobs import Cancelled, Job, Progress
from libs.kit.sealing import NoSealingKey
from services.indicators import working
from services.indicators.domain import NotKeeper
from services.indicators.pulls import ckan
from services.indicators.pulls import database as sources
from services.indicators.pulls.fetching import Reach, SourceBroken
from services.indicators.pulls.running import telling
from tests.ckan_server import FAULTS, PACKAGE, RESOURCE, portal
from tests.integration.indicators.asking import KEEPER, VIEWER, call, furnish

ROAD = "kemantapan-jalan"
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)
RECORDS = [
    {"kode_kecamatan": code, "periode": f"2024-{month:02d}", "nilai": f"{70 + month},5"}
    for month in range(1, 11)
    for code in ("331601", "331602")
]


def reach(*hosts, networks=LOOPBACK, seconds=5):
    return Reach(Guard(hosts, networks), seconds)


@pytest.fixture(scope="module")
def source():
    with portal(RECORDS) as made:
        yield made


@pytest.fixture
def data(source):
    source.fault = ""
    source.asked.clear()
    source.files.clear()
    source.records = list(RECORDS)
    return source


@pytest.fixture
def house(indicators, data):
    furnish(indicators)
    hosts = (urlsplit(data.url).netloc, "127.0.0.1")
    more = {"hosts": hosts, "networks": LOOPBACK, "pull_seconds": 10}
    more["indicators_key"] = b"k" * 32
    indicators.settings = dataclasses.replace(indicators.settings, **more)
    return indicators


def run(house, code=ROAD, by=KEEPER):
    """Fetch now, in this process as its own does it; returns the pull as it is then."""
    made = call(house, "start_pull", by, code=code)
    job = Job(made["id"], made["kind"], {"code": code}, by, b"", 0)
    with house.db.begin() as tx:
        tx.exec_driver_sql("UPDATE jobs SET state = 'running'")
    with contextlib.suppress(SourceBroken, NotAllowed):
        working.do(house.db, job, Progress(house.db, job.id), telling(house.settings))
    return call(house, "get_pull", by, code=code)


def standing(house):
    return call(house, "list_observations", VIEWER, code=ROAD, limit=1000)["items"]


def ask(house, **more):
    asked = {"code": ROAD, "kind": "ckan", "package": PACKAGE} | more
    return call(house, "put_pull", KEEPER, **asked)


def test_a_portal_is_read_page_by_page_to_its_end(data):
    rows = list(ckan.Portal(reach("127.0.0.1"), data.url, page=6).rows(RESOURCE))
    assert rows[0] == ["kode_kecamatan", "periode", "nilai"]
    assert rows[1:] == [list(one.values()) for one in RECORDS]
    assert data.asked == [0, 6, 12, 18]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_portal_that_pages_wrongly_or_dies_gives_nothing(data, fault):
    data.fault = fault
    with pytest.raises(SourceBroken):
        list(ckan.Portal(reach("127.0.0.1"), data.url, page=6).rows(RESOURCE))


def test_what_a_portal_has_is_taken_over_with_its_address(house, data):
    made = ask(house, url=data.url)
    assert (made["kind"], made["last"]) == ("ckan", None)
    done = run(house)
    assert done["last"] == {"state": "done", "added": 20, "revised": 0, "unchanged": 0}
    assert {one["source"]["note"] for one in standing(house)} == {data.url}
    data.records[3] = {**data.records[3], "nilai": "99,5"}
    assert run(house)["last"]["revised"] == 1


def test_a_portal_that_dies_changes_nothing_and_says_so(house, data):
    ask(house, url=data.url)
    data.fault = "not_json"
    done = run(house)
    assert (done["last"]["state"], done["last"]["slug"]) == ("failed", "source-broken")
    assert standing(house) == []


def test_a_row_that_is_refused_refuses_the_pull(house, data):
    ask(house, url=data.url)
    data.records[7] = {**data.records[7], "kode_kecamatan": "331699"}
    done = run(house)
    assert "row 9" in done["last"]["message"]
    assert standing(house) == []


@pytest.mark.parametrize(
    "body",
    [
        b"Kecamatan;Periode;Nilai\nJati;Nov 2024;76,6\n",
        b'{"data": [{"Kecamatan": "Jati", "Periode": "Nov 2024", "Nilai": 76.6}]}',
        b'[{"kecamatan": "Jati", "periode": "2024-11", "nilai": "76,6"}]',
    ],
)
def test_an_address_of_a_table_is_read(house, data, body):
    data.files["/jalan"] = body
    ask(house, kind="url", url=f"{data.url}/jalan")
    assert run(house)["last"]["added"] == 1
    assert standing(house)[0]["value"] == 76.6


def test_only_what_is_named_is_reached(house, data):
    for url in ("http://169.254.169.254/x", "file:///etc/passwd", "http://u@127.0.0.1/", "x"):
        with pytest.raises(NotAllowed):
            ask(house, kind="url", url=url)
    ask(house, kind="url", url=f"{data.url}/elsewhere")  # a redirect is not followed
    assert "302" in run(house)["last"]["message"]
    with pytest.raises(NotAllowed):
        reach(networks=()).get(data.url)


def _names(monkeypatch, *answers):
    """Have names resolve to these, one after the other; returns what is left of them."""
    left, usual = [*answers], socket.getaddrinfo

    def resolve(host, port, *args, **options):
        if host != "data.example":
            return usual(host, port, *args, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (left.pop(0), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return left


def test_a_name_that_leads_inside_is_not_reached(monkeypatch, data):
    inside = reach("data.example", networks=())
    _names(monkeypatch, "127.0.0.1", "10.0.0.9", "127.0.0.1")
    port = urlsplit(data.url).port
    for url in (f"http://data.example:{port}/x", "http://data.example/x"):
        with pytest.raises(NotAllowed):
            inside.get(url)
    with pytest.raises(NotAllowed):
        list(sources.rows(f"postgresql://u:p@data.example:{port}/x", "SELECT 1", inside))
    assert data.asked == []


def test_a_name_that_changes_its_mind_is_asked_for_once(monkeypatch, data, database):
    left = _names(monkeypatch, "127.0.0.1", "10.9.9.9", "127.0.0.1", "10.9.9.9")
    near = reach("data.example")
    data.files["/jalan"] = b"x"
    assert near.get(f"http://data.example:{urlsplit(data.url).port}/jalan") == b"x"
    assert left.pop(0) == "10.9.9.9"
    dsn = database.admin_url.replace(urlsplit(database.admin_url).hostname, "data.example")
    assert list(sources.rows(dsn, "SELECT 1 AS one", near)) == [["one"], [1]]
    assert left == ["10.9.9.9"]


def test_a_database_is_read_and_its_address_sealed(house, database):
    admin = urlsplit(database.admin_url)
    dsn = database.admin_url.replace(admin.hostname, "127.0.0.1")
    statement = "SELECT '331601' AS kode, date '2024-11-01' AS periode, 76.6 AS nilai"
    asked = {"code": ROAD, "kind": "sql", "dsn": dsn, "statement": statement}
    with pytest.raises(Forbidden):
        call(house, "put_pull", KEEPER, **asked)
    call(house, "put_pull", **asked)
    [(kept,)] = database.execute("SELECT pulls::text FROM indicators.pulls")
    assert "127.0.0.1" not in kept
    assert "dsn" not in call(house, "get_pull", code=ROAD)["settings"]
    assert run(house)["last"]["added"] == 1
    house.settings = dataclasses.replace(house.settings, indicators_key=b"")
    with pytest.raises(NoSealingKey):
        call(house, "put_pull", **asked)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM x", "SELECT 1; DROP TABLE x", "", "select 1\0", "INSERT INTO x"]
)
def test_a_statement_is_one_select(statement):
    with pytest.raises(Invalid):
        sources.check_statement(statement)


def test_a_statement_writes_nothing_and_ends_in_time(database):
    dsn = database.admin_url.replace(urlsplit(database.admin_url).hostname, "127.0.0.1")
    near = reach("127.0.0.1", seconds=1)
    writes = "WITH x AS (DELETE FROM indicators.areas RETURNING 1) SELECT * FROM x"
    for statement in (writes, "SELECT pg_sleep(20)", "SELECT nonsense"):
        with pytest.raises(SourceBroken):
            list(sources.rows(dsn, statement, near))
    with pytest.raises(NotAllowed):
        list(sources.rows(dsn, "SELECT 1", reach("db.example", networks=())))
    with pytest.raises(Invalid):
        sources.check_dsn("host=/var/run dbname=x", near)


def test_who_keeps_nothing_fetches_nothing(house, data):
    ask(house, url=data.url)
    for method in ("put_pull", "start_pull", "get_pull"):
        with pytest.raises(NotKeeper):
            call(house, method, VIEWER, code=ROAD, kind="url", url=data.url)


def test_a_pull_is_watched_and_stopped_by_who_began_it(house, data):
    url = f"{data.url}/figures.csv"
    data.files["/figures.csv"] = b"Kecamatan;Nov 2024\nJati;76,6\n"
    ask(house, kind="url", url=url)
    made = call(house, "start_pull", KEEPER, code=ROAD)
    assert call(house, "get_pull_job", KEEPER, id=made["id"])["state"] == "queued"
    for method in ("get_pull_job", "cancel_pull"):
        with pytest.raises(NotFound):
            call(house, method, VIEWER, id=made["id"])
    assert call(house, "cancel_pull", KEEPER, id=made["id"])["state"] == "cancelled"
    job = Job(made["id"], made["kind"], {"code": ROAD}, KEEPER, b"", 0)
    with pytest.raises(Cancelled):
        working.do(house.db, job, Progress(house.db, job.id), telling(house.settings))
    assert standing(house) == []


def test_what_is_due_is_asked_for_once(house, data, database):
    ask(house, url=data.url)
    house.fetch_due()
    house.fetch_due()
    assert database.execute("SELECT kind, state FROM indicators.jobs") == [(working.PULL, "queued")]
