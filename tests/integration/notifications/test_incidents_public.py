"""Reports of the public and of other services, likely duplicates, photos, the printed report."""

import subprocess
import uuid

import pytest
from click.testing import CliRunner

from libs.kit import contracts
from libs.kit.errors import Invalid
from libs.kit.request import Request
from libs.photos.domain import NotAPhoto
from services.notifications.cli import cli
from services.notifications.incidents.domain import (
    IncidentState,
    NotForOperators,
    UnknownIncident,
)
from services.notifications.incidents.following import UnknownReceipt
from services.notifications.incidents.photographing import TooManyPhotos
from services.notifications.incidents.photos_repository import UnknownPhoto
from tests import photographs
from tests.asking import told
from tests.environ import of_service
from tests.incidents import SARI, act, call, report, sent, step, who

PUBLIC = who("viewer", area="", name="public")
SMOKE = {"type": "fire", "headline": "Asap tebal", "place": {"area": "1971031006"}}
ADMIN = who("admin", area="")


def _public(notifications, **changes):
    return call(notifications, "report_public_incident", PUBLIC, **{**SMOKE, **changes})


def test_a_report_of_the_public_is_followed_by_its_receipt(notifications):
    made = _public(notifications)
    assert made.keys() == {"receipt", "number", "state", "reported_at"}
    [one] = call(notifications, "list_incidents")["items"]
    assert (one["source"], one["checked"]) == ("public", False)
    step(notifications, one, "verify")
    found = call(notifications, "follow_incident", PUBLIC, receipt=made["receipt"])
    assert (found["state"], found["number"]) == ("verified", made["number"])
    assert found.keys() == {"number", "type", "state", "reported_at", "changed_at"}


def test_a_merged_report_is_followed_to_the_one_that_stays(notifications):
    made = _public(notifications)
    [one] = call(notifications, "list_incidents")["items"]
    stays = report(notifications, type="fire", place=SMOKE["place"])
    act(notifications, "merge", one, into=stays["id"])
    found = call(notifications, "follow_incident", PUBLIC, receipt=made["receipt"])
    assert found["number"] == stays["number"]


@pytest.mark.parametrize("receipt", ["", "x", "a" * 16, "%" * 16])
def test_an_unknown_receipt_tells_nothing(notifications, receipt):
    _public(notifications)
    with pytest.raises(UnknownReceipt):
        call(notifications, "follow_incident", PUBLIC, receipt=receipt)


def test_the_public_says_no_more_than_it_is_asked(notifications):
    for name in ("severity", "reporter", "agency", "exercise", "dedupe_key", "source"):
        with pytest.raises(Invalid) as refused:
            _public(notifications, **{name: "x"})
        assert [error.field for error in refused.value.errors] == [name]


# Likely duplicates


def _like(notifications, **changes):
    place = changes.pop("place", {"point": [106.1134, -2.1179]})
    made = report(notifications, place=place, headline=uuid.uuid4().hex, **changes)
    return made["id"], [one["id"] for one in made["similar"]]


@pytest.mark.parametrize(
    "place",
    [
        {"point": [106.1174, -2.1179]},  # 445 m
        {"area": "1971031006"},
        {"tps": "1971031006001"},
    ],
)
def test_what_is_near_and_of_the_type_is_offered(notifications, place):
    here = {"point": [106.1134, -2.1179], "area": "1971031006"}
    first, _ = _like(notifications, place=here)
    second, similar = _like(notifications, place=place)
    assert similar == [first]
    again = call(notifications, "list_similar_incidents", incident=first)["items"]
    assert [one["id"] for one in again] == [second]


