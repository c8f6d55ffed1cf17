"""Codes, enrolment, and what crews sign, on a real database."""

from __future__ import annotations

import threading
import uuid

import pytest

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea, Principal
from services.elections.crews.domain import (
    CodeExpired,
    CodeInvalid,
    CodeRevoked,
    CodeUsed,
    KeyElsewhere,
    KeyRevoked,
    NotSigned,
    SignatureInvalid,
    SignatureMissing,
    UnknownCode,
    UnknownKey,
)
from services.elections.crews.signing import CrewChannel
from services.elections.domain import UnknownStation
from tests.asking import ask
from tests.crews import Phone

TPS, OTHER = "1971011004001", "1971011004002"
FORM = {"contest": "walikota", "tps": TPS, "recorded_at": "2024-11-27T18:52:10+07:00"}
VOTES = {"votes": {"1": 152, "2": 118}}


@pytest.fixture
def stations(call):
    call.stations(TPS, OTHER)
    items = [{"code": "197101", "name": "Bukit Intan"}]
    call("register_areas", election="pilkada", items=items)
    return call


@pytest.fixture
def code(stations):
    [made] = _codes(stations, tps=[TPS])
    return made["code"]


@pytest.fixture
def phone(stations, code):
    return _enrol(stations, code)


def _roll(call, **wanted):
    found = call("list_crew_stations", election="pilkada", **wanted)
    return found, [one["tps"] for one in found["items"]]


def test_the_roll_says_of_each_station_what_it_has(stations, phone):
    found, tps = _roll(stations)
    assert (tps, found["stations"], found["enrolled"], found["next"]) == ([TPS, OTHER], 2, 1, None)
    has, has_not = found["items"]
    assert (has["state"], has["key"], has["district"]) == ("enrolled", phone.id, "Bukit Intan")
    assert (has_not["state"], has_not["key"], has_not["expires_at"]) == ("none", None, None)
    _codes(stations, tps=[OTHER])
    found, tps = _roll(stations, missing=True)
    assert (tps, found["items"][0]["state"]) == ([OTHER], "open")
    assert (found["stations"], found["enrolled"]) == (2, 1)
    stations("revoke_crew_key", election="pilkada", key=phone.id, reason="hilang")
    found, tps = _roll(stations, missing=True, limit=1)
    assert (tps, found["next"]) == ([TPS], TPS)
    assert _roll(stations, missing=True, limit=1, after=TPS)[1] == [OTHER]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1971011004", 2), (TPS, 1), ("bukit", 2), ("intan bukit", 2), ("Bukit Intan 2", 1),
        ("bukit tps 002", 1), ("tps 1", 1), ("2", 1), ("3", 0), ("rangkui", 0), ("%", 0), ("", 2),
    ],
)  # fmt: skip
def test_the_roll_is_searched_by_name_number_or_code(stations, text, count):
    found, tps = _roll(stations, q=text)
    assert (len(tps), found["stations"]) == (count, count)


def test_the_roll_ends_at_the_area_of_who_asks(stations):
    assert _roll(stations, area="1971011004")[1] == [TPS, OTHER]
    asked = {"election": "pilkada"}
    found = stations.service.list_crew_stations(ask(asked, area="197102"))
    assert (found["items"], found["stations"]) == ([], 0)
    with pytest.raises(OutsideArea):
        stations.service.list_crew_stations(ask({**asked, "area": "1971"}, area="197102"))
    with pytest.raises(Invalid):
        _roll(stations, q="x" * 81)


def _codes(call, command_id=None, **wanted):
    answer = call("make_crew_codes", command_id, election="pilkada", **wanted)
    return answer["answer"]["items"]


def _enrol(call, code, curve="Ed25519"):
    phone = Phone(curve)
    answer = call("enrol_crew", code=code, public_key=phone.public_key)["answer"]
    phone.id = answer["key"]
    return phone


def _crew(phone, tps=TPS):
    return Principal(f"crew:{phone.id}", f"KPPS {tps}", frozenset({"reporter"}), tps)


def _hand_in(call, phone, form, command_id=""):
    command_id, body = phone.signed(form, "pilkada", command_id)
    crew = call.by(_crew(phone))
    return crew("submit_result", command_id, election="pilkada", **body)["answer"]


# Codes


def test_an_area_gets_a_code_for_each_station_and_a_repeated_command_the_same(stations):
    command_id = str(uuid.uuid4())
    made = _codes(stations, command_id, area="1971")
    assert [one["tps"] for one in made] == [TPS, OTHER]
    assert len({one["code"] for one in made}) == 2
    assert _codes(stations, command_id, area="1971") == made


