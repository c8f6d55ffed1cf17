"""What indicators tell: the morning brief to the region's head, figures that agencies owe."""

from datetime import UTC, datetime

import pytest

from libs.kit import contracts
from libs.kit.envelope import Incoming
from libs.kit.errors import Invalid
from libs.kit.ids import new_id
from tests.alerting import ROOT, raised
from tests.incidents import call

NOW = datetime(2026, 3, 6, 23, tzinfo=UTC)
HEAD = "1971.WALIKOTA"


def hear(house, source, name, **changes):
    data = contracts.get(source, name, 1).example() | changes
    with house.db.begin() as tx:
        heard = Incoming(new_id(), source, name, 1, "subject", NOW, 1, data)
        getattr(house, f"on_{name}")(tx, heard)


def briefs(house, reader=HEAD):
    found = call(house, "list_addressed_notices", ROOT, readers=[reader])["items"]
    return [one["thing"] for one in found if one["kind"] == "brief_made"]


@pytest.fixture
def house(notifications):
    for code, above in ((HEAD, None), ("1971.SEKDA", HEAD)):
        hear(notifications, "eoffice", "authority_changed", position=code, above=above, area="1971")
    return notifications


def test_the_head_of_the_region_is_told_of_the_newest_brief_until_it_is_opened(house):
    yesterday, today = new_id(), new_id()
    hear(house, "indicators", "brief_made", brief=yesterday, day="2026-03-05")
    assert briefs(house) == [yesterday]
    for _ in range(2):
        hear(house, "indicators", "brief_made", brief=today, day="2026-03-06")
    assert briefs(house) == [today]
    assert briefs(house, "1971.SEKDA") == []
    told = call(house, "settle_addressed_brief", ROOT, brief=today, readers=["1971.SEKDA"])
    assert (told["settled"], briefs(house)) == (0, [today])
    told = call(house, "settle_addressed_brief", ROOT, brief=today, readers=[HEAD])
    assert (told["settled"], briefs(house)) == (1, [])
    with pytest.raises(Invalid):
        call(house, "settle_addressed_brief", ROOT, brief="x", readers=[HEAD])


def alerts(house):
    found = call(house, "list_alerts", ROOT)["items"]
    return [
        (one["topic"], one["severity"], one["area"]) for one in found if one["state"] == "firing"
    ]


def test_late_figures_are_an_alert_until_they_come(house):
    raised(house, key="another")
    there = alerts(house)
    hear(house, "indicators", "indicator_late")
    hear(house, "indicators", "indicator_late", missing=3, period="2024-12")
    assert [one for one in alerts(house) if one not in there] == [
        ("indicator.late", "minor", "1971")
    ]
    [told] = [
        one for one in call(house, "list_alerts", ROOT)["items"] if one["topic"] == "indicator.late"
    ]
    assert told["headline"].startswith("Dinas Pekerjaan Umum dan Penataan Ruang: ")
    hear(house, "indicators", "indicator_late", missing=0, code="lain")
    hear(house, "indicators", "indicator_late", missing=0)
    assert alerts(house) == there
