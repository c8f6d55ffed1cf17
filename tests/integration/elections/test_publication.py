"""What is published, against the real database: only what counts, and never a rehearsal."""

from __future__ import annotations

import csv
import io
import json
import sys
import uuid
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from libs.kit import jobs
from libs.kit.errors import Invalid
from libs.kit.principal import Principal
from libs.kit.request import Request
from libs.kit.settings import load
from libs.photos.pictures import Pictures
from libs.photos.stores import FileStore
from services.elections import options_repository
from services.elections.domain import UnknownStation
from services.elections.publication import making, parts, render
from services.elections.publication import repository as stored
from services.elections.publication.domain import NotPublished, TooBusy
from services.elections.publication.report import Imprint
from services.elections.settings import Settings
from tests import photographs
from tests.integration.elections.conftest import ADMIN, ELECTION
from tests.unit.elections.forms_of import WHOLE
from tests.unit.elections.publication_shapes import trouble

CODES = [f"19710{d}100{v}00{n}" for d in (1, 2) for v in (1, 2) for n in (1, 2, 3)]
OBSERVER = Principal("observer", "Pemantau", frozenset({"reporter"}), "1971")
READER = Principal("public", "public", frozenset(), "-")


def publish(call, election="pilkada", published=True, **more):
    with call.service.db.begin() as tx:
        before = options_repository.current(tx, election)
        wanted = replace(before, published=published, **more)
        options_repository.put(tx, election, wanted, before, "admin")


@pytest.fixture
def count(call, settings):
    """An election with 12 stations: one counted, one held back, ten out."""
    call.service.settings = settings
    items = [{"code": "197101", "name": "Bukit Intan"}, {"code": "1971", "name": "Kota"}]
    call("register_areas", election="pilkada", items=items)
    call.stations(*CODES, dpt={"male": 250, "female": 250, "total": 500})
    call.submit(CODES[0], **WHOLE)
    call.by(OBSERVER).submit(CODES[1], channel="observer", votes={"1": 10, "2": 20})
    call.fold()
    publish(call)
    return call


@pytest.fixture
def settings(database):
    environ = {
        "KENDALI_DATABASE_URL": database.url("elections"),
        "KENDALI_AMQP_URL": "amqp://nobody:nothing@127.0.0.1:1/nowhere",
        "KENDALI_AUDIT_KEY": "PRIVATE KEY",
        "KENDALI_IDENTITY_KEY": "00" * 32,
    }
    return load(Settings, environ)


def ask(call, method, **data):
    return call.by(READER)(method, **{"election": "pilkada", "contest": "walikota", **data})


def download(call, kind, **data):
    """Return the whole text, put together as the gateway does."""
    text, after = "", None
    while True:
        part = ask(call, "published_part", kind=kind, after=after, **data)
        text, after = text + part["text"], part["next"]
        if after is None:
            return text


def make_all(call, settings):
    while jobs.work(
        call.service.db,
        {stored.KIND: making.worker(call.service.db, Imprint(settings.issuer, settings.timezone))},
    ):
        pass


# What is public


def test_an_election_is_public_only_once_it_is_published(call):
    assert ask(call, "published_elections")["items"] == []
    for method in ("published_election", "published_tally", "published_station", "published_part"):
        with pytest.raises(NotPublished):
            ask(call, method, tps=CODES[0], kind="csv")
    publish(call)
    assert [one["id"] for one in ask(call, "published_elections")["items"]] == ["pilkada"]
    publish(call, published=False)
    assert ask(call, "published_elections")["items"] == []
    with pytest.raises(NotPublished):
        ask(call, "published_election")


def test_a_rehearsal_is_never_public(call):
    call("register_election", **ELECTION | {"id": "gladi", "rehearsal": True})
    publish(call, "gladi")
    assert ask(call, "published_elections")["items"] == []
    with pytest.raises(NotPublished):
        ask(call, "published_tally", election="gladi")


def test_an_unknown_election_is_told_of_as_an_unpublished_one(call):
    with pytest.raises(NotPublished):
        ask(call, "published_election", election="tidak-ada")
    publish(call)
    with pytest.raises(NotPublished):
        ask(call, "published_tally", contest="tidak-ada")


def test_the_list_is_paged(call):
    for day in (1, 2, 3):
        call("register_election", **ELECTION | {"id": f"e{day}", "date": f"2024-12-0{day}"})
        publish(call, f"e{day}")
    first = ask(call, "published_elections", limit=2)
    assert [one["id"] for one in first["items"]] == ["e3", "e2"]
    last = ask(call, "published_elections", limit=2, after=first["next"])
    assert ([one["id"] for one in last["items"]], last["next"]) == (["e1"], None)
    with pytest.raises(Invalid):
        ask(call, "published_elections", after="gestern")


