"""Photos of damage: kept as they came, shown without what the camera told, removed."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from PIL import Image

from libs.kit.errors import Forbidden, Invalid
from libs.kit.request import Request
from libs.photos import orphans
from libs.photos.domain import NotAPhoto, PhotoTooLarge, PhotoTooSmall, PhotoUnreadable
from libs.photos.stores import NotKept
from services.gis.cli import cli
from services.gis.roads.damage_photos_repository import DamagePhotos
from services.gis.roads.damages import (
    MOST_PHOTOS,
    TooManyDamagePhotos,
    UnknownDamage,
    UnknownDamagePhoto,
)
from tests import photographs
from tests.asking import at_once
from tests.environ import of_service
from tests.integration.gis.layering import call, listed, told, who
from tests.integration.gis.roading import CLERK

OFFICER, VIEWER = who("officer", name="Feri"), who("viewer")
ELSEWHERE = who("operator", area="3316", name="Gita")
TAKEN = datetime(2024, 5, 6, 9, 30)  # noqa: DTZ001 - as a camera says it


@pytest.fixture
def damage(gis):
    data = {"point": [106.11, -2.1], "kind": "pothole", "severity": "heavy"}
    return call(gis, "report_damage", OFFICER, **data)["id"]


@pytest.fixture(scope="module")
def photo():
    tags = photographs.exif(TAKEN, "+07:00", (106.12, -2.1))
    return photographs.saved(photographs.form(1), exif=tags, quality=80)


def add(gis, damage, data, principal=OFFICER, again=""):
    request = Request({"damage": damage}, principal, again or str(uuid.uuid4()), attachment=data)
    return gis.add_damage_photo(request)["answer"]


def shown(gis, photo, size="full", principal=VIEWER):
    return gis.get_damage_photo(Request({"photo": photo, "size": size}, principal))


def test_a_photo_is_kept_and_shown_without_what_the_camera_told(gis, damage, photo, database):
    made = add(gis, damage, photo)
    assert (made["damage"], made["width"], made["height"]) == (damage, 900, 1200)
    assert made["taken_at"].startswith("2024-05-06T02:30:00")
    for size, side in (("full", 1200), ("thumb", 320)):
        picture = photographs.opened(shown(gis, made["id"], size))
        assert (picture.format, max(picture.size)) == ("JPEG", side)
        assert not picture.getexif()
        assert b"a phone of somebody" not in shown(gis, made["id"], size)
    [(lon, lat)] = database.execute("SELECT lon, lat FROM gis.road_damage_photos")
    assert (lon, lat) == pytest.approx((106.12, -2.1), abs=1e-4)
    everything = [call(gis, "list_damage_photos", one, damage=damage) for one in (CLERK, VIEWER)]
    everything += [listed(gis, layer="road_damage"), told(database), made]
    assert "106.12" not in str(everything)


def test_who_sent_it_and_how_far_off_is_for_those_who_handle_reports(gis, damage, photo):
    add(gis, damage, photo)
    for principal, known in ((CLERK, True), (VIEWER, False), (OFFICER, False)):
        [one] = call(gis, "list_damage_photos", principal, damage=damage)["items"]
        assert (one["who"] == "Feri", one["distance_m"] is not None) == (known, known)
    [one] = call(gis, "list_damage_photos", CLERK, damage=damage)["items"]
    assert one["distance_m"] == pytest.approx(1111, abs=5)
    assert call(gis, "get_damage", VIEWER, damage=damage)["photos"] == 1


@pytest.mark.parametrize("kind", ["PNG", "HEIF"])
def test_other_kinds_of_photos_are_taken_too(gis, damage, kind):
    data = photographs.saved(photographs.form(2), kind)
    made = add(gis, damage, data)
    assert photographs.opened(shown(gis, made["id"])).format == "JPEG"


def test_what_is_no_photo_is_refused_and_not_kept(gis, damage):
    small = photographs.saved(Image.new("RGB", (100, 100)))
    for data, error in (
        (b"<svg/>", NotAPhoto),
        (b"\xff\xd8\xff" + bytes(10 << 20), PhotoTooLarge),
        (b"\xff\xd8\xff" + bytes(1000), PhotoUnreadable),
        (small, PhotoTooSmall),
    ):
        with pytest.raises(error):
            add(gis, damage, data)
    assert call(gis, "list_damage_photos", VIEWER, damage=damage)["items"] == []
    assert list(gis.pictures.store.objects()) == []


def test_the_same_file_stands_once_and_a_repeated_command_is_answered_again(gis, damage, photo):
    again = str(uuid.uuid4())
    answers = [add(gis, damage, photo, again=again) for _ in range(2)]
    answers.append(add(gis, damage, photo, CLERK))
    assert {one["id"] for one in answers} == {answers[0]["id"]}
    assert len(call(gis, "list_damage_photos", VIEWER, damage=damage)["items"]) == 1


def test_a_report_has_so_many_photos_and_no_more_even_at_once(gis, damage):
    files = [photographs.saved(photographs.form(n), quality=30) for n in range(MOST_PHOTOS + 1)]
    for data in files[:-2]:
        add(gis, damage, data)
    answers = at_once([lambda data=data: add(gis, damage, data) for data in files[-2:]])
    assert {type(one) for one in answers} == {dict, TooManyDamagePhotos}


def test_who_may_not_report_sends_none_and_another_area_sees_none(gis, damage, photo):
    with pytest.raises(Forbidden):
        add(gis, damage, photo, VIEWER)
    with pytest.raises(UnknownDamage):
        add(gis, damage, photo, ELSEWHERE)
    made = add(gis, damage, photo)
    for method, data in (
        ("list_damage_photos", {"damage": damage}),
        ("remove_damage_photo", {"photo": made["id"], "reason": "x"}),
    ):
        with pytest.raises(UnknownDamage):
            call(gis, method, ELSEWHERE, **data)
    with pytest.raises(UnknownDamage):
        shown(gis, made["id"], principal=ELSEWHERE)
    with pytest.raises(UnknownDamagePhoto):
        shown(gis, str(uuid.uuid4()))
    with pytest.raises(Invalid):
        shown(gis, made["id"], "original")


def test_a_removed_photo_is_shown_no_more_and_its_files_are_swept(gis, damage, photo, database):
    made = add(gis, damage, photo)
    with pytest.raises(Forbidden):
        call(gis, "remove_damage_photo", OFFICER, photo=made["id"], reason="Wajah orang")
    with pytest.raises(Invalid):
        call(gis, "remove_damage_photo", CLERK, photo=made["id"])
    store, later = gis.pictures.store, datetime.now(UTC) + timedelta(days=1)
    assert orphans.remove(gis.db, store, later, DamagePhotos) == 0
    call(gis, "remove_damage_photo", CLERK, photo=made["id"], reason="Wajah orang")
    assert call(gis, "list_damage_photos", VIEWER, damage=damage)["items"] == []
    with pytest.raises(UnknownDamagePhoto):
        shown(gis, made["id"])
    kept = database.execute("SELECT lon, removed_by, reason FROM gis.road_damage_photos")
    assert kept == [(None, "Dewi", "Wajah orang")]
    assert orphans.remove(gis.db, store, later, DamagePhotos) == 3
    with pytest.raises(NotKept):
        store.get("original", "0" * 64)
    assert add(gis, damage, photo)["id"] != made["id"]


def test_a_command_sweeps_what_no_photo_has(gis, damage, photo, database, tmp_path):
    made = add(gis, damage, photo)
    environ = of_service("gis", database.url("gis"), "amqp://127.0.0.1", tmp_path)

    def swept(*options):
        done = CliRunner(env=environ).invoke(cli, ["photos-gc", "--days", "0", *options])
        assert done.exit_code == 0, done.output
        return int(done.output.split()[0])

    assert swept() == 0
    call(gis, "remove_damage_photo", CLERK, photo=made["id"], reason="Wajah orang")
    assert (swept("--dry-run"), swept(), swept()) == (3, 3, 0)


def test_a_lost_picture_is_made_again_of_the_original(gis, damage, photo):
    made = add(gis, damage, photo)
    for one in gis.pictures.store.objects():
        if not one.name.startswith("original/"):
            gis.pictures.store.remove(one.name)
    assert photographs.opened(shown(gis, made["id"], "thumb")).format == "JPEG"


def test_desks_hear_that_a_photo_came_and_went_and_not_which(gis, damage, photo, database):
    made = add(gis, damage, photo)
    add(gis, damage, photo)  # the same file again is the photo that is there
    call(gis, "remove_damage_photo", CLERK, photo=made["id"], reason="kabur")
    heard = told(database, "damage_photos_changed")
    plain = {"damage": str(damage), "area": heard[0]["area"]}
    assert heard == [
        plain | {"change": "added", "photos": 1},
        plain | {"change": "removed", "photos": 0},
    ]
