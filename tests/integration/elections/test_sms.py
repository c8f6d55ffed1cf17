import uuid

import pytest

from libs.kit.errors import Conflict, Forbidden, Invalid, NotFound
from libs.kit.principal import Principal

TPS, OTHER = "1971011004001", "1971011004002"
PHONE = "0812-3456-7890"
PROVIDER = Principal("sms-provider", "SMS", frozenset({"operator"}))
OPERATOR = Principal("meja-2", "Meja 2", frozenset({"operator"}), "197101")


@pytest.fixture
def line(call):
    call.stations(TPS, OTHER)
    call("register_phones", election="pilkada", items=[{"phone": PHONE, "area": TPS}])
    return call


def bring(call, text, given=None, phone=PHONE, command_id=None):
    data = {"election": "pilkada", "id": given or str(uuid.uuid4()), "from": phone, "text": text}
    return call.by(PROVIDER)("receive_sms", command_id, **data)["answer"]


def form(call, contest="walikota", tps=TPS):
    return call("get_result", election="pilkada", contest=contest, tps=tps)


def test_a_message_is_a_result_and_its_answer_says_what_was_understood(line):
    answer = bring(line, f"KWK1 {TPS} A210 B198 S408 T7 J415 @aman")
    assert answer["state"] == "taken"
    assert answer["reply"].startswith(f"{TPS} Wali Kota: A210 B198 S408 T7 J415. Belum ada: P M")
    result = form(line)
    assert result["form"]["votes"] == {"1": 210, "2": 198}
    assert result["channel"] == "sms"
    line.fold()
    assert line.tally()["tps_in"] == 1


def test_the_second_ballot_has_the_second_head(line):
    bring(line, f"KWK2 {TPS} A1 B2")
    assert form(line, "gubernur")["form"]["votes"] == {"1": 1, "2": 2}


def test_the_valid_part_is_kept(line):
    answer = bring(line, f"KWK1 {TPS} A210 Q7 C9")
    assert answer["state"] == "partly"
    assert "Tak dipahami: Q7 C9" in answer["reply"]
    assert form(line)["form"]["votes"] == {"1": 210}


def test_a_later_message_corrects_and_one_form_over_sms_and_web_is_one_result(line):
    line.submit(TPS, votes={"1": 210, "2": 198})
    bring(line, f"KWK1 {TPS} B199 S409")
    result = form(line)
    assert result["form"]["votes"] == {"1": 210, "2": 199}
    assert [entry["source"] for entry in result["entries"]] == ["crew"]


def test_what_the_provider_brings_twice_is_one_message(line):
    first = bring(line, f"KWK1 {TPS} A210 B198", "m-1", command_id=str(uuid.uuid4()))
    again = bring(line, f"KWK1 {TPS} A210 B198", "m-1", command_id=str(uuid.uuid4()))
    assert again == first
    assert form(line)["version"] == 1


def test_an_unknown_number_waits_for_an_operator(line):
    answer = bring(line, f"KWK1 {TPS} A210 B198", phone="0899 1111 222")
    assert answer["state"] == "unknown-sender"
    with pytest.raises(NotFound):
        form(line)
    waiting = line("list_sms", election="pilkada", state="unknown-sender")["items"]
    assert [(one["id"], one["from_tail"]) for one in waiting] == [(answer["id"], "222")]
    where = {"election": "pilkada", "message": answer["id"]}
    accepted = line.by(OPERATOR)("accept_sms", **where)["answer"]
    assert accepted["state"] == "taken"
    assert form(line)["form"]["votes"] == {"1": 210, "2": 198}
    with pytest.raises(Conflict):
        line.by(OPERATOR)("accept_sms", **where)
    with pytest.raises(NotFound):
        line("accept_sms", election="pilkada", message="abc")


def test_a_number_sends_for_its_own_area_only(line):
    answer = bring(line, f"KWK1 {OTHER} A210 B198")
    assert (answer["state"], answer["submission"]) == ("refused", None)
    assert "tidak terdaftar untuk TPS ini" in answer["reply"]
    with pytest.raises(NotFound):
        form(line, tps=OTHER)