# The tally and its rest


def test_the_tally_counts_what_is_consolidated_and_says_how_large_the_rest_is(count):
    tally = ask(count, "published_tally")
    assert (tally["tps_in"], tally["tps_held"], tally["tps_out"]) == (1, 1, 10)
    assert (tally["valid"], tally["votes_held"]) == (267, 30)
    assert [one["area"]["name"] for one in tally["children"]] == ["Bukit Intan", "197102"]
    assert "findings" not in tally
    assert "findings" not in tally["children"][0]


def test_a_part_of_the_tally_names_what_holds_it(count):
    tally = ask(count, "published_tally", area="1971011001")
    assert [one["name"] for one in tally["holders"]] == ["Kota", "Bukit Intan"]
    assert [one["tps_held"] for one in tally["children"]] == [0, 1, 0]


@pytest.mark.parametrize("wrong", [{"area": "1972"}, {"area": "x"}, {"depth": 3}])
def test_only_areas_of_the_contest_are_told_of(count, wrong):
    with pytest.raises(Invalid):
        ask(count, "published_tally", **wrong)


def test_a_station_shows_its_form_only_when_it_is_counted(count):
    counted = ask(count, "published_station", tps=CODES[0])
    assert (counted["status"], counted["form"]["votes"]) == ("counted", {"1": 150, "2": 117})
    held = ask(count, "published_station", tps=CODES[1])
    assert (held["status"], held["form"], held["received_at"]) == ("held", {}, None)
    assert ask(count, "published_station", tps=CODES[2])["status"] == "out"
    with pytest.raises(UnknownStation):
        ask(count, "published_station", tps="1971019999001")


# Photos


def test_only_shown_photos_of_counted_stations_are_published(count, tmp_path):
    count.service.pictures = Pictures(FileStore(tmp_path), count.service.settings.timezone)
    made = {}
    for page, tps in ((1, CODES[0]), (2, CODES[0]), (1, CODES[1])):
        about = {"election": "pilkada", "contest": "walikota", "tps": tps, "page": page}
        data = photographs.saved(photographs.form(page + len(made)))
        asked = Request(about, ADMIN, str(uuid.uuid4()), attachment=data)
        made[tps, page] = count.service.add_photo(asked)["answer"]["id"]
    count("reject_photo", photo=made[CODES[0], 2], reason="buram")
    [shown] = ask(count, "published_station", tps=CODES[0])["photos"]
    assert (shown["id"], shown["page"]) == (made[CODES[0], 1], 1)
    assert ask(count, "published_station", tps=CODES[1])["photos"] == []
    assert ask(count, "published_sirekap", area=CODES[0])["images"] == [shown["href"]]
    body = ask(count, "published_photo", tps=CODES[0], photo=shown["id"], size="thumb")
    assert body.startswith(b"\xff\xd8")
    for tps, page in ((CODES[0], 2), (CODES[1], 1)):
        with pytest.raises(NotPublished):
            ask(count, "published_photo", tps=tps, photo=made[tps, page])
    with pytest.raises(NotPublished):
        ask(count, "published_photo", tps=CODES[2], photo=made[CODES[0], 1])


# Downloads


def test_the_csv_has_every_station_and_figures_of_counted_ones_only(count, monkeypatch):
    monkeypatch.setattr(parts, "PAGE", 5)
    rows = list(csv.DictReader(io.StringIO(download(count, "csv"))))
    assert [row["kode_tps"] for row in rows] == CODES
    assert [row["status"] for row in rows[:3]] == ["counted", "held", "out"]
    assert [row["suara_1"] for row in rows[:3]] == ["150", "", ""]
    assert rows[0]["kecamatan"] == "Bukit Intan"
    few = list(csv.DictReader(io.StringIO(download(count, "csv", area="1971021002"))))
    assert [row["kode_tps"] for row in few] == CODES[-3:]


def test_the_json_is_whole_however_many_parts_it_has(count, monkeypatch):
    whole = json.loads(download(count, "json"))
    monkeypatch.setattr(parts, "PAGE", 5)
    cut = json.loads(download(count, "json"))
    assert cut["items"] == whole["items"]
    assert len(cut["items"]) == 12
    assert (whole["tps_in"], whole["issuer"]) == (1, "Kendali")
    assert json.loads(download(count, "json", area="1971031001"))["items"] == []