@pytest.mark.parametrize(
    "changes",
    [
        {"place": {"point": [106.1184, -2.1179]}},  # 556 m
        {"place": {"area": "1971031007"}},
        {"place": {"words": "dekat pasar"}},
        {"type": "fire"},
        {"occurred_at": "2024-11-27T05:00:00Z"},
    ],
)
def test_what_is_elsewhere_or_something_else_is_not_offered(notifications, changes):
    _like(notifications, place={"point": [106.1134, -2.1179], "area": "1971031006"})
    assert _like(notifications, **changes)[1] == []


def test_what_is_over_is_not_offered_and_the_nearest_comes_first(notifications):
    far, _ = _like(notifications, place={"point": [106.1164, -2.1179]})
    near, _ = _like(notifications, place={"point": [106.1144, -2.1179]})
    assert _like(notifications)[1] == [near, far]
    one = call(notifications, "get_incident", incident=near)
    step(notifications, one, "refute")
    assert near not in _like(notifications)[1]


def test_a_metre_of_a_road_is_near_another_one(notifications):
    first, _ = _like(notifications, place={"road": "22.017", "metre": 1000})
    assert _like(notifications, place={"road": "22.017", "metre": 1400})[1] == [first]
    assert _like(notifications, place={"road": "22.017", "metre": 2000})[1] == []
    assert _like(notifications, place={"road": "22.018", "metre": 1000})[1] == []


# Other services' events


def hear(notifications, source, event, **changes):
    data = contracts.get(source, event, 1).example() | changes
    with notifications.db.begin() as tx:
        getattr(notifications, f"on_{event}")(tx, told(source, event, "x", data))
    return data


def _mode(notifications, source, mode):
    call(notifications, "set_incident_source", ADMIN, source=source, mode=mode)


def _all(notifications):
    return call(notifications, "list_incidents", ADMIN)["items"]


def test_heavy_damage_that_was_verified_waits_for_an_operator(notifications):
    hear(notifications, "gis", "road_damage_changed", state="reported", before=None)
    hear(notifications, "gis", "road_damage_changed", severity="light")
    assert _all(notifications) == []
    data = hear(notifications, "gis", "road_damage_changed")
    hear(notifications, "gis", "road_damage_changed")
    [one] = _all(notifications)
    assert (one["type"], one["state"], one["source"], one["report_count"]) == (
        "road_cut",
        "reported",
        "gis",
        2,
    )
    assert (one["place"]["road"], one["place"]["point"]) == (data["road"], data["point"])


def test_how_a_source_is_taken_is_set(notifications, database):
    _mode(notifications, "gis.road_damage", "off")
    hear(notifications, "gis", "road_damage_changed")
    assert _all(notifications) == []
    _mode(notifications, "gis.road_damage", "open")
    hear(notifications, "gis", "road_damage_changed")
    assert [one["state"] for one in _all(notifications)] == ["verified"]
    names = [name for name, _ in sent(database)]
    assert names == ["incident_reported", "incident_verified"]
    [damage, votes, *_] = call(notifications, "list_incident_sources", ADMIN)["items"]
    assert (damage["mode"], damage["who"], votes["mode"], votes["who"]) == (
        "open",
        "admin",
        "wait",
        None,
    )


def test_a_contested_result_is_one_incident_and_none_of_a_rehearsal(notifications):
    event = ("elections", "held_votes_changed")
    hear(notifications, *event, could_change=True, rehearsal=True)
    hear(notifications, *event, could_change=False)
    assert _all(notifications) == []
    hear(notifications, *event, could_change=True)
    hear(notifications, *event, could_change=True)
    [one] = _all(notifications)
    assert (one["type"], one["report_count"]) == ("contested_result", 2)


def test_a_quarantined_result_is_reported_where_that_is_wanted(notifications):
    event = ("elections", "record_changed")
    hear(notifications, *event)
    assert _all(notifications) == []
    _mode(notifications, "elections.quarantine", "wait")
    hear(notifications, *event, rehearsal=True)
    hear(notifications, *event, change="released")
    assert _all(notifications) == []
    hear(notifications, *event)
    [one] = _all(notifications)
    assert (one["type"], one["headline"], one["place"]["tps"]) == (
        "contested_result",
        "Hasil TPS 001 Semabung Lama dikarantina",
        "1971011004001",
    )