def test_a_forgotten_number_is_unknown(line):
    forgotten = line("forget_phone", election="pilkada", phone=PHONE)["answer"]
    assert forgotten == {"forgotten": True}
    assert bring(line, f"KWK1 {TPS} A1 B1")["state"] == "unknown-sender"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("KWK9 1971011004001 A1", "KWK9: surat suara ini tidak ada"),
        ("KWK1 1971 A1", "kode TPS harus 13 angka"),
        ("KWK1 1971011004001 A1 #M", "huruf periksa #M tidak cocok"),
        ("halo", "Awali dengan KWK1"),
    ],
)
def test_a_message_that_says_nothing_is_kept_and_answered(line, text, said):
    answer = bring(line, text)
    assert answer["state"] == "refused"
    assert said in answer["reply"]
    assert len(answer["reply"]) <= 160
    assert line("list_sms", election="pilkada")["items"][0]["text"] == text


def test_an_operator_types_what_is_said_on_the_radio(line):
    done = line.by(OPERATOR)("type_message", election="pilkada", text=f"KWK1 {TPS} A5 B6")
    assert done["answer"]["channel"] == "radio"
    assert form(line)["channel"] == "radio"
    elsewhere = Principal("o", "o", frozenset({"operator"}), "197102")
    with pytest.raises(Forbidden):
        line.by(elsewhere)("type_message", election="pilkada", text=f"KWK1 {TPS} A5 B7")


def test_a_file_of_messages_goes_the_same_road_and_again_without_harm(line):
    rows = [f"x1,{PHONE},,KWK1 {TPS} A210 B198", "x2,,,KWK1", f"x3,{PHONE},gestern,KWK1"]
    text = "\n".join(["id,from,received_at,text", *rows])
    for _ in range(2):
        job = line("start_sms_import", election="pilkada", text=text, partial=True)["answer"]
        line.service.work_on_sms_files()
        ended = line("get_import", id=job["id"])
        assert (ended["state"], ended["done"]) == ("done", 3)
        reasons = {error["place"]: error["reason"] for error in ended["errors"]}
        assert set(reasons) == {3, 4}
        assert reasons[3].startswith("from needs a phone number")
        assert "received_at needs a time" in reasons[4]
    assert form(line)["version"] == 1


def test_a_file_with_a_bad_row_takes_none_unless_that_is_asked(line):
    rows = [f"x1,{PHONE},,KWK1 {TPS} A210 B198", "x2,,,KWK1"]
    text = "\n".join(["id,from,received_at,text", *rows])
    job = line("start_sms_import", election="pilkada", text=text)["answer"]
    line.service.work_on_sms_files()
    ended = line("get_import", id=job["id"])
    assert ended["state"] == "failed"
    assert ended["message"].startswith("1 of 2 rows can't be taken, so none was")
    assert [error["place"] for error in ended["errors"]] == [3]
    assert line("list_sms", election="pilkada")["items"] == []


def test_a_file_without_its_columns_is_refused_at_once(line):
    with pytest.raises(Invalid) as refused:
        line("start_sms_import", election="pilkada", text="id,text\n1,KWK1")
    assert refused.value.errors[0].message == "has no column from, received_at"


def test_messages_are_listed_in_pages_within_the_area(line):
    for number in range(3):
        bring(line, f"KWK1 {TPS} A{number} B9")
    bring(line, "halo")
    page = line("list_sms", election="pilkada", limit=2)
    rest = line("list_sms", election="pilkada", limit=2, after=page["next"])
    assert page["items"][0]["text"] == "halo"
    assert len(page["items"] + rest["items"]) == 4
    assert rest["next"] is None
    for foreign in ("abc", "2024-11-27T00:00:00Z/abc"):
        with pytest.raises(Invalid):
            line("list_sms", election="pilkada", after=foreign)
    inside = line.by(OPERATOR)("list_sms", election="pilkada")["items"]
    assert len(inside) == 3  # what names no station is for those who see the whole election


def test_no_number_is_stored(line, database):
    bring(line, f"KWK1 {TPS} A1 B2")
    for table in ("sms_phones", "sms_messages", "commands", "submissions"):
        rows = str(database.execute(f"SELECT t::text FROM elections.{table} t"))
        assert "81234567890" not in rows
        assert "812-3456" not in rows