def test_the_database_holds_no_code(stations, code, database):
    for table in ("crew_codes", "commands"):
        rows = database.execute(f"SELECT row_to_json(t)::text FROM elections.{table} t")
        assert not [row for row in rows if code in row[0] or code.replace("-", "") in row[0]]


def test_codes_are_made_for_stations_of_ones_own_area_alone(stations):
    elsewhere = stations.by(Principal("o", "o", frozenset({"operator"}), "197102"))
    for wish in ({"tps": [TPS]}, {"area": "1971"}):
        with pytest.raises(OutsideArea):
            _codes(elsewhere, **wish)
    with pytest.raises(UnknownStation):
        _codes(stations, tps=["1971011004999"])
    with pytest.raises(UnknownStation):
        _codes(stations, area="197107")


def test_a_new_code_ends_the_one_that_nobody_used(stations, code):
    [newer] = _codes(stations, area=TPS)
    with pytest.raises(CodeRevoked):
        _enrol(stations, code)
    _enrol(stations, newer["code"])


def test_a_code_is_revoked_once_and_listed_by_its_state(stations, code):
    [listed] = stations("list_crew_codes", election="pilkada")["items"]
    assert (listed["tps"], listed["state"]) == (TPS, "open")
    assert "code" not in listed
    ended = stations("revoke_crew_code", election="pilkada", code=listed["id"])["answer"]
    assert ended["state"] == "revoked"
    with pytest.raises(CodeRevoked):
        _enrol(stations, code)
    with pytest.raises(UnknownCode):
        stations("revoke_crew_code", election="pilkada", code=listed["id"])


def test_lists_come_in_pages(stations):
    _codes(stations, area="1971")
    first = stations("list_crew_codes", election="pilkada", limit=1)
    second = stations("list_crew_codes", election="pilkada", limit=1, after=first["next"])
    assert [page["items"][0]["tps"] for page in (first, second)] == [TPS, OTHER]
    assert second["next"] is None


# Enrolment


def test_a_code_enrols_one_phone_and_tells_it_all_that_it_needs(stations, code):
    phone = Phone()
    body = {"code": code, "public_key": phone.public_key}
    found = stations("enrol_crew", **body)["answer"]
    assert [contest["id"] for contest in found["contests"]] == ["walikota", "gubernur"]
    assert found["station"]["code"] == TPS
    assert {"code": "197101", "name": "Bukit Intan", "level": "district"} in found["areas"]
    again = stations("enrol_crew", **body)["answer"]
    assert again == found
    with pytest.raises(CodeUsed):
        _enrol(stations, code)


def test_two_phones_with_one_code_at_once_enrol_one(make_service, stations, code):
    outcomes, start = [], threading.Barrier(2)

    def enrol():
        start.wait()
        try:
            outcomes.append(_enrol(stations, code).id)
        except CodeUsed:
            outcomes.append("used")

    threads = [threading.Thread(target=enrol) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one == "used" for one in outcomes) == [False, True]


def test_a_code_that_is_late_or_made_up_enrols_nobody(stations, code, database):
    with pytest.raises(CodeInvalid):
        _enrol(stations, "00000-00000")
    database.execute("UPDATE elections.crew_codes SET expires_at = now()")
    with pytest.raises(CodeExpired):
        _enrol(stations, code)


def test_a_session_needs_the_key_that_was_enrolled(stations, phone):
    def open_by(signer, challenge="c", **more):
        content = f'{{"challenge":"c","key":"{phone.id}"}}'.encode()
        data = {"key": phone.id, "challenge": challenge, "signature": signer.sign(content)}
        return stations("open_crew_session", **(data | more))

    found = open_by(phone)
    assert (found["id"], found["roles"], found["area"]) == (f"crew:{phone.id}", ["reporter"], TPS)
    with pytest.raises(SignatureInvalid):
        open_by(Phone())
    with pytest.raises(SignatureInvalid):
        open_by(phone, challenge="d")
    with pytest.raises(UnknownKey):
        open_by(phone, key=str(uuid.uuid4()))
    stations("revoke_crew_key", election="pilkada", key=phone.id, reason="hilang")
    with pytest.raises(KeyRevoked):
        open_by(phone)


# What is handed in


@pytest.mark.parametrize("curve", ["Ed25519", "P-256"])
def test_a_signed_form_is_kept_with_its_signature_and_checks_out_later(stations, code, curve):
    phone = _enrol(stations, code, curve)
    answer = _hand_in(stations, phone, FORM | VOTES)
    assert answer["signed_by"] == phone.id
    found = stations("get_signature", election="pilkada", submission=answer["id"])
    assert found["valid"]
    assert found["agrees"]
    assert found["key"]["tps"] == TPS
    assert '"votes":{"1":152,"2":118}' in found["content"]