def test_where_the_map_finds_it_is_kept_without_stopping_anybody(notifications, database):
    one = report(notifications, place={"point": [106.1134, -2.1179]})
    place = {"incident": one["id"], "area": "1971031006", "point": [106.1134, -2.1179]}
    hear(notifications, "gis", "incident_placed", **place)
    found = call(notifications, "get_incident", incident=one["id"])
    assert (found["place"]["area"], found["version"]) == ("1971031006", one["version"])
    hear(notifications, "gis", "incident_placed", **place | {"area": "1971031007"})
    assert call(notifications, "get_incident", incident=one["id"])["place"] == found["place"]
    assert [data["what"] for _, data in sent(database)] == ["reported", "placed"]


# Photos


@pytest.fixture(scope="module")
def photo():
    tags = photographs.exif(None, "+07:00", (106.12, -2.1))
    return photographs.saved(photographs.form(1), exif=tags, quality=80)


def _send(notifications, incident, data, principal=SARI):
    request = Request({"incident": incident}, principal, str(uuid.uuid4()), attachment=data)
    return notifications.add_incident_photo(request)["answer"]


def test_a_photo_is_kept_once_and_shown_without_what_the_camera_told(notifications, photo):
    one = report(notifications)
    made = _send(notifications, one["id"], photo)
    assert _send(notifications, one["id"], photo)["id"] == made["id"]
    shown = call(notifications, "get_incident_photo", photo=made["id"], size="thumb")
    assert photographs.opened(shown).getexif().get_ifd(photographs.GPS) == {}
    assert max(photographs.opened(shown).size) == 320
    viewer = who("viewer")
    [found] = call(notifications, "list_incident_photos", viewer, incident=one["id"])["items"]
    assert (found["id"], found["who"]) == (made["id"], None)
    log = call(notifications, "list_incident_log", viewer, incident=one["id"])["items"]
    assert [(entry["what"], entry["who"]) for entry in log][1:] == [("photo_added", None)]
    with pytest.raises(NotAPhoto):
        _send(notifications, one["id"], b"<svg/>")


def _send_public(notifications, receipt, data):
    request = Request({"receipt": receipt}, PUBLIC, str(uuid.uuid4()), attachment=data)
    return notifications.add_public_incident_photo(request)["answer"]


def test_the_publics_photo_is_kept_without_what_the_camera_told(notifications, photo, tmp_path):
    made = _public(notifications)
    assert _send_public(notifications, made["receipt"], photo).keys() == {"received_at", "bytes"}
    [one] = call(notifications, "list_incidents")["items"]
    [found] = call(notifications, "list_incident_photos", incident=one["id"])["items"]
    assert (found["who"], found["taken_at"]) == ("public", None)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    kept = [path.read_bytes() for path in files if path.read_bytes().startswith(b"\xff\xd8")]
    assert kept
    assert photo not in kept
    assert all(not dict(photographs.opened(data).getexif()) for data in kept)


def test_a_report_of_the_public_takes_three_photos_while_it_is_open(notifications, photo):
    made = _public(notifications)
    with pytest.raises(UnknownReceipt):
        _send_public(notifications, "a" * 16, photo)
    with pytest.raises(NotAPhoto):
        _send_public(notifications, made["receipt"], b"GIF89a")
    for number in range(3):
        _send_public(notifications, made["receipt"], photographs.saved(photographs.form(number)))
    with pytest.raises(TooManyPhotos):
        _send_public(notifications, made["receipt"], photographs.saved(photographs.form(3)))
    [one] = call(notifications, "list_incidents")["items"]
    step(notifications, one, "refute")
    with pytest.raises(IncidentState):
        _send_public(notifications, made["receipt"], photo)


