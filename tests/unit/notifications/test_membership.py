from datetime import UTC, datetime

from libs.kit import contracts
from services.notifications import domain, messages

NOON = datetime(2024, 9, 18, 5, tzinfo=UTC)
FOUND = messages.membership_found(contracts.get("elections", "party_membership_found", 1).example())


def test_a_listed_member_is_a_warning_in_his_village_without_his_name():
    notice = domain.tell_membership(FOUND, None, "n", NOON).notice
    assert (notice.severity, notice.area) == ("warning", "1971011004")
    assert notice.headline == "Anggota KPPS tercatat di partai: 1971011004001"
    assert notice.election == FOUND.election
    assert notice.dedupe_key == f"party/{FOUND.election}/{FOUND.staff}"


def test_a_notice_that_stands_is_not_raised_again():
    standing = domain.tell_membership(FOUND, None, "n", NOON).notice
    assert domain.tell_membership(FOUND, standing, "m", NOON) is None
