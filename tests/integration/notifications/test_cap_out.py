"""Our warnings: written by one, approved by another, never changed, read by everybody."""

import pytest
from capvalidator import check_schema
from lxml import etree

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from services.notifications.cap import reading
from services.notifications.cap.issuing import NotWaiting, SamePerson
from services.notifications.cap.repository import UnknownWarning, WarningEnded
from services.notifications.incidents.domain import NotForOperators
from tests.asking import at_once
from tests.cap import BOWTIE
from tests.incidents import BUDI, FLOOD, SARI, VILLAGE, call, report, sent, who

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLIC = who("viewer", area="", name="public")
AREA = {"description": "Kelurahan Ketapang", "codes": [VILLAGE]}
FIRE = {
    "type": "fire",
    "urgency": "Immediate",
    "severity": "Severe",
    "certainty": "Observed",
    "responses": ["Evacuate"],
    "texts": {
        "id": {"headline": "Kebakaran di Ketapang", "instruction": "Menjauh dari asap."},
        "en": {"headline": "Fire in Ketapang"},
    },
    "areas": [AREA],
}


def _issue(notifications, principal=SARI, **changes):
    return call(notifications, "issue_warning", principal, **{**FIRE, **changes})


def _out(notifications, **changes):
    made = _issue(notifications, **changes)
    return call(notifications, "approve_warning", BUDI, id=made["id"])


def _xml(notifications, one):
    data = call(notifications, "get_warning_xml", id=one["id"])
    assert check_schema(data).passed
    return reading.read(data)


def _standing(notifications):
    return call(notifications, "public_warnings", PUBLIC)["items"]


def test_what_everybody_reads_waits_for_a_second_person(notifications):
    made = _issue(notifications)
    assert (made["state"], made["sent"]) == ("waiting", None)
    assert _standing(notifications) == []
    assert call(notifications, "get_warning_xml", id=made["id"]) == b""
    with pytest.raises(SamePerson):
        call(notifications, "approve_warning", SARI, id=made["id"])
    out = call(notifications, "approve_warning", BUDI, id=made["id"])
    assert (out["state"], out["made_by"], out["decided_by"]) == ("issued", "sari", "budi")
    assert [one["id"] for one in _standing(notifications)] == [made["id"]]
    with pytest.raises(NotWaiting):
        call(notifications, "approve_warning", BUDI, id=made["id"])


def test_the_database_itself_keeps_one_person_from_doing_both(notifications, database):
    made = _issue(notifications)
    with pytest.raises(Exception, match="cap_messages_check"):
        database.execute(
            "UPDATE notifications.cap_messages SET state = 'issued', xml = '', sent = now(),"
            " decided_by = made_by WHERE id = %s",
            (made["id"],),
        )


def test_a_message_says_it_in_both_languages_with_codes(notifications):
    alert = _xml(notifications, _out(notifications))
    assert [info.language for info in alert.infos] == ["id", "en"]
    assert [info.event for info in alert.infos] == ["Kebakaran", "Fire"]
    assert alert.infos[0].areas[0].geocodes == (("Kemendagri", VILLAGE),)
    assert alert.sent.utcoffset().total_seconds() == 7 * 3600


def test_an_update_and_a_cancel_refer_to_what_went_before(notifications):
    first = _out(notifications)
    bytes_then = call(notifications, "get_warning_xml", id=first["id"])
    second = call(notifications, "update_warning", id=first["id"], severity="Extreme")
    second = call(notifications, "approve_warning", BUDI, id=second["id"])
    alert = _xml(notifications, second)
    assert (alert.msg_type, alert.infos[0].severity) == ("Update", "Extreme")
    assert [one.identifier for one in alert.references] == [first["identifier"]]
    assert [one["id"] for one in _standing(notifications)] == [second["id"]]
    third = call(notifications, "cancel_warning", id=second["id"], reason="Api sudah padam")
    third = call(notifications, "approve_warning", BUDI, id=third["id"])
    alert = _xml(notifications, third)
    assert (alert.msg_type, alert.note) == ("Cancel", "Api sudah padam")
    named = [one.identifier for one in alert.references]
    assert named == [first["identifier"], second["identifier"]]
    assert _standing(notifications) == []
    assert call(notifications, "get_warning_xml", id=first["id"]) == bytes_then


