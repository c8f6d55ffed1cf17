from dataclasses import replace
from datetime import UTC, datetime

import pytest

from libs.kit import contracts
from services.notifications import domain, messages
from services.notifications.domain import LONGEST_HEADLINE, Raised

NOON = datetime(2024, 9, 18, 5, tzinfo=UTC)
DUE = messages.stage_due(contracts.get("elections", "stage_due", 1).example())


@pytest.mark.parametrize(
    ("left", "edge", "headline"),
    [
        (7, "start", "Tahapan mulai 7 hari lagi: Pelaksanaan kampanye"),
        (1, "end", "Tahapan berakhir besok: Pelaksanaan kampanye"),
        (0, "start", "Tahapan mulai hari ini: Pelaksanaan kampanye"),
    ],
)
def test_a_stage_that_is_due_says_what_happens_when(left, edge, headline):
    assert replace(DUE, left=left, edge=edge).headline == headline


def test_it_is_a_notice_for_information_in_the_elections_area():
    happened = domain.tell_stage(DUE, None, "n", NOON)
    assert isinstance(happened, Raised)
    notice = happened.notice
    assert (notice.severity, notice.area, notice.dedupe_key) == (
        "info",
        "1971",
        "stage/pilkada-2024-1971/kampanye/start",
    )
    assert notice.text == (
        "Pilkada Pangkalpinang 2024, 25 September 2024. Penanggung jawab: KPU kota."
    )


def test_the_next_warning_says_it_anew_in_the_same_notice():
    standing = domain.tell_stage(DUE, None, "n", NOON).notice
    later = domain.tell_stage(replace(DUE, left=1), standing, "m", NOON).notice
    assert (later.id, later.headline) == ("n", "Tahapan mulai besok: Pelaksanaan kampanye")
    assert domain.tell_stage(DUE, standing, "m", NOON) is None


def test_a_long_name_fits_a_headline():
    due = replace(DUE, name="x" * 200, left=366, edge="end")
    assert len(due.headline) <= LONGEST_HEADLINE
