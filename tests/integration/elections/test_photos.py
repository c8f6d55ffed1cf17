"""Photos on a real database and a real folder: kept, moved, rejected, and what is odd of them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import pytest

from libs.kit import clock
from libs.kit.commands import CommandIdReused
from libs.kit.errors import Conflict, Invalid
from libs.kit.principal import OutsideArea, Principal
from libs.kit.request import Request
from libs.photos.domain import NotAPhoto, PhotoUnreadable
from libs.photos.pictures import PhotosBusy, Pictures
from libs.photos.stores import FileStore
from services.elections import options_repository, photos
from services.elections.domain import UnknownContest, UnknownElection, UnknownStation
from services.elections.photos import orphans
from services.elections.photos.domain import PhotoNotShown, TooManyPhotos, UnknownPhoto
from services.elections.repository import Elections
from tests import photographs
from tests.asking import at_once
from tests.integration.elections.conftest import ADMIN
from tests.unit.elections.forms_of import WHOLE

TPS, NEXT, OTHER = "1971011004001", "1971011004002", "1971021001001"
POINT = (106.1163, -2.1316)
ON_THE_DAY = datetime(2024, 11, 27, 14, 3, 22)  # noqa: DTZ001 - as a camera says it
VERIFIER = Principal("verifier", "Verifikator", frozenset({"verifier"}), "197101")


class Album:
    """The service as the gateway calls it with photos."""

    def __init__(self, call, folder) -> None:
        self.call, self.folder = call, folder
        self.service = call.service
        self.service.pictures = Pictures(FileStore(folder), ZoneInfo("Asia/Jakarta"), in_hand=50)

    def add(self, data, tps=TPS, page=1, *, key=None, who=ADMIN, **more):
        about = {"election": "pilkada", "contest": "walikota", "tps": tps, "page": page} | more
        return self.service.add_photo(
            Request(about, who, key or str(uuid.uuid4()), attachment=data)
        )

    def of(self, tps=TPS, contest="walikota", who=ADMIN):
        about = {"election": "pilkada", "contest": contest, "tps": tps}
        return self.call.by(who)("list_photos", **about)["items"]

    def show(self, photo, size="full", who=ADMIN):
        return self.call.by(who)("get_photo", photo=photo, size=size)

    def change(self, method, photo, who=ADMIN, **data):
        data = {"photo": photo, "reason": "halaman TPS lain"} | data
        return self.call.by(who)(method, **data)["answer"]

    def findings(self, tps=TPS, contest="walikota"):
        about = {"election": "pilkada", "contest": contest, "tps": tps}
        found = self.call("get_result", **about)["findings"]
        return {(one["rule"], one["difference"]) for one in found if one["source"] == "photo"}

    def set(self, **options):
        with self.service.db.begin() as tx:
            before = options_repository.current(tx, "pilkada")
            options_repository.put(tx, "pilkada", replace(before, **options), before, "admin")

    def files(self, kind="original"):
        return sorted(path.name for path in self.folder.glob(f"{kind}/*/*/*"))


@pytest.fixture
def album(call, tmp_path):
    call.stations(TPS, NEXT, OTHER, point=list(POINT))
    for tps in (TPS, NEXT, OTHER):
        call.submit(tps, **WHOLE)
    return Album(call, tmp_path / "photos")


@pytest.fixture(scope="module")
def pictures():
    """Forms by number, saved once."""
    return [photographs.saved(photographs.form(n), quality=92) for n in range(7)]


@pytest.fixture(scope="module")
def picture(pictures):
    return pictures[0]


def events(database, name):
    rows = database.execute(
        "SELECT envelope::jsonb -> 'data' FROM elections.outbox WHERE event = %s ORDER BY id", name
    )
    return [row[0] for row in rows]


def noted(database):
    rows = database.execute(
        "SELECT what, who, content FROM elections.audit_entries"
        " WHERE what LIKE 'photo%' ORDER BY id"
    )
    return [tuple(row) for row in rows]


def test_a_photo_is_kept_by_its_hash_and_listed(album, picture, database):
    given = album.add(picture)
    answer, digest = given["answer"], sha256(picture).hexdigest()
    assert given["repeated"] is False
    assert (answer["sha256"], answer["page"], answer["state"]) == (digest, 1, "shown")
    assert (answer["width"], answer["height"]) == (900, 1200)
    assert (answer["taken_at"], answer["distance_m"]) == (None, None)
    [listed] = album.of()
    assert listed == answer | {"reason": None}
    kept = album.folder / "original" / digest[:2] / digest[2:4] / digest
    assert kept.read_bytes() == picture
    assert photographs.opened(album.show(answer["id"])).size == (900, 1200)
    assert max(photographs.opened(album.show(answer["id"], "thumb")).size) == 320
    [told] = events(database, "photo_added")
    assert (told["photo"], told["sha256"], told["tps"]) == (answer["id"], digest, TPS)
    assert noted(database) == [("photo_added", "admin", digest)]
    assert album.findings() == set()


def test_a_repeated_upload_is_answered_and_makes_nothing_new(album, pictures, database):
    key = str(uuid.uuid4())
    first = album.add(pictures[0], key=key)
    again = album.add(pictures[0], key=key)
    assert again == {"answer": first["answer"], "repeated": True}
    with pytest.raises(CommandIdReused):
        album.add(pictures[1], key=key)
    anew = album.add(pictures[0])
    assert anew["answer"] == first["answer"]
    assert len(album.of()) == len(events(database, "photo_added")) == 1
    assert album.add(pictures[0], page=2)["answer"]["id"] != first["answer"]["id"]


def test_uploads_of_one_photo_at_once_make_one(album, picture):
    answers = at_once([lambda: album.add(picture) for _ in range(4)])
    assert len({one["answer"]["id"] for one in answers}) == 1
    assert len(album.of()) == 1


def test_two_stations_that_send_the_same_photo_at_once_are_both_found(album, picture):
    at_once([lambda tps=tps: album.add(picture, tps) for tps in (TPS, NEXT, OTHER)])
    for tps in (TPS, NEXT, OTHER):
        assert album.findings(tps) == {("photo-elsewhere", 2)}


@pytest.mark.parametrize("page", [0, 4, -1, True, "1"])
def test_a_page_that_the_form_does_not_have_is_refused(album, picture, page):
    with pytest.raises(Invalid) as caught:
        album.add(picture, page=page)
    assert [one.field for one in caught.value.errors] == ["page"]


def test_what_is_unknown_is_refused(album, picture):
    for data, error in (
        ({"election": "tidak-ada"}, UnknownElection),
        ({"contest": "tidak-ada"}, UnknownContest),
        ({"tps": "1971011004999"}, UnknownStation),
    ):
        with pytest.raises(error):
            album.add(picture, **data)
    with pytest.raises(UnknownPhoto):
        album.show(str(uuid.uuid4()))
    with pytest.raises(UnknownPhoto):
        album.show("../../etc/passwd")


def test_what_is_no_photo_leaves_no_file(album, picture):
    with pytest.raises(NotAPhoto):
        album.add(b"%PDF-1.7 the form as a document")
    with pytest.raises(PhotoUnreadable):
        album.add(picture[: len(picture) // 2])
    assert album.files() == []


def test_a_page_has_only_so_many_photos(album, pictures):
    for picture in pictures[:4]:
        album.add(picture)
    with pytest.raises(TooManyPhotos):
        album.add(pictures[4])
    album.change("reject_photo", album.of()[0]["id"], reason="buram")
    assert album.add(pictures[4])["answer"]["state"] == "shown"


def test_after_closing_no_photo_comes_in(album, picture):
    past = clock.now() - timedelta(seconds=1)
    album.set(closes_at=past)
    with pytest.raises(Conflict) as caught:
        album.add(picture)
    assert caught.value.slug == "election-closed"


def test_each_sees_and_sends_photos_of_his_area_alone(album, picture):
    crew = Principal("crew", "KPPS", frozenset({"reporter"}), TPS)
    photo = album.add(picture, who=crew)["answer"]["id"]
    assert [one["id"] for one in album.of(who=crew)] == [photo]
    assert album.show(photo, who=crew)
    neighbour = replace(crew, area=NEXT)
    for refused in (
        lambda: album.add(picture, who=neighbour),
        lambda: album.of(who=neighbour),
        lambda: album.show(photo, who=neighbour),
        lambda: album.change("move_photo", photo, replace(VERIFIER, area="197102"), tps=OTHER),
        lambda: album.change("move_photo", photo, VERIFIER, tps=OTHER),
        lambda: album.change("reject_photo", photo, replace(VERIFIER, area="197102")),
    ):
        with pytest.raises(OutsideArea):
            refused()
    assert album.of()[0]["state"] == "shown"


# ---- findings


def test_the_same_photo_at_another_station_is_found_at_both(album, picture):
    album.add(picture)
    assert album.findings() == set()
    album.add(picture, NEXT, 2)
    assert album.findings() == album.findings(NEXT) == {("photo-elsewhere", 1)}
    assert album.findings(OTHER) == set()


@pytest.mark.parametrize(
    ("degrees", "scale", "quality"),
    [(0, 1, 60), (0, 0.5, 70), (90, 1, 90), (180, 0.5, 60), (270, 0.25, 60)],
)
def test_a_copy_of_it_is_found_however_it_was_turned(album, picture, degrees, scale, quality):
    turned = photographs.opened(picture).rotate(degrees, expand=True)
    album.add(photographs.copy(photographs.saved(turned, quality=95), scale, quality))
    album.add(picture, NEXT, 2)
    assert album.findings() == album.findings(NEXT) == {("photo-similar", 1)}
    assert album.findings(OTHER) == set()


def test_a_photo_that_was_never_looked_at_turned_is_found_as_it_is(album, picture, database):
    album.add(picture)
    database.execute("UPDATE elections.photos SET turned = NULL")
    album.add(photographs.copy(picture, 0.5, 70), NEXT)
    assert album.findings() == album.findings(NEXT) == {("photo-similar", 1)}


def test_photos_of_different_forms_are_not_taken_for_the_same(album, pictures):
    for number, picture in enumerate(pictures[:6]):
        album.add(picture, (TPS, NEXT, OTHER)[number % 3], 1 + number // 3)
    assert [album.findings(tps) for tps in (TPS, NEXT, OTHER)] == [set()] * 3


def test_a_photo_from_far_away_and_of_another_day_is_found_with_metres_and_days(album):
    tags = photographs.exif(ON_THE_DAY - timedelta(days=3), "+07:00", (106.1163, -2.1226))
    image = photographs.form(20)
    answer = album.add(photographs.saved(image, exif=tags))["answer"]
    assert answer["distance_m"] == pytest.approx(1001, abs=2)
    assert answer["taken_at"] == "2024-11-24T07:03:22.000000Z"
    assert album.findings() == {("photo-far", answer["distance_m"]), ("photo-old", 3)}
    near = photographs.exif(ON_THE_DAY, "+07:00", POINT)
    album.add(photographs.saved(photographs.form(21), exif=near), NEXT)
    assert album.findings(NEXT) == set()


def test_what_is_far_is_an_option_of_the_election(album):
    album.set(photo_far_metres=2000)
    tags = photographs.exif(ON_THE_DAY, "+07:00", (106.1163, -2.1226))
    album.add(photographs.saved(photographs.form(20), exif=tags))
    assert album.findings() == set()


def test_a_point_that_comes_later_tells_how_far_the_photo_was_taken(album, database):
    unknown = "1971011004003"
    album.call.stations(unknown)
    album.call.submit(unknown, **WHOLE)
    tags = photographs.exif(ON_THE_DAY, "+07:00", (106.1163, -2.1226))
    answer = album.add(photographs.saved(photographs.form(20), exif=tags), unknown)["answer"]
    assert (answer["distance_m"], album.findings(unknown)) == (None, set())
    album.call.stations(unknown, point=list(POINT))
    album.service.check_photos()
    [photo] = album.of(unknown)
    assert photo["distance_m"] == pytest.approx(1001, abs=2)
    assert album.findings(unknown) == {("photo-far", photo["distance_m"])}
    told = events(database, "findings_changed")[-1]
    assert (told["tps"], told["findings"]) == (unknown, {"error": 0, "warning": 1})


def test_a_point_that_is_mended_takes_the_finding_away_and_is_told_once(album, database):
    tags = photographs.exif(ON_THE_DAY, "+07:00", (106.1163, -2.1226))
    album.add(photographs.saved(photographs.form(20), exif=tags))
    assert {rule for rule, _ in album.findings()} == {"photo-far"}
    album.call.stations(TPS, point=[106.1163, -2.1225])
    album.service.check_photos()
    assert album.findings() == set()
    assert album.of()[0]["distance_m"] == pytest.approx(11, abs=1)
    album.call.stations(TPS, point=[106.1163, -2.1224])  # the finding stays away
    album.service.check_photos()
    assert [one["findings"]["warning"] for one in events(database, "findings_changed")] == [0]
    assert database.execute("SELECT count(*) FROM elections.photo_checks")[0][0] == 0


def test_a_photo_without_a_position_waits_for_no_point(album, picture, database):
    album.add(picture)
    album.call.stations(TPS, point=[106.2, -2.2])
    assert database.execute("SELECT count(*) FROM elections.photo_checks")[0][0] == 0


def test_what_counts_as_far_is_judged_anew_when_it_changes(album):
    tags = photographs.exif(ON_THE_DAY, "+07:00", (106.1163, -2.1226))
    album.add(photographs.saved(photographs.form(20), exif=tags))
    for metres, rules in ((2000, set()), (600, {"photo-far"})):
        album.call.by(ADMIN)("put_options", election="pilkada", photo_far_metres=metres)
        album.service.check_photos()
        assert {rule for rule, _ in album.findings()} == rules


def test_findings_of_photos_are_counted_in_the_tally(album, picture):
    album.add(picture)
    album.add(picture, NEXT)
    album.call.fold()
    assert album.call.differences() == []
    progress = album.call("get_progress", election="pilkada")["contests"][0]
    assert progress["findings"]["error"] == 2


def test_a_submission_leaves_the_findings_of_photos_as_they_are(album, picture):
    album.add(picture)
    album.add(picture, NEXT)
    album.call.submit(TPS, **WHOLE)
    assert album.findings() == {("photo-elsewhere", 1)}


# ---- moved and rejected


def test_a_photo_of_another_station_is_moved_and_both_records_are_judged_anew(
    album, pictures, database
):
    tags = photographs.exif(ON_THE_DAY, "+07:00", POINT)
    own = photographs.saved(photographs.form(30), exif=tags)
    album.add(own, OTHER, 2)
    wrong = album.add(own, who=VERIFIER)["answer"]
    assert album.findings() == album.findings(OTHER) == {("photo-elsewhere", 1)}
    moved = album.change("move_photo", wrong["id"], VERIFIER, tps=NEXT, page=3)
    assert (moved["tps"], moved["page"], moved["from"]) == (NEXT, 3, wrong["id"])
    assert album.findings() == set()
    assert album.findings(NEXT) == album.findings(OTHER) == {("photo-elsewhere", 1)}
    [gone] = album.of()
    assert (gone["state"], gone["reason"]) == ("moved", "halaman TPS lain")
    assert [one["id"] for one in album.of(NEXT)] == [moved["id"]]
    back = album.change("move_photo", moved["id"], tps=OTHER, page=2)
    assert [one["id"] for one in album.of(OTHER)] == [back["id"]]  # the same file was there
    assert album.findings(NEXT) == album.findings(OTHER) == set()
    first, _ = events(database, "photo_moved")
    assert first["to"] == {"contest": "walikota", "tps": NEXT, "page": 3, "photo": moved["id"]}
    assert "halaman" not in str(first)
    assert album.files() == [wrong["sha256"]]


def test_a_photo_is_moved_to_the_other_contest_of_its_station(album, picture):
    photo = album.add(picture)["answer"]["id"]
    moved = album.change("move_photo", photo, tps=TPS, contest="gubernur")
    assert [one["id"] for one in album.of(contest="gubernur")] == [moved["id"]]
    with pytest.raises(PhotoNotShown):
        album.change("move_photo", photo, tps=NEXT)


def test_a_move_to_where_the_photo_is_or_without_a_reason_is_refused(album, picture):
    photo = album.add(picture)["answer"]["id"]
    for data in (
        {"tps": TPS},
        {"tps": NEXT, "reason": " "},
        {"tps": "1971"},
        {"tps": NEXT, "x": 1},
    ):
        with pytest.raises(Invalid):
            album.change("move_photo", photo, **data)
    with pytest.raises(UnknownStation):
        album.change("move_photo", photo, tps="1971011004999")
    assert [one["state"] for one in album.of()] == ["shown"]


def test_a_rejected_photo_is_shown_no_more_and_makes_no_finding(album, picture, database):
    album.add(picture)
    copy = album.add(picture, NEXT)["answer"]["id"]
    answer = album.change("reject_photo", copy, reason="foto TPS lain")
    assert (answer["state"], answer["reason"]) == ("rejected", "foto TPS lain")
    assert album.findings() == album.findings(NEXT) == set()
    with pytest.raises(PhotoNotShown):
        album.change("reject_photo", copy)
    assert [one["photo"] for one in events(database, "photo_rejected")] == [copy]
    assert [row[0] for row in noted(database)] == ["photo_added", "photo_added", "photo_rejected"]
    with album.service.db.begin() as tx:
        key = Elections(tx).ballot("pilkada", "walikota").key
        assert photos.published(tx, key, NEXT) == []
        assert [one["page"] for one in photos.published(tx, key, TPS)] == [1]
        assert [one["state"] for one in photos.of(tx, key, NEXT)] == ["rejected"]
        with pytest.raises(UnknownPhoto):
            photos.shown(tx, copy)
    assert album.add(picture, NEXT)["answer"]["id"] != copy  # sent again on purpose


# ---- the folder


def test_what_is_shown_is_made_again_from_the_evidence(album, picture):
    photo = album.add(picture)["answer"]
    before = album.show(photo["id"])
    for path in album.folder.glob("full/*/*/*"):
        path.unlink()
    assert album.show(photo["id"]) == before
    [original] = album.folder.glob("original/*/*/*")
    original.write_bytes(photographs.saved(photographs.form(50)))
    for path in album.folder.glob("full/*/*/*"):
        path.unlink()
    with pytest.raises(Exception, match="damaged"):
        album.show(photo["id"])


def test_files_that_no_photo_has_are_removed_after_a_day(album, pictures):
    kept = album.add(pictures[0])["answer"]["sha256"]
    rejected = album.add(pictures[1])["answer"]
    album.change("reject_photo", rejected["id"])
    with pytest.raises(UnknownStation):
        album.add(pictures[2], tps="1971011004999")  # its file is there, as after a crash
    (album.folder / "original" / "00").mkdir()
    (album.folder / "original" / "00" / f".{'0' * 32}.part").write_bytes(b"half a photo")
    assert len(album.files()) == 3
    db, store = album.service.db, album.service.pictures.store
    assert orphans.remove(db, store, datetime.now(UTC) - orphans.AGE) == 0
    later = datetime.now(UTC) + timedelta(seconds=1)
    assert len(list(orphans.find(db, store, later))) == 4
    assert orphans.remove(db, store, later) == 4  # a photo is three files
    assert album.files() == sorted([kept, rejected["sha256"]])
    assert list(orphans.find(db, store, later)) == []


def test_a_process_takes_only_so_many_photos_in_hand(album, picture):
    pictures = Pictures(FileStore(album.folder), ZoneInfo("Asia/Jakarta"), in_hand=1)
    album.service.pictures = pictures
    with pictures.hand(), pytest.raises(PhotosBusy):
        album.add(picture)
    assert album.add(picture)["answer"]["page"] == 1