def test_of_two_who_follow_one_message_the_second_is_told(notifications):
    first = _out(notifications)
    calls = [
        lambda: call(notifications, "cancel_warning", SARI, id=first["id"], reason="x"),
        lambda: call(notifications, "update_warning", BUDI, id=first["id"], urgency="Past"),
    ]
    answers = at_once(calls)
    assert sorted(isinstance(one, WarningEnded) for one in answers) == [False, True]
    with pytest.raises(WarningEnded):
        call(notifications, "cancel_warning", id=first["id"], reason="x")


def test_an_exercise_goes_out_at_once_and_reaches_nobody_outside(notifications):
    made = _issue(notifications, status="Exercise")
    assert made["state"] == "issued"
    alert = _xml(notifications, made)
    assert (alert.status, alert.infos[0].headline[:8]) == ("Exercise", "LATIHAN:")
    assert alert.infos[1].headline.startswith("EXERCISE: ")
    assert _standing(notifications) == []
    assert made["id"].encode() not in call(notifications, "public_warnings_feed", PUBLIC)
    with pytest.raises(UnknownWarning):
        call(notifications, "public_warning_xml", PUBLIC, id=made["id"])
    assert call(notifications, "list_notices", SARI)["items"] == []


def test_what_is_restricted_is_in_no_feed(notifications):
    made = _issue(notifications, scope="Restricted", restriction="petugas")
    assert made["state"] == "issued"
    assert _standing(notifications) == []


def test_the_feed_is_atom_and_leads_to_each_message(notifications):
    empty = call(notifications, "public_warnings_feed", PUBLIC)
    assert etree.fromstring(empty).findtext(f"{ATOM}id").endswith("/v1/public/cap.atom")
    first, second = _out(notifications), _out(notifications, type="flood")
    root = etree.fromstring(call(notifications, "public_warnings_feed", PUBLIC))
    entries = root.findall(f"{ATOM}entry")
    ids = [one.findtext(f"{ATOM}id") for one in entries]
    assert ids == [f"urn:uuid:{one['id']}" for one in (second, first)]
    assert root.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert entries[0].findtext(f"{ATOM}published")
    [link] = entries[0].findall(f"{ATOM}link")
    assert link.get("href").endswith(f"/v1/public/cap/{second['id']}.xml")
    data = call(notifications, "public_warning_xml", PUBLIC, id=second["id"])
    assert reading.read(data).identifier == second["identifier"]


def test_it_stands_on_the_ticker_until_it_is_over(notifications, database):
    first = _out(notifications)
    [notice] = call(notifications, "list_notices")["items"]
    assert notice["headline"] == "Peringatan: Kebakaran di Ketapang"
    texts = {"id": {"headline": "Kebakaran meluas"}}
    second = call(notifications, "update_warning", id=first["id"], texts=texts)
    call(notifications, "approve_warning", BUDI, id=second["id"])
    [notice] = call(notifications, "list_notices")["items"]
    assert (notice["headline"], notice["state"]) == ("Peringatan: Kebakaran meluas", "open")
    database.execute("UPDATE notifications.cap_messages SET expires = now() - interval '1 s'")
    notifications.take_warnings_off()
    [notice] = call(notifications, "list_notices")["items"]
    assert notice["state"] == "closed"
    assert _standing(notifications) == []


def test_an_incident_says_most_of_it(notifications):
    one = report(notifications, severity="critical")
    made = call(notifications, "issue_warning", incident=one["id"])
    [area] = made["content"]["areas"]
    assert (made["content"]["type"], made["severity"]) == ("flood", "Extreme")
    assert made["headline"] == FLOOD["headline"]
    assert area["codes"] == [VILLAGE]
    assert area["circles"][0]["radius_m"] == FLOOD["place"]["radius_m"]
    out = call(notifications, "approve_warning", BUDI, id=made["id"])
    alert = _xml(notifications, out)
    assert alert.infos[0].areas[0].circles[0].center == (-2.1179, 106.1134)
    drill = report(notifications, exercise=True, headline="Gladi banjir")
    made = call(notifications, "issue_warning", incident=drill["id"])
    assert made["status"] == "Exercise"