def test_a_photo_is_for_who_reads_its_incident(notifications, photo):
    one = report(notifications)
    made = _send(notifications, one["id"], photo)
    elsewhere = who("viewer", area="1972")
    with pytest.raises(UnknownIncident):
        call(notifications, "get_incident_photo", elsewhere, photo=made["id"])
    with pytest.raises(UnknownIncident):
        _send(notifications, one["id"], photo, elsewhere)


def test_a_removed_photo_is_gone_with_its_file(notifications, photo, database, tmp_path):
    one = report(notifications)
    made = _send(notifications, one["id"], photo)
    asked = {"photo": made["id"], "reason": "wajah korban"}
    with pytest.raises(NotForOperators):
        call(notifications, "remove_incident_photo", who("viewer"), **asked)
    environ = of_service("notifications", database.url("notifications"), "amqp://x", tmp_path)

    def swept(*options):
        done = CliRunner(env=environ).invoke(cli, ["photos-gc", "--days", "0", *options])
        assert done.exit_code == 0, done.output
        return int(done.output.split()[0])

    assert swept() == 0
    call(notifications, "remove_incident_photo", **asked)
    assert call(notifications, "list_incident_photos", incident=one["id"])["items"] == []
    with pytest.raises(UnknownPhoto):
        call(notifications, "get_incident_photo", photo=made["id"])
    assert (swept("--dry-run"), swept(), swept()) == (3, 3, 0)
    entry = call(notifications, "list_incident_log", incident=one["id"])["items"][-1]
    assert (entry["what"], entry["text"]) == ("photo_removed", "wajah korban")
    assert _send(notifications, one["id"], photo)["id"] != made["id"]


def test_keys_that_are_over_are_forgotten_and_others_hold(notifications, database):
    report(notifications), report(notifications, who(name="sensor"), dedupe_key="pintu-air-3")
    database.execute("UPDATE notifications.incident_keys SET until = until - interval '1 hour'")
    report(notifications, headline="Air naik")
    notifications.forget_old_keys()
    query = "SELECT count(*) FROM notifications.incident_keys WHERE until IS NULL"
    assert database.execute(query) == [(1,)]
    assert database.execute("SELECT count(*) FROM notifications.incident_keys") == [(2,)]


def test_the_same_words_an_hour_later_are_something_new(notifications, database):
    first = report(notifications)
    database.execute("UPDATE notifications.incident_keys SET until = until - interval '1 hour'")
    again, counted = report(notifications), report(notifications)
    assert (again["repeated"], counted["repeated"]) == (False, True)
    assert again["id"] == counted["id"] != first["id"]


# The after-action report


def test_the_report_tells_what_was_done_in_its_order(notifications):
    stays = report(notifications, text="Air setinggi lutut <b>")
    other = report(notifications, headline="Banjir di TPS 3")
    act(notifications, "merge", other, into=stays["id"])
    stays = act(notifications, "rate", stays, severity="critical", reason="penghitungan terhenti")
    stays = act(notifications, "take", stays, agency="BPBD")
    stays = act(notifications, "hand_over", stays, to_agency="PLN")
    named = {"incident": stays["id"]}
    call(notifications, "add_incident_task", **named, text="Kirim pompa", agency="BPBD")
    unit = call(notifications, "add_incident_unit", **named, name="Regu 2")
    call(notifications, "move_incident_unit", **named, unit=unit["id"], state="on_site")
    step(notifications, stays, "verify", "respond", "contain", "close")
    for language, title in (("id", "Laporan pascakejadian"), ("en", "After-action report")):
        pdf = call(notifications, "print_incident", **named, language=language)
        done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
        text = " ".join(done.stdout.decode().split())
        for words in (title, "INS-0001", "Air setinggi lutut <b>", "Kirim pompa", "Regu 2", "PLN"):
            assert words in text, words
        assert text.index("penghitungan terhenti") < text.index("Kirim pompa")
