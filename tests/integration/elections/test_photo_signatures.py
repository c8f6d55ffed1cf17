"""Photos that a crew's key signed: checked when they come in, kept, and checked again."""

from __future__ import annotations

import uuid
from hashlib import sha256

import pytest

from libs.kit.errors import NotFound
from libs.kit.principal import OutsideArea, Principal
from services.elections.crews.domain import (
    KeyElsewhere,
    KeyRevoked,
    SignatureInvalid,
    SignatureMissing,
)
from tests import photographs
from tests.crews import Phone
from tests.integration.elections.conftest import ADMIN
from tests.integration.elections.test_photos import NEXT, TPS, Album

FILE = photographs.saved(photographs.form(1))
PLACE = {"election": "pilkada", "contest": "walikota", "tps": TPS, "page": 1}


@pytest.fixture
def album(call, tmp_path):
    call.stations(TPS, NEXT)
    return Album(call, tmp_path)


@pytest.fixture
def phone(call, album):
    made = call("make_crew_codes", election="pilkada", tps=[TPS])["answer"]["items"]
    phone = Phone()
    enrolled = call("enrol_crew", code=made[0]["code"], public_key=phone.public_key)
    phone.id = enrolled["answer"]["key"]
    return phone


def crew(phone):
    return Principal(f"crew:{phone.id}", f"KPPS {TPS}", frozenset({"reporter"}), TPS)


def signed(phone, file=FILE, key=None, **place):
    """Return what a phone sends beside the file."""
    key = key or str(uuid.uuid4())
    return {"key": key, **phone.proof(PLACE | place, file, key)}


def test_a_signed_photo_is_kept_with_its_signature_and_checks_out_later(album, phone, call):
    photo = album.add(FILE, who=crew(phone), **signed(phone))["answer"]
    assert photo["signed_by"] == phone.id
    assert [one["signed_by"] for one in album.of()] == [phone.id]
    found = call("get_photo_signature", photo=photo["id"])
    assert (found["valid"], found["agrees"], found["key"]["tps"]) == (True, True, TPS)
    assert f'"photo":"{sha256(FILE).hexdigest()}"' in found["content"]
    elsewhere = call.by(Principal("v", "V", frozenset({"verifier"}), "197102"))
    with pytest.raises(OutsideArea):
        elsewhere("get_photo_signature", photo=photo["id"])


def test_what_was_changed_since_is_found_out(album, phone, call, database):
    photo = album.add(FILE, who=crew(phone), **signed(phone))["answer"]
    database.execute("UPDATE elections.photos SET page = 2")
    found = call("get_photo_signature", photo=photo["id"])
    assert (found["valid"], found["agrees"]) == (True, False)
    database.execute(
        "UPDATE elections.submission_signatures SET content = replace(content, 'wali', 'bali')"
    )
    found = call("get_photo_signature", photo=photo["id"])
    assert not found["valid"]


@pytest.mark.parametrize(
    "place", [{"page": 2}, {"tps": NEXT}, {"contest": "gubernur"}, {"election": "lain"}]
)
def test_a_signature_is_good_for_one_place(album, phone, place):
    with pytest.raises(SignatureInvalid):
        album.add(FILE, who=crew(phone), **signed(phone, **place))
    assert album.of() == []


def test_a_signature_is_good_for_one_file_and_one_command(album, phone):
    other = photographs.saved(photographs.form(2))
    with pytest.raises(SignatureInvalid):
        album.add(FILE, who=crew(phone), **signed(phone, other))
    with pytest.raises(SignatureInvalid):
        album.add(FILE, who=crew(phone), **signed(phone) | {"key": str(uuid.uuid4())})
    with pytest.raises(SignatureInvalid):
        album.add(FILE, who=crew(phone), **signed(phone) | {"signature": "x"})


def test_a_crew_signs_its_photos_and_others_need_not(album, phone, call):
    with pytest.raises(SignatureMissing):
        album.add(FILE, who=crew(phone))
    unsigned = album.add(FILE)["answer"]
    assert unsigned["signed_by"] is None
    with pytest.raises(NotFound):
        call("get_photo_signature", photo=unsigned["id"])
    brought = album.add(FILE, who=ADMIN, **signed(phone))["answer"]  # from a memory card
    assert (brought["id"], brought["signed_by"]) == (unsigned["id"], phone.id)


def test_a_key_of_another_station_or_one_taken_back_signs_nothing(album, phone, call):
    with pytest.raises(KeyElsewhere):
        album.add(FILE, tps=NEXT, **signed(phone, tps=NEXT))
    call("revoke_crew_key", election="pilkada", key=phone.id, reason="hilang")
    with pytest.raises(KeyRevoked):
        album.add(FILE, who=crew(phone), **signed(phone))