def test_polygons_are_put_right_with_notes(notifications):
    ring = [[longitude, latitude] for latitude, longitude in BOWTIE]
    long = [[106 + n / 1e5, -2 + n % 7 / 1e5] for n in range(99_000)] + [[106.5, -3.0]]
    drawn = [{**AREA, "polygons": [ring, long]}]
    told = call(notifications, "preview_warning", **{**FIRE, "areas": drawn})
    assert any("crosses itself" in note for note in told["notes"])
    assert any("points became" in note for note in told["notes"])
    assert told["waits"]
    assert check_schema(told["xml"].encode()).passed
    assert call(notifications, "list_warnings")["items"] == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"type": "rain"}, "type"),
        ({"severity": None}, "severity"),
        ({"areas": []}, "areas"),
        ({"areas": [{"description": "x", "codes": ["12"], "polygons": [[[200, 1]]]}]},
         "areas.0.polygons.0"),
        ({"areas": [{**AREA, "polygons": [[[0, 0]] * 100_001]}]}, "areas.0.polygons"),
        ({"areas": [{**AREA, "circles": [{"radius_m": 5}]}]}, "areas.0.circles.0.point"),
        ({"texts": {"en": {"headline": "x"}}}, "texts.id"),
        ({"texts": {"id": {"headline": ""}}}, "texts.id.headline"),
        ({"expires": "2020-01-01T00:00:00Z"}, "expires"),
        ({"web": "javascript:alert(1)"}, "web"),
        ({"scope": "Restricted"}, "restriction"),
        ({"responses": ["Run"]}, "responses"),
        ({"colour": "red"}, "colour"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(notifications, changes, field):
    with pytest.raises(Invalid) as refused:
        _issue(notifications, **changes)
    assert field in {error.field for error in refused.value.errors}


def test_only_operators_and_only_in_their_area(notifications):
    for role in ("viewer", "officer", "reporter", "verifier", "ops"):
        for method in ("issue_warning", "preview_warning", "list_warnings", "list_cap_feeds"):
            with pytest.raises(NotForOperators):
                call(notifications, method, who(role), **(FIRE if "warning" in method else {}))
    with pytest.raises(OutsideArea):
        _issue(notifications, areas=[{"description": "x", "codes": ["1972"]}])
    with pytest.raises(Invalid):  # a polygon alone tells not whose area it is
        _issue(notifications, areas=[{"description": "x", "polygons": [[[1, 1], [2, 2], [3, 1]]]}])
    made = _issue(notifications)
    with pytest.raises(OutsideArea):
        call(notifications, "approve_warning", who(area="1972", name="dedi"), id=made["id"])


def test_what_is_refused_goes_nowhere(notifications):
    made = _issue(notifications)
    told = call(notifications, "refuse_warning", SARI, id=made["id"], reason="salah tempat")
    assert (told["state"], told["reason"]) == ("refused", "salah tempat")
    assert [one["state"] for one in call(notifications, "list_warnings", state="refused")["items"]]
    assert _standing(notifications) == []


def _told(database):
    return [data for event, data in sent(database) if event == "warning_issued"]


def test_each_message_that_goes_out_is_told_and_none_that_waits_or_is_refused(
    notifications, database
):
    refused = _issue(notifications)
    call(notifications, "refuse_warning", BUDI, id=refused["id"], reason="belum pasti")
    made = _issue(notifications)
    assert _told(database) == []
    first = call(notifications, "approve_warning", BUDI, id=made["id"])
    second = call(notifications, "update_warning", id=first["id"], severity="Extreme")
    call(notifications, "approve_warning", BUDI, id=second["id"])
    third = call(notifications, "cancel_warning", id=second["id"], reason="Api sudah padam")
    call(notifications, "approve_warning", BUDI, id=third["id"])
    told = _told(database)
    assert [(one["what"], one["warning"], one["severity"]) for one in told] == [
        ("issued", first["id"], "Severe"),
        ("updated", second["id"], "Extreme"),
        ("cancelled", third["id"], "Extreme"),
    ]
    assert {(one["chain"], one["area"], one["open"]) for one in told} == {
        (first["id"], VILLAGE, True)
    }


@pytest.mark.parametrize(
    ("areas", "area"),
    [
        ([{"description": "dua", "codes": ["1971031006", "1971031005"]}], "197103"),
        ([AREA, {"description": "jauh", "codes": ["3201011001"]}], ""),
        (
            [
                AREA,
                {"description": "laut", "circles": [{"point": [106.1, -2.1], "radius_m": 5000}]},
            ],
            "",
        ),
    ],
)
def test_what_is_told_names_the_area_that_holds_all(notifications, database, areas, area):
    _issue(notifications, who("operator", "", "pusat"), areas=areas, status="Exercise")
    [told] = _told(database)
    assert (told["area"], told["open"], told["status"]) == (area, False, "Exercise")
