"""Photos in the service's own process: it stays responsive, and a kill loses nothing."""

from __future__ import annotations

import io
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import psycopg2
import pytest

from libs.kit.db import Database
from libs.kit.principal import Principal
from libs.kit.rpc_client import RpcClient
from libs.kit.settings import load
from libs.photos.stores import FileStore
from services.elections.photos import orphans
from services.gateway.app import create_app
from services.gateway.parts import EXTENSION
from services.gateway.settings import GatewaySettings
from services.gateway.tokens import Tokens
from tests import factories, photographs
from tests.environ import of_service
from tests.integration.elections.conftest import ADMIN
from tests.processes import Process
from tests.servers import until
from tests.unit.gateway.conftest import KEY

TPS = factories.station_codes(2)
PHOTOS = f"/v1/elections/uji-2024/contests/walikota/results/{TPS[1]}/photos"
WHERE = {"election": "uji-2024", "contest": "walikota", "page": 1}


@pytest.fixture(scope="module")
def environ(module_database, module_amqp_url, tmp_path_factory):
    folder = tmp_path_factory.mktemp("elections")
    return of_service("elections", module_database.url("elections"), module_amqp_url, folder)


@pytest.fixture(scope="module")
def start(environ, tmp_path_factory):
    """Start the service's rpc; whatever runs at the end is killed."""
    started = []

    def run():
        log = tmp_path_factory.mktemp("rpc") / "log"
        process = Process(log, environ, "libs.kit.run", "elections", "rpc")
        started.append(process)
        return process.ready()

    yield run
    for process in started:
        process.kill()


@pytest.fixture(scope="module")
def client(module_amqp_url):
    with closing(RpcClient(module_amqp_url, "test", 30)) as made:
        yield made


@pytest.fixture(scope="module")
def rpc(start, client):
    process = start()
    for method, data in (
        ("register_election", factories.election()),
        ("register_stations", {"election": "uji-2024", "items": factories.stations(TPS)}),
    ):
        client.call("elections", method, data, ADMIN, factories.command_id(method))
    return process


def send(client, photo, tps=TPS[0], key=None):
    data, key = {**WHERE, "tps": tps}, key or str(uuid.uuid4())
    return client.call("elections", "add_photo", data, ADMIN, key, attachment=photo)


@contextmanager
def held(database):
    """Keep everybody from keeping a photo."""
    with closing(psycopg2.connect(database.admin_url)) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtext('elections.photos'))")
        yield


def test_others_are_answered_while_a_photo_is_read(rpc, client):
    photo = photographs.saved(photographs.form(70).resize((6000, 8000)), quality=90)
    answered, done = 0, threading.Event()
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(send, client, photo)
        sent.add_done_callback(lambda _: done.set())
        while not done.is_set():
            client.call("elections", "get_election", {"election": "uji-2024"}, ADMIN)
            answered += not done.is_set()
    assert sent.result()["answer"]["width"] == 6000
    assert answered >= 3


@pytest.fixture(scope="module")
def web(rpc, module_database, module_amqp_url):
    """The gateway before the service; gives a client that asks as somebody of a role and area."""
    environ = {
        "KENDALI_DATABASE_URL": module_database.url("gateway"),
        "KENDALI_AMQP_URL": module_amqp_url,
        "KENDALI_JWT_KEY": KEY,
    }
    app = create_app(load(GatewaySettings, environ))

    def ask(method, path, role="admin", area="", **options):
        who = Principal(f"id-of-{role}", role, frozenset({role}), area)
        headers = {
            "Authorization": f"Bearer {Tokens(KEY).issue(who, 600)}",
            "Idempotency-Key": str(uuid.uuid4()),
        } | options.pop("headers", {})
        return app.test_client().open(path, method=method, headers=headers, **options)

    yield ask
    app.extensions[EXTENSION].close()