def test_a_figure_is_withdrawn_under_a_signature(stations, phone, database):
    _hand_in(stations, phone, FORM | VOTES)
    answer = _hand_in(stations, phone, FORM | {"votes": {"2": None}})
    assert answer["form"]["votes"] == {"1": 152}
    asked = {"election": "pilkada", "submission": answer["id"]}
    found = stations("get_signature", **asked)
    assert (found["valid"], found["agrees"]) == (True, True)
    assert '"votes":{"2":null}' in found["content"]
    changed = "'{\"votes.1\": null}'"
    database.execute(
        f"UPDATE elections.submissions SET figures = {changed} WHERE id = %s", answer["id"]
    )
    assert not stations("get_signature", **asked)["agrees"]


def test_a_changed_submission_is_found_out(stations, phone, database):
    answer = _hand_in(stations, phone, FORM | VOTES)
    changed = '\'{"votes.1": 1, "votes.2": 118}\''
    database.execute(f"UPDATE elections.submissions SET figures = {changed}")
    found = stations("get_signature", election="pilkada", submission=answer["id"])
    assert (found["valid"], found["agrees"]) == (True, False)
    database.execute(
        "UPDATE elections.submission_signatures SET content = replace(content, '152', '153')"
    )
    found = stations("get_signature", election="pilkada", submission=answer["id"])
    assert not found["valid"]


def test_a_form_that_was_signed_is_not_to_be_changed_on_its_way(stations, phone):
    command_id, body = phone.signed(FORM | VOTES, "pilkada")
    crew = stations.by(_crew(phone))
    body["votes"] = {"1": 153, "2": 118}
    with pytest.raises(SignatureInvalid):
        crew("submit_result", command_id, election="pilkada", **body)
    command_id, body = phone.signed(FORM | VOTES, "pilkada")
    with pytest.raises(SignatureInvalid):  # under another id
        crew("submit_result", str(uuid.uuid4()), election="pilkada", **body)


def test_a_crew_signs_everything_and_for_its_own_station(stations, phone):
    crew = stations.by(_crew(phone))
    with pytest.raises(SignatureMissing):
        crew("submit_result", election="pilkada", **FORM, **VOTES)
    with pytest.raises(KeyElsewhere):
        _hand_in(stations, phone, FORM | VOTES | {"tps": OTHER})
    with pytest.raises(CrewChannel):
        _hand_in(stations, phone, FORM | VOTES | {"channel": "operator"})


def test_a_key_of_one_station_signs_for_no_other_crew(stations, phone):
    [made] = _codes(stations, tps=[OTHER])
    other = _enrol(stations, made["code"])
    command_id, body = other.signed(FORM | VOTES, "pilkada")
    with pytest.raises(KeyElsewhere):
        stations.by(_crew(phone))("submit_result", command_id, election="pilkada", **body)


def test_anybody_may_bring_what_a_crew_signed(stations, phone):
    command_id, body = phone.signed(FORM | VOTES, "pilkada")
    answer = stations("submit_result", command_id, election="pilkada", **body)["answer"]
    assert answer["signed_by"] == phone.id


def test_a_revoked_key_hands_in_nothing_more_and_what_it_did_hand_in_stays(stations, phone):
    answer = _hand_in(stations, phone, FORM | VOTES)
    revoked = stations("revoke_crew_key", election="pilkada", key=phone.id, reason="hilang")
    assert revoked["answer"]["reason"] == "hilang"
    with pytest.raises(KeyRevoked):
        _hand_in(stations, phone, FORM | {"invalid": 3})
    # A form whose answer got lost is answered still.
    assert _hand_in(stations, phone, FORM | VOTES, answer["id"]) == answer
    found = stations("get_signature", election="pilkada", submission=answer["id"])
    assert found["valid"]
    assert found["key"]["revoked_at"]
    [listed] = stations("list_crew_keys", election="pilkada")["items"]
    assert listed["id"] == phone.id


def test_a_refused_form_leaves_no_signature(stations, phone, database):
    with pytest.raises(Invalid):
        _hand_in(stations, phone, FORM | {"votes": {"7": 1}})
    [(kept,)] = database.execute("SELECT count(*) FROM elections.submission_signatures")
    assert kept == 0


def test_what_nobody_signed_is_told_as_such(stations):
    answer = stations.submit(TPS, **VOTES)["answer"]
    with pytest.raises(NotSigned):
        stations("get_signature", election="pilkada", submission=answer["id"])
