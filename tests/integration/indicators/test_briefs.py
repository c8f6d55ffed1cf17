"""The morning brief: once a day whoever makes it, of what was told, with what is missing named."""

import threading
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest
import sqlalchemy as sa

from libs.kit import contracts
from libs.kit.envelope import Incoming
from libs.kit.errors import Forbidden
from libs.kit.principal import OutsideArea
from libs.kit.tables import outbox
from services.indicators.briefs import making
from services.indicators.briefs.domain import UnknownBrief
from tests.integration.indicators.asking import (
    ADMIN,
    KEEPER,
    VIEWER,
    call,
    cell,
    fold,
    furnish,
    push,
    who,
)

WIB = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2024, 11, 26, 23, 0, 1, tzinfo=UTC)  # 06.00.01 of 27 November
NIGHT = "2024-11-26T18:00:00.000000Z"


def tell(house, source, name, /, *, at=MORNING - timedelta(hours=5), **changes):
    data = contracts.get(source, name, 1).example() | changes
    event = Incoming("id", f"/{source}", name, 1, "subject", at, 1, data)
    with house.db.begin() as tx:
        getattr(house, f"on_{name}")(tx, event)


def incident(house, number, name="incident_reported", **changes):
    plain = {"incident": f"i{number}", "number": f"INS-{number:04}", "headline": f"Banjir {number}"}
    times = {"reported_at": NIGHT, "changed_at": NIGHT}
    area = {"area": "3316012001", "station": None}
    tell(house, "notifications", name, **(plain | times | area | changes))


def made(house, now=MORNING, printing=making.pdf):
    return making.make_due(house.db, house.settings, now, printing)


def quick(page):
    assert page.startswith("<!doctype html>")
    return b"%PDF-1.7 " + page.encode()


def brief(house, principal=VIEWER):
    return call(house, "get_brief", principal, day="2024-11-27")["facts"]


def events(house):
    with house.db.begin() as tx:
        query = sa.select(outbox.c.event, outbox.c.envelope).order_by(outbox.c.id)
        rows = tx.execute(query).all()
    return [orjson.loads(row.envelope)["subject"] for row in rows if row.event == "brief_made"]


@pytest.fixture
def house(indicators):
    furnish(indicators)
    return indicators


def test_it_says_what_was_told_and_what_is_missing(house):
    incident(house, 1, severity="critical")
    incident(house, 2, severity="minor", reported_at="2024-11-20T00:00:00.000000Z")
    incident(house, 3, checked=False)
    incident(house, 4, exercise=True)
    incident(house, 5)
    incident(house, 5, "incident_closed", state="closed", version=2)
    incident(house, 6, source="cap", headline="Hujan lebat")
    tell(house, "eoffice", "position_changed", code="3316.SEKDA", title="Sekretaris Daerah")
    tell(house, "eoffice", "disposition_overdue", receiver="3316.SEKDA", due="2024-11-20")
    gap = {"topic": "shift.gap", "headline": "BPBD, malam: kurang 1 orang", "about": None}
    tell(house, "notifications", "alert_raised", **gap, area="3316", severity="minor")
    tell(
        house, "elections", "stage_due", election="pilkada-2024-3316", area="3316", day="2024-12-01"
    )
    tell(house, "elections", "stage_due", election="gladi-1", area="3316", day="2024-12-01")
    for month, value in (("2024-08", 70), ("2024-09", 75)):
        push(house, "kemantapan-jalan", cell("3316", month, value))
    fold(house)

    assert made(house).isoformat() == "2024-11-27"
    told = brief(house)
    assert [one["number"] for one in told["incidents"]["items"]] == ["INS-0001", "INS-0002"]
    found = {name: told["incidents"][name] for name in ("count", "critical", "reported", "closed")}
    assert found == {"count": 2, "critical": 1, "reported": 2, "closed": 1}
    assert [one["headline"] for one in told["warnings"]["items"]] == ["Hujan lebat"]
    assert told["roster"]["items"][0]["headline"] == gap["headline"]
    [late] = told["dispositions"]["items"]
    assert (late["title"], late["days"]) == ("Sekretaris Daerah", 7)
    assert [one["left"] for one in told["stages"]["items"]] == [4]
    [missing] = told["indicators"]["late"]["items"]
    assert (missing["owner"], missing["newest"], missing["missing"]) == ("3316.PUPR", "2024-09", 1)
    assert {one["title"] for one in told["indicators"]["empty"]["items"]} == {
        "Panjang jalan",
        "Penduduk",
    }
    assert told["heard"]["stage"] is not None
    pdf = call(house, "print_brief", VIEWER, day="2024-11-27")
    assert pdf.startswith(b"%PDF-")
    assert call(house, "print_brief", VIEWER, day="2024-11-27", language="en").startswith(b"%PDF-")


def test_it_is_made_once_by_any_number_of_processes(house):
    start, found = threading.Barrier(4), []

    def one():
        start.wait()
        found.append(made(house, printing=quick))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [day for day in found if day] == [MORNING.astimezone(WIB).date()]
    assert events(house) == ["2024-11-27"]
    assert made(house, MORNING + timedelta(hours=10), quick) is None


def test_who_breaks_off_leaves_nothing_and_the_next_one_makes_it(house):
    def broken(_page):
        raise OSError("the process ends here")

    with pytest.raises(OSError, match="ends here"):
        made(house, printing=broken)
    assert events(house) == []
    with pytest.raises(UnknownBrief):
        brief(house)
    noon = MORNING + timedelta(hours=6)  # six o'clock was missed
    assert made(house, noon, quick).isoformat() == "2024-11-27"
    assert brief(house)["made_at"].startswith("2024-11-27T05:00")


def test_nobody_makes_one_before_its_hour_or_for_no_region(indicators):
    assert made(indicators, printing=quick) is None
    furnish(indicators)
    assert made(indicators, MORNING - timedelta(minutes=1), quick) is None
    assert made(indicators, printing=quick) is not None


def test_an_administrator_has_it_made_anew_under_its_id(house):
    first = call(house, "make_brief", ADMIN)
    incident(house, 1)
    second = call(house, "make_brief", ADMIN)
    assert first["id"] == second["id"]
    listed = call(house, "list_briefs", VIEWER)["items"]
    assert [one["counts"]["incidents"] for one in listed] == [1]
    with pytest.raises(Forbidden):
        call(house, "make_brief", KEEPER)


def test_it_is_for_who_sees_the_whole_area(house):
    made(house, printing=quick)
    village = who("officer", area="331601")
    assert call(house, "list_briefs", village)["items"] == []
    with pytest.raises(OutsideArea):
        brief(house, village)
    with pytest.raises(Forbidden):
        call(house, "list_briefs", who("reporter", area="3316"))


def test_a_stage_that_was_told_of_before_a_change_says_so(house):
    stage = {"election": "pilkada-2024-3316", "area": "3316", "day": "2024-12-01"}
    tell(house, "elections", "stage_due", **stage)
    tell(house, "elections", "stages_changed", at=MORNING, election=stage["election"], area="3316")
    made(house, printing=quick)
    assert [one["changed"] for one in brief(house)["stages"]["items"]] == [True]
