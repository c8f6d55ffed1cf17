"""The two stores keep and give the same; S3 is spoken over a real socket."""

from __future__ import annotations

import os
from hashlib import sha256

import pytest

from libs.kit.settings import SettingsError, load
from libs.photos import stores
from libs.photos.s3 import S3Store
from libs.photos.stores import NotKept, StoreUnavailable
from services.elections.settings import Settings
from tests.environ import of_service
from tests.processes import Process
from tests.servers import free_base

PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 4000
HASH = sha256(PHOTO).hexdigest()
GIVEN = "KENDALI_TEST_S3_URL"


def environ(folder, **more):
    return of_service("elections", "postgresql://x", "amqp://x", folder) | more


@pytest.fixture(scope="module")
def s3(tmp_path_factory):
    """An S3 server with a bucket; gives the settings that lead to it."""
    folder, port = tmp_path_factory.mktemp("s3"), free_base()
    url = os.environ.get(GIVEN, f"http://127.0.0.1:{port}/foto-formulir")
    server = Process(folder / "log", {}, "tests.s3_server", str(port), "foto-formulir", "kunci")
    try:
        server.ready()
        (folder / "secret").write_text("rahasia\n")
        yield environ(
            folder,
            KENDALI_PHOTOS_S3_URL=url,
            KENDALI_PHOTOS_S3_ACCESS_KEY="kunci",
            KENDALI_PHOTOS_S3_SECRET_KEY_FILE=str(folder / "secret"),
        )
    finally:
        server.kill()


@pytest.fixture(params=["folder", "s3"])
def store(request, tmp_path):
    if request.param == "folder":
        return stores.of(load(Settings, environ(tmp_path)))
    found = stores.of(load(Settings, request.getfixturevalue("s3")))
    assert isinstance(found, S3Store)
    for one in found.objects():
        found.remove(one.name)
    return found


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_services_that_share_a_store_see_their_own_alone(request, tmp_path, kind):
    environ_of = environ(tmp_path) if kind == "folder" else request.getfixturevalue("s3")
    ours, theirs = (stores.of(load(Settings, environ_of), namespace=one) for one in ("", "gis"))
    for one in ours.objects():
        ours.remove(one.name)
    theirs.put(stores.ORIGINAL, HASH, PHOTO)
    assert not ours.has(stores.ORIGINAL, HASH)
    assert list(ours.objects()) == []
    [found] = theirs.objects()
    assert (found.name, found.sha256) == (stores.name_of(stores.ORIGINAL, HASH), HASH)
    ours.put(stores.ORIGINAL, HASH, PHOTO)
    theirs.remove(found.name)
    assert not theirs.has(stores.ORIGINAL, HASH)
    assert ours.get(stores.ORIGINAL, HASH) == PHOTO


def test_what_is_kept_comes_back_and_keeping_it_again_does_nothing(store):
    with pytest.raises(NotKept):
        store.get(stores.ORIGINAL, HASH)
    assert not store.has(stores.ORIGINAL, HASH)
    for _ in range(2):
        store.put(stores.ORIGINAL, HASH, PHOTO)
    store.put(stores.THUMB, HASH, b"small")
    assert store.has(stores.ORIGINAL, HASH)
    assert store.get(stores.ORIGINAL, HASH) == PHOTO
    assert store.get(stores.THUMB, HASH) == b"small"
    found = {one.name: one.sha256 for one in store.objects()}
    assert found == {stores.name_of(kind, HASH): HASH for kind in (stores.ORIGINAL, stores.THUMB)}
    for name in found:
        store.remove(name)
    assert list(store.objects()) == []


def test_a_broken_write_leaves_nothing_under_the_name(tmp_path, monkeypatch):
    store = stores.of(load(Settings, environ(tmp_path)))
    (tmp_path / "photos" / "original").mkdir(parents=True)
    (tmp_path / "photos" / "original" / HASH[:2]).write_bytes(b"a file where a folder should be")
    with pytest.raises(StoreUnavailable):
        store.put(stores.ORIGINAL, HASH, PHOTO)
    assert not store.has(stores.ORIGINAL, HASH)


def test_a_file_that_was_cut_off_is_written_anew(tmp_path):
    store = stores.of(load(Settings, environ(tmp_path)))
    path = tmp_path / "photos" / stores.name_of(stores.ORIGINAL, HASH)
    path.parent.mkdir(parents=True)
    path.write_bytes(PHOTO[:100])
    store.put(stores.ORIGINAL, HASH, PHOTO)
    assert store.get(stores.ORIGINAL, HASH) == PHOTO


def test_a_store_that_is_away_is_a_failure_of_the_world(tmp_path):
    away = environ(tmp_path, KENDALI_PHOTOS_S3_URL=f"http://127.0.0.1:{free_base()}/ember")
    store = stores.of(load(Settings, away))
    for ask in (
        lambda: store.put(stores.ORIGINAL, HASH, PHOTO),
        lambda: store.get(stores.ORIGINAL, HASH),
        lambda: list(store.objects()),
    ):
        with pytest.raises(StoreUnavailable):
            ask()


def test_a_bucket_that_is_not_there_is_a_failure_of_the_world(s3):
    elsewhere = s3["KENDALI_PHOTOS_S3_URL"].rpartition("/")[0] + "/tidak-ada"
    store = stores.of(load(Settings, s3 | {"KENDALI_PHOTOS_S3_URL": elsewhere}))
    with pytest.raises(StoreUnavailable):
        store.put(stores.ORIGINAL, HASH, PHOTO)


@pytest.mark.parametrize(
    "url", ["https://host", "https://host/", "ftp://host/ember", "https://a:b@host/ember", "ember"]
)
def test_an_address_without_a_bucket_or_with_keys_stops_the_start(tmp_path, url):
    with pytest.raises(SettingsError, match="KENDALI_PHOTOS_S3_URL"):
        load(Settings, environ(tmp_path, KENDALI_PHOTOS_S3_URL=url))
