"""What a photo is, and what is odd about one. Most are read in this process, which is quicker."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pillow_heif
import pytest
from PIL import ImageFile

from libs.photos import decoder
from libs.photos.decoding import decode
from libs.photos.domain import (
    MOST_BYTES,
    Facts,
    NotAPhoto,
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoTooSmall,
    PhotoUnreadable,
    distance,
    sniff,
)
from libs.photos.facts import facts, facts_in, facts_out
from services.elections.photos import domain
from services.elections.photos.domain import Photo, Place, Twin
from tests import photographs

ZONE = ZoneInfo("Asia/Jakarta")
TAKEN = datetime(2024, 11, 27, 14, 3, 22)  # noqa: DTZ001 - as a camera says it
PLACE = (106.1163, -2.1316)


def read(data: bytes) -> tuple[Facts, bytes, bytes]:
    known, (full, thumb, icon) = decoder.read(data, sniff(data))
    return facts("0" * 64, len(data), known, icon, ZONE), full, thumb


@pytest.fixture(scope="module")
def image():
    pillow_heif.register_heif_opener(thumbnails=False)
    return photographs.form(1)


@pytest.fixture(scope="module")
def jpeg(image) -> bytes:
    return photographs.saved(image, quality=92)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_photo_of_each_kind_is_read_with_its_time_and_place(image, kind):
    tags = photographs.exif(TAKEN, "+07:00", PLACE)
    data = photographs.saved(image, kind, exif=tags)
    found, full, thumb = read(data)
    assert (found.width, found.height) == image.size
    assert found.taken_at == datetime(2024, 11, 27, 7, 3, 22, tzinfo=UTC)
    assert found.position == pytest.approx(PLACE, abs=1e-5)
    assert photographs.opened(full).size == image.size
    assert max(photographs.opened(thumb).size) == 320


def test_what_is_shown_has_lost_all_that_the_phone_told(image):
    tags = photographs.exif(TAKEN, "+07:00", PLACE)
    data = photographs.saved(image, exif=tags, comment=b"secret comment", icc_profile=b"profile")
    for shown in read(data)[1:]:
        opened = photographs.opened(shown)
        assert opened.format == "JPEG"
        assert not opened.getexif()
        assert not opened.info.keys() & {"exif", "comment", "icc_profile", "xmp"}
        assert b"secret" not in shown
        assert b"phone" not in shown


def test_a_photo_that_lies_on_its_side_is_set_upright(image):
    lying = image.rotate(90, expand=True)
    found, full, _ = read(
        photographs.saved(lying, quality=95, exif=photographs.exif(orientation=6))
    )
    assert (found.width, found.height) == photographs.opened(full).size == image.size
    straight, _, _ = read(photographs.saved(image, quality=95))
    assert domain.alike(found.icon, straight.icon)


def test_a_camera_without_a_zone_is_on_local_time_unless_satellites_told_another(image):
    plain = photographs.exif(TAKEN)
    assert read(photographs.saved(image, exif=plain))[0].taken_at == datetime(
        2024, 11, 27, 7, 3, 22, tzinfo=UTC
    )
    plain.get_ifd(photographs.GPS).update({29: "2024:11:27", 7: (6.0, 3.0, 20.0)})
    assert read(photographs.saved(image, exif=plain))[0].taken_at == datetime(
        2024, 11, 27, 6, 3, 20, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("tag", "value"),
    [(0x9003, "2024:06:31 10:00:00"), (0x9003, "0000:00:00 00:00:00"), (0x9003, "yesterday")],
)
def test_a_camera_that_tells_an_impossible_time_tells_none(image, tag, value):
    tags = photographs.exif(position=PLACE)
    tags.get_ifd(photographs.EXIF)[tag] = value
    found = read(photographs.saved(image, exif=tags))[0]
    assert found.taken_at is None
    assert found.position is not None


@pytest.mark.parametrize("position", [(0.0, 0.0), (400.0, -2.0), (106.0, 95.0)])
def test_a_position_that_can_not_be_is_none(image, position):
    tags = photographs.exif(TAKEN, "+07:00", position)
    found = read(photographs.saved(image, exif=tags))[0]
    assert found.position is None
    assert found.taken_at is not None


def test_damaged_tags_do_not_spoil_a_good_picture(image, jpeg):
    tags = photographs.exif(TAKEN, "+07:00", PLACE).tobytes()
    found = read(photographs.saved(image, exif=tags[:40] + b"\xff" * 60))[0]
    assert (found.taken_at, found.position) == (None, None)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 a document",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + bytes(100),
        bytes(4) + b"ftypavif" + bytes(100),
        bytes(4) + b"ftypmp42" + bytes(100),
        b"RIFF\x00\x00\x00\x00WEBP" + bytes(100),
    ],
)
def test_what_begins_like_no_photo_is_refused_whatever_it_is_called(data):
    with pytest.raises(NotAPhoto):
        sniff(data)


def test_a_photo_above_ten_megabytes_is_refused_before_it_is_looked_at():
    with pytest.raises(PhotoTooLarge):
        sniff(b"\xff\xd8\xff" + bytes(MOST_BYTES))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_photo_that_is_cut_off_is_refused(image, kind, part, monkeypatch):
    # WeasyPrint, where another test imported it, has Pillow take such files; the decoder has none.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    data = photographs.saved(image, kind)
    with pytest.raises(decoder.Wrong, match="damaged"):
        decoder.read(data[: int(len(data) * part)], kind)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_a_head_without_a_photo_behind_it_is_refused(image, kind):
    data = photographs.saved(image, kind)
    with pytest.raises(decoder.Wrong):
        decoder.read(data[:32] + b"\x00\xff" * 500, kind)


def test_a_bomb_is_refused_by_its_head_and_at_once():
    bomb = photographs.png_bomb(60_000, 60_000)
    assert len(bomb) < 100_000
    started = time.monotonic()
    with pytest.raises(PhotoTooManyPixels, match="60000 by 60000"):
        decode(bomb, sniff(bomb))
    assert time.monotonic() - started < 5


def test_a_picture_that_no_form_can_be_read_from_is_refused(image):
    with pytest.raises(PhotoTooSmall):
        decode(photographs.saved(image.resize((150, 200))), "JPEG")


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_the_process_of_its_own_reads_the_same(image, kind):
    data = photographs.saved(image, kind, exif=photographs.exif(TAKEN, "+07:00", PLACE))
    assert decode(data, kind) == decoder.read(data, kind)
    with pytest.raises(PhotoUnreadable):
        decode(data[: len(data) // 2], kind)


def test_a_photo_that_takes_too_long_is_given_up(jpeg):
    with pytest.raises(PhotoUnreadable, match="too long"):
        decode(jpeg, "JPEG", seconds=0.001)


def test_of_a_file_that_is_two_things_only_the_picture_is_shown(jpeg):
    page = b"<html><script>alert(document.cookie)</script></html>"
    found, full, thumb = read(jpeg + b"PK\x03\x04" + page)
    assert found.dhash == read(jpeg)[0].dhash
    assert page not in full + thumb


def test_a_file_is_read_as_what_it_begins_like_and_as_nothing_else(image):
    png = photographs.saved(image, "PNG")
    with pytest.raises(decoder.Wrong):
        decoder.read(b"\xff\xd8\xff\xe0" + png, "JPEG")


@pytest.mark.parametrize("mode", ["L", "CMYK", "P", "RGBA", "LA", "I;16", "1"])
def test_a_picture_of_any_kind_of_colour_is_shown(image, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    grey = image.convert("L")
    given = grey.convert("I").point(lambda i: i * 256) if mode == "I;16" else image.convert(mode)
    found, full, _ = read(photographs.saved(given.convert(mode), kind))
    assert photographs.opened(full).mode in ("RGB", "L")
    if mode != "1":
        assert domain.alike(found.icon, read(photographs.saved(grey))[0].icon)


# ---- the same picture


def _bits(a: Facts, b: Facts) -> int:
    return (int(a.dhash, 16) ^ int(b.dhash, 16)).bit_count()


def test_a_copy_is_known_and_another_form_of_the_same_layout_is_not():
    first, *others = (photographs.saved(photographs.form(n), quality=92) for n in range(5))
    found = read(first)[0]
    for scale, quality in ((1, 60), (0.5, 75), (0.57, 40), (0.25, 60)):
        copy = read(photographs.copy(first, scale, quality))[0]
        assert _bits(found, copy) <= domain.ALIKE_BITS
        assert domain.alike(found.icon, copy.icon)
    for other in others:
        assert not domain.alike(found.icon, read(other)[0].icon)


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize(("scale", "quality"), [(1, 60), (0.5, 60), (0.25, 60)])
def test_a_copy_is_known_however_it_was_turned(degrees, scale, quality):
    first, *others = (photographs.saved(photographs.form(n), quality=92) for n in range(4))
    found = read(first)[0]
    turned = photographs.opened(first).rotate(degrees, expand=True)
    copy = read(photographs.copy(photographs.saved(turned, quality=92), scale, quality))[0]
    for mine, theirs in ((found, copy), (copy, found)):
        assert domain.resembles(mine, theirs.hashes()[:2], theirs.icon)
    for other in others:
        facts = read(other)[0]
        assert not domain.resembles(copy, facts.hashes()[:2], facts.icon)


def test_what_was_never_looked_at_turned_is_known_as_it_is(jpeg):
    found = replace(read(jpeg)[0], turned="")
    assert domain.resembles(found, found.hashes(), found.icon)


def test_scans_of_two_forms_that_lie_alike_to_a_hair_are_told_apart():
    scans = [photographs.saved(photographs.form(n, askew=False), quality=90) for n in range(4)]
    found = [read(scan)[0] for scan in scans]
    assert domain.alike(found[0].icon, read(photographs.copy(scans[0], 0.6, 70))[0].icon)
    for other in found[1:]:
        assert not domain.alike(found[0].icon, other.icon)


def test_blank_pictures_are_like_nothing():
    assert not domain.alike(bytes([255]) * 1024, bytes([255]) * 1024)


# ---- findings


def _photo(distance=None, taken=None) -> Photo:
    facts = Facts("a" * 64, 1000, 900, 1200, "0" * 64, b"", taken)
    at = datetime(2024, 11, 27, 12, tzinfo=UTC)
    return Photo("id", Place(1, "1971011004001", 2), facts, at, "crew", distance)


def _judged(photo, twins=()):
    found = domain.judge(photo, twins, date(2024, 11, 27), ZONE, 500)
    return [(one.rule, one.severity, one.page, one.difference) for one in found]


def test_a_photo_near_its_station_on_voting_day_is_not_odd():
    assert _judged(_photo(500, datetime(2024, 11, 27, 7, tzinfo=UTC))) == []
    assert _judged(_photo()) == []


def test_a_photo_taken_far_away_is_odd_by_so_many_metres():
    assert _judged(_photo(501)) == [("photo-far", "warning", 2, 501)]


def test_a_photo_of_the_day_before_is_old_by_local_midnight():
    before = datetime(2024, 11, 26, 16, 59, tzinfo=UTC)  # 23.59 in Jakarta
    assert _judged(_photo(taken=before)) == [("photo-old", "warning", 2, 1)]
    assert _judged(_photo(taken=datetime(2024, 11, 26, 17, 0, tzinfo=UTC))) == []


def test_a_photo_of_another_station_is_an_error_that_names_it():
    twins = [Twin("1971011004002", same=False), Twin("1971011004003", same=True)]
    assert _judged(_photo(), twins) == [
        ("photo-elsewhere", "error", 2, 1),
        ("photo-similar", "warning", 2, 1),
    ]
    [same, similar] = domain.judge(_photo(), twins, date(2024, 11, 27), ZONE, 500)
    assert "same file" in same.message
    assert same.message.endswith("1971011004003")
    assert similar.message.endswith("1971011004002")
    assert _judged(_photo(), [Twin("1971011004001", same=True)]) == []


def test_a_station_with_the_same_file_is_not_named_as_similar_too():
    twins = [Twin("1971011004003", same=same) for same in (True, False)]
    assert _judged(_photo(), twins) == [("photo-elsewhere", "error", 2, 1)]


def test_distances_are_metres_on_the_ground():
    one_degree = distance((106.0, 0.0), (107.0, 0.0))
    assert one_degree == pytest.approx(111_195, abs=1)
    assert distance((106.0, -2.0), (106.0, -2.0)) == 0
    assert distance((179.999, 0.0), (-179.999, 0.0)) == pytest.approx(222, abs=1)


def test_facts_cross_as_json_and_back():
    found = Facts("a" * 64, 1, 2, 3, "0" * 64, b"\x00\xff", datetime.now(UTC), (1.5, -2.5))
    found = replace(found, turned="0f" * 96)
    assert facts_in(facts_out(found)) == found
