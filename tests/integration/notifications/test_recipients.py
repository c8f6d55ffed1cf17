"""Whom a target reaches as e-office told it, and groups that are kept."""

from datetime import UTC, datetime

import pytest

from libs.kit.errors import Forbidden, Invalid
from libs.kit.principal import OutsideArea
from services.notifications.recipients.domain import (
    GroupChanged,
    GroupTaken,
    Reader,
    Target,
    UnknownGroup,
)
from services.notifications.recipients.reaching import reach
from tests import recipients
from tests.asking import at_once
from tests.incidents import SARI, call, who
from tests.recipients import holding, officer, tell

NIGHT = datetime(2026, 3, 6, 17, 30, tzinfo=UTC)  # half past midnight of the 7th in the region


@pytest.fixture
def office(notifications):
    recipients.found(notifications)
    return notifications


def reached(service, *targets, at=NIGHT):
    with service.db.begin() as tx:
        return reach(tx, [Target(*one) for one in targets], at)


def test_authority_is_of_the_day_in_the_region(office):
    tell(office, "CAMAT", holding("lama", ends="2026-03-06"), holding("baru", starts="2026-03-07"))
    assert reached(office, ("position", "CAMAT")) == [Reader("baru", "CAMAT", "definitive")]
    before = datetime(2026, 3, 6, 16, 59, tzinfo=UTC)
    assert [one.person for one in reached(office, ("position", "CAMAT"), at=before)] == ["lama"]


def test_a_position_is_as_it_was_told_last(office):
    tell(office, "CAMAT", holding("camat"), holding("sekcam", "plh", ends="2026-04-01"))
    assert reached(office, ("position", "CAMAT")) == [Reader("sekcam", "CAMAT", "plh")]
    tell(office, "CAMAT")
    assert reached(office, ("position", "CAMAT")) == [Reader("", "CAMAT", "vacant")]
    assert reached(office, ("position", "NONE")) == [Reader("", "NONE", "vacant")]


def test_a_delegate_is_reached_beside_the_holder_for_these_matters(office):
    given = {"position": "KADIS", "starts": "2026-01-01", "ends": "2026-12-31"}
    tell(office, "SEKDA", holding("sekda"), delegates=[given | {"matters": "Perintah darurat"}])
    assert reached(office, ("position", "SEKDA")) == [
        Reader("sekda", "SEKDA", "definitive"),
        Reader("kadis", "SEKDA", "delegate"),
    ]
    tell(office, "SEKDA", holding("sekda"), delegates=[given | {"matters": "Surat cuti"}])
    assert [one.person for one in reached(office, ("position", "SEKDA"))] == ["sekda"]


def make(service, code, *members, by=SARI, area="1971", **more):
    inside = [{"kind": kind, "code": one} for kind, one in members]
    body = {"code": code, "name": f"Grup {code}", "area": area, "members": inside, **more}
    method = "put_recipient_group" if "version" in more else "add_recipient_group"
    return call(service, method, by, **body)


def test_groups_within_groups_reach_each_once(office):
    make(office, "BI", ("position", "CAMAT"), ("position", "LURAH"))
    make(office, "SIAGA", ("group", "BI"), ("person", "camat"), ("person", "relawan"))
    readers = reached(office, ("group", "SIAGA"), ("position", "LURAH"))
    assert sorted(one.person for one in readers) == ["camat", "lurah", "relawan"]
    with pytest.raises(Invalid) as refused:
        make(office, "BI", ("group", "SIAGA"), version=1)
    assert refused.value.errors[0].message == "goes in a circle: BI → SIAGA → BI"


def test_a_group_is_shown_with_names_and_whom_it_reaches_now(office):
    tell(office, "CAMAT")
    make(office, "BI", ("position", "CAMAT"), ("person", "relawan"))
    make(office, "SIAGA", ("group", "BI"), ("person", "relawan"), ("on_call", "BPBD"))
    found = call(office, "get_recipient_group", SARI, code="SIAGA")
    assert [one["name"] for one in found["members"]] == ["Grup BI", "relawan", "BPBD"]
    assert [(one["person"], one["via"]) for one in found["reaches"]] == [
        ("relawan", "person"),
        ("", "vacant"),
    ]
    [camat, _] = call(office, "get_recipient_group", SARI, code="BI")["members"]
    assert camat["name"] == "Camat Bukit Intan"


def test_two_who_would_close_a_circle_together_do_not(office):
    for code in ("A", "B"):
        make(office, code, ("person", "ali"))
    calls = [
        lambda a=a, b=b: make(office, a, ("group", b), version=1)
        for a, b in (("A", "B"), ("B", "A"))
    ]
    answers = at_once(calls)
    assert sorted(isinstance(one, Invalid) for one in answers) == [False, True]


def test_a_group_is_changed_at_the_version_that_was_seen(office):
    make(office, "A", ("person", "ali"))
    with pytest.raises(GroupTaken):
        make(office, "A", ("person", "budi"))
    assert make(office, "A", ("person", "budi"), version=1)["version"] == 2
    with pytest.raises(GroupChanged):
        make(office, "A", ("person", "cici"), version=1)


def test_groups_are_of_an_area(office):
    district = who(area="197102", name="jauh")
    make(office, "KOTA", ("position", "SEKDA"))
    make(office, "BI", ("position", "CAMAT"), area="197101")
    listed = call(office, "list_recipient_groups", district)["items"]
    assert [one["code"] for one in listed] == ["KOTA"]
    with pytest.raises(UnknownGroup):
        call(office, "get_recipient_group", district, code="BI")
    with pytest.raises(OutsideArea):
        make(office, "KOTA", ("person", "ali"), by=district, version=1, area="197102")
    with pytest.raises(Invalid) as refused:
        make(office, "JAUH", ("position", "SEKDA"), by=district, area="197102")
    assert refused.value.errors[0].field == "members.0.code"
    with pytest.raises(Forbidden):
        make(office, "X", ("person", "ali"), by=officer("camat"))


def test_whom_to_address_is_found_by_words_in_the_area(office):
    make(office, "BANJIR", ("person", "ali"))
    call(office, "put_shift_agency", agency="Posko Camat", area="197101")
    found = call(office, "list_recipients", officer("sekda"), q="camat")["items"]
    assert [(one["kind"], one["code"], one["holders"]) for one in found] == [
        ("position", "CAMAT", ["camat"]),
        ("on_call", "Posko Camat", []),
    ]
    kinds = {one["kind"] for one in call(office, "list_recipients", q="")["items"]}
    assert kinds == {"position", "group", "on_call"}
    near = call(office, "list_recipients", who(area="197101"), q="", kind="position")["items"]
    assert [one["code"] for one in near] == ["CAMAT", "LURAH"]
    with pytest.raises(Forbidden):
        call(office, "list_recipients", who("viewer"), q="a")