def test_a_photo_goes_over_http_and_back(web):
    photo = photographs.saved(photographs.form(90), exif=photographs.exif(orientation=1))
    sent = web("POST", f"{PHOTOS}?page=2", "reporter", TPS[1], data=photo)
    assert sent.status_code == 201, sent.text
    where = sent.headers["Location"]
    assert where == f"/v1/elections/photos/{sent.json['id']}"
    form = {"file": (io.BytesIO(photo), "../../nama.exe", "text/html")}
    again = web("POST", f"{PHOTOS}?page=2", "operator", data=form)
    assert (again.status_code, again.json) == (201, sent.json)
    listed = web("GET", PHOTOS).json
    assert (listed["next"], [one["id"] for one in listed["items"]]) == (None, [sent.json["id"]])
    shown = web("GET", f"{where}?size=thumb", "reporter", TPS[1])
    assert (shown.status_code, shown.content_type) == (200, "image/jpeg")
    assert photographs.opened(shown.data).format == "JPEG"
    assert shown.headers["ETag"] == f'"{sha256(shown.data).hexdigest()}"'
    assert shown.headers["Content-Disposition"] == "inline"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "private" in shown.headers["Cache-Control"]
    known = {"If-None-Match": shown.headers["ETag"]}
    assert web("GET", f"{where}?size=thumb", headers=known).status_code == 304
    assert web("GET", where, "viewer", TPS[0]).status_code == 403
    assert web("POST", f"{where}/move", "reporter", json={}).status_code == 403
    moved = web("POST", f"{where}/move", json={"tps": TPS[0], "reason": "foto TPS 1"})
    assert (moved.status_code, moved.json["tps"]) == (201, TPS[0])
    path = f"/v1/elections/photos/{moved.json['id']}/reject"
    assert web("POST", path, "operator", json={"reason": "buram"}).json["state"] == "rejected"


@pytest.mark.parametrize(
    ("data", "status", "slug"),
    [
        (b"%PDF-1.7", 415, "not-a-photo"),
        (b"", 415, "not-a-photo"),
        (b"\xff\xd8\xff" + bytes(2000), 422, "photo-unreadable"),
        (photographs.png_bomb(60_000, 60_000), 413, "photo-too-many-pixels"),
        (b"\xff\xd8\xff" + bytes(10 << 20), 413, "photo-too-large"),
        (b"\xff\xd8\xff" + bytes(12 << 20), 413, "too-large"),
    ],
)
def test_what_is_no_photo_is_refused_with_what_is_wrong(web, data, status, slug):
    answer = web("POST", PHOTOS, data=data, headers={"Content-Type": "image/jpeg"})
    assert (answer.status_code, answer.json["type"]) == (status, slug), answer.text
    assert answer.content_type == "application/problem+json"


def test_a_kill_between_the_file_and_its_row_loses_nothing(
    rpc, start, client, environ, module_database
):
    photo = photographs.saved(photographs.form(60))
    digest, key = sha256(photo).hexdigest(), str(uuid.uuid4())
    store = FileStore(_folder(environ))
    with ThreadPoolExecutor(1) as pool:
        with held(module_database):
            sent = pool.submit(send, client, photo, TPS[0], key)
            until(lambda: store.has("thumb", digest) and store.has("original", digest))
            rpc.kill()
            assert _rows(module_database, digest) == 0
            start()
        assert sent.result()["answer"]["sha256"] == digest  # the broker gave it to the next one
    again = send(client, photo, TPS[0], key)
    assert again == {"answer": sent.result()["answer"], "repeated": True}
    assert _rows(module_database, digest) == 1
    with closing(Database(module_database.url("elections"), 1)) as db:
        orphans.remove(db, store, datetime.now(UTC) + timedelta(seconds=1))
    assert store.has("original", digest)


def _folder(environ):
    return Path(environ["KENDALI_PHOTOS_DIR"])


def _rows(database, digest):
    query = "SELECT count(*) FROM elections.photos WHERE sha256 = %s"
    return database.execute(query, digest)[0][0]
