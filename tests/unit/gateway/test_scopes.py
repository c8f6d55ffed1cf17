import pytest

from libs.kit.principal import Principal
from services.gateway.scopes import Scope, is_whole, narrowed

CHANGED = {"layer": "lamps", "feature": "7", "version": 3, "change": "updated", "bbox": None}


def test_a_changed_feature_is_told_where_it_stands_and_above():
    data = CHANGED | {"area": "1971010001"}
    assert narrowed("gis.feature_changed", data, Scope("1971")) == data
    assert narrowed("gis.feature_changed", data, Scope()) == data
    assert narrowed("gis.feature_changed", data, Scope("197102")) is None


def test_a_feature_outside_all_areas_is_not_told_to_an_account_with_one():
    assert narrowed("gis.feature_changed", CHANGED | {"area": None}, Scope("1971")) is None


def test_what_changed_everywhere_is_told_to_everybody():
    data = {"layer": "lamps", "area": "", "version": 3}
    assert narrowed("gis.layer_changed", data, Scope("1971")) == data


SENT = {"letter": "7", "next": [], "readers": ["CAMAT", "records:KEC", "secret:WALI"]}


def test_of_a_letter_its_readers_alone_are_told():
    readers = Scope("3316", readers=frozenset({"CAMAT", "secret:CAMAT"}))
    assert narrowed("eoffice.letter_sent", SENT, readers) == {"letter": "7", "next": []}


@pytest.mark.parametrize("keys", [set(), {"LURAH"}, {"WALI"}, {"secret:CAMAT"}, {"records:DESA"}])
def test_of_a_letter_nobody_else_is_told_wherever_they_are(keys):
    for area in ("", "19", "1971"):
        assert narrowed("eoffice.letter_sent", SENT, Scope(area, readers=frozenset(keys))) is None


@pytest.mark.parametrize("topic", ["eoffice.incoming_registered", "eoffice.disposition_given"])
def test_of_what_hangs_on_letters_its_readers_alone_are_told(topic):
    mine = Scope("1971", readers=frozenset({"WALI"}))
    assert narrowed(topic, SENT | {"readers": ["WALI"]}, mine) == {"letter": "7", "next": []}
    for other in (Scope(), Scope("1971"), Scope("1971", readers=frozenset({"CAMAT"}))):
        assert narrowed(topic, SENT | {"readers": ["WALI"]}, other) is None


INCIDENT = {"incident": "7", "area": "1971010001", "checked": True, "station": None}
UNCHECKED = INCIDENT | {"checked": False}


@pytest.mark.parametrize("what", ["reported", "verified", "changed", "closed", "merged"])
def test_of_an_unchecked_incident_operators_alone_are_told(what):
    topic = f"notifications.incident_{what}"
    for area in ("", "19", "1971010001"):
        assert narrowed(topic, UNCHECKED, Scope(area, desk=True)) == UNCHECKED
        assert narrowed(topic, UNCHECKED, Scope(area)) is None
        assert narrowed(topic, INCIDENT, Scope(area)) == INCIDENT
    assert narrowed(topic, UNCHECKED, Scope("1972", desk=True)) is None
    assert narrowed(topic, INCIDENT, Scope("1972")) is None


def test_what_has_no_place_yet_is_told_to_all_but_crews():
    nowhere = INCIDENT | {"area": ""}
    topic = "notifications.incident_reported"
    assert narrowed(topic, nowhere, Scope("1971")) == nowhere
    assert narrowed(topic, nowhere, Scope("1971010001001", above=False)) is None


def test_an_event_is_handed_on_as_it_is_only_to_who_sees_all_of_it():
    assert is_whole("notifications.incident_reported", Scope(desk=True))
    assert not is_whole("notifications.incident_reported", Scope())
    assert not is_whole("notifications.incident_reported", Scope("1971", desk=True))
    assert is_whole("notifications.notice_raised", Scope())
    assert not is_whole("eoffice.letter_sent", Scope(desk=True))


@pytest.mark.parametrize(("role", "desk"), [("operator", True), ("admin", True), ("viewer", False)])
def test_operators_are_the_desk(role, desk):
    assert Scope.of(Principal("1", "x", frozenset({role}), "1971")).desk is desk


def test_of_who_has_an_incident_open_operators_of_its_area_alone_are_told():
    topic, told = "notifications.incident_opened", {"incident": "7", "area": "197101", "name": "a"}
    for area in ("", "1971", "1971010001"):
        assert narrowed(topic, told, Scope(area, desk=True)) == told
        assert narrowed(topic, told, Scope(area)) is None
    assert narrowed(topic, told, Scope("1972", desk=True)) is None


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(desk=True), Scope("1971", readers=frozenset({"SEKDA"}))]
)
def test_what_names_people_for_services_is_told_to_no_browser(scope):
    data = {"position": "SEKDA", "area": "1971", "readers": ["SEKDA"]}
    assert narrowed("eoffice.authority_changed", data, scope) is None
    assert not is_whole("eoffice.authority_changed", scope)


@pytest.mark.parametrize("what", ["given", "answered", "escalated", "ended"])
def test_of_an_order_its_people_and_operators_of_its_area_alone_are_told(what):
    topic, told = f"notifications.order_{what}", {"order": "7", "area": "1971"}
    data = told | {"readers": ["order:CAMAT", "person:sari"]}
    for keys in ({"order:CAMAT"}, {"person:sari"}):
        assert narrowed(topic, data, Scope("197101", readers=frozenset(keys))) == told
    for keys in (set(), {"CAMAT"}, {"order:LURAH"}):
        assert narrowed(topic, data, Scope("", readers=frozenset(keys))) is None
    assert narrowed(topic, data, Scope("1971", desk=True)) == told
    assert narrowed(topic, data, Scope("197101", desk=True)) is None
    assert not is_whole(topic, Scope(desk=True))


def test_of_somebodys_inbox_that_person_alone_is_told():
    topic, told = "notifications.person_told", {"person": "sari", "delivery": "7"}
    assert narrowed(topic, told, Scope("1971", readers=frozenset({"person:sari"}))) == told
    for scope in (Scope(), Scope(desk=True), Scope(readers=frozenset({"person:budi", "sari"}))):
        assert narrowed(topic, told, scope) is None
        assert not is_whole(topic, scope)


@pytest.mark.parametrize(
    "topic",
    [
        "notifications.shift_changed",
        "notifications.hand_over_given",
        "notifications.hand_over_accepted",
        "notifications.alert_raised",
        "gis.incident_placed",
    ],
)
def test_of_rosters_alerts_and_where_incidents_are_operators_of_the_area_alone_are_told(topic):
    told = {"agency": "BPBD", "area": "1971"}
    for area in ("", "1971", "197101"):
        assert narrowed(topic, told, Scope(area, desk=True)) == told
        assert narrowed(topic, told, Scope(area)) is None
    assert narrowed(topic, told, Scope("1972", desk=True)) is None
    assert is_whole(topic, Scope(desk=True))
    assert not is_whole(topic, Scope())


def test_of_a_warning_that_not_everybody_reads_operators_alone_are_told():
    topic, inner = "notifications.warning_issued", {"warning": "7", "area": "1971", "open": False}
    outer = inner | {"open": True}
    for area in ("", "1971", "197101"):
        assert narrowed(topic, inner, Scope(area, desk=True)) == inner
        assert narrowed(topic, inner, Scope(area)) is None
        assert narrowed(topic, outer, Scope(area)) == outer
    assert narrowed(topic, outer, Scope("1972", desk=True)) is None
    assert not is_whole(topic, Scope())