@pytest.mark.parametrize("page", [4, 1000])
def test_the_common_data_format_is_in_shape_whole_or_in_parts(count, monkeypatch, page):
    monkeypatch.setattr(parts, "PAGE", page)
    document = json.loads(download(count, "cdf"))
    assert trouble(document) == []
    assert len(document["GpUnit"]) == 1 + 2 + 4 + 12
    [contest] = document["Election"][0]["Contest"]
    votes = {one["GpUnitId"]: one["Count"] for one in contest["ContestSelection"][0]["VoteCounts"]}
    assert (votes["area-1971"], votes[f"area-{CODES[0]}"], votes[f"area-{CODES[1]}"]) == (
        150,
        150,
        0,
    )
    assert (contest["SubUnitsReported"], contest["TotalSubUnits"]) == (1, 12)


@pytest.mark.parametrize("made", [True, False])
def test_made_figures_are_called_so_and_real_ones_are_not(count, made):
    publish(count, test_data=made)
    assert json.loads(download(count, "cdf"))["IsTest"] is made
    assert ask(count, "published_election")["test_data"] is made


@pytest.mark.parametrize("kind", ["csv", "json", "cdf"])
def test_a_download_has_the_version_of_what_it_holds(count, kind):
    def version():
        return ask(count, "published_part", kind=kind)["version"]

    first = version()
    assert version() == first
    count.submit(CODES[2], **WHOLE)
    count.fold()
    second = version()
    publish(count, test_data=True)
    assert len({first, second, version()}) == 3


@pytest.mark.parametrize("after", ["99/0/", "x", "0/0/0/0"])
def test_a_place_that_is_not_in_the_document_is_refused(count, after):
    with pytest.raises(Invalid):
        ask(count, "published_part", kind="cdf", after=after)
    with pytest.raises(Invalid):
        ask(count, "published_part", kind="doc")


def test_sirekaps_shape_goes_down_to_the_station(count):
    area = ask(count, "published_sirekap", area="197101")
    assert area["tungsura"]["chart"]["1"] == 150
    assert area["tungsura"]["table"].keys() == {"1971011001", "1971011002"}
    station = ask(count, "published_sirekap", area=CODES[0])
    assert station["administrasi"]["suara_sah"] == 267
    assert ask(count, "published_sirekap", area=CODES[1])["chart"] is None


# Files that are made


def test_a_file_is_made_once_and_handed_out(count, settings):
    asked = {"kind": "xlsx", "area": "197101"}
    with pytest.raises(NotPublished):
        ask(count, "published_file", **asked)
    assert ask(count, "published_document", **asked)["state"] == "queued"
    assert ask(count, "published_document", **asked)["state"] == "queued"
    make_all(count, settings)
    told = ask(count, "published_document", **asked)
    assert told["state"] == "done"
    body = ask(count, "published_file", **asked)
    assert (body[:5], len(body)) == (b"PK\x03\x04\x14", told["bytes"])
    rows = count.service.db
    with rows.begin() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM jobs").scalar_one() == 1


def test_a_workbook_is_made_anew_when_the_count_went_on(count, settings, database):
    asked = {"kind": "xlsx"}
    ask(count, "published_document", **asked)
    make_all(count, settings)
    first = ask(count, "published_document", **asked)
    count.submit(CODES[2], **WHOLE)
    count.fold()
    again = ask(count, "published_document", **asked)
    assert (again["state"], again["version"]) == ("done", first["version"])
    database.execute("UPDATE elections.documents SET made_at = now() - interval '2 minutes'")
    assert ask(count, "published_document", **asked)["state"] == "queued"
    make_all(count, settings)
    assert ask(count, "published_document", **asked)["version"] > first["version"]


def test_too_many_files_that_wait_are_refused(count, monkeypatch):
    monkeypatch.setattr(stored, "MOST_WAITING", 1)
    ask(count, "published_document", kind="pdf", area="197101")
    with pytest.raises(TooBusy):
        ask(count, "published_document", kind="pdf", area="197102")


# A process of its own lays a report out


@pytest.fixture
def asked():
    """The addresses that somebody asks for on a server of this machine, the server's own first."""
    paths = []

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_error(404)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    paths.append(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, daemon=True).start()
    yield paths
    server.shutdown()
    server.server_close()


def test_a_report_is_a_pdf_and_fetches_nothing(asked):
    page = f'<link rel="stylesheet" href="{asked[0]}/x.css"><img src="{asked[0]}/y.png"><p>Laporan'
    assert render.pdf(page, lambda: None).startswith(b"%PDF-")
    assert len(asked) == 1
    assert requests.get(f"{asked[0]}/z", timeout=5).status_code == 404
    assert asked[1:] == ["/z"]


def test_a_report_that_can_not_be_laid_out_says_so(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(render.NotRendered):
        render.pdf("<p>Laporan</p>", lambda: None)
