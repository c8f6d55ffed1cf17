"""The whole service in processes of its own: called, told of an event, telling of its own."""

import uuid

from libs.kit import contracts
from libs.kit.envelope import Event
from libs.kit.principal import SYSTEM
from tests.serving import serving

FLOOD = {"severity": "critical", "headline": "Banjir di Rangkui", "area": "197103"}


def test_a_notice_is_raised_by_a_person_and_by_a_finding(database, amqp_url, tmp_path):
    with serving("notifications", database, amqp_url, tmp_path) as (client, ears):
        raised = client.call(
            "notifications", "raise_notice", FLOOD, SYSTEM, command_id=str(uuid.uuid4())
        )["answer"]
        first = ears.next()
        assert (first["subject"], first["data"]) == (raised["id"], raised)

        result = contracts.get("elections", "result_submitted", 1).example()
        result["findings"]["error"] = 2
        subject = f"{result['election']}/{result['contest']}/{result['tps']}"
        ears.tell("elections", Event("result_submitted", subject, result), 1)
        found = ears.next()["data"]
        assert found["dedupe_key"].endswith(result["tps"][:6])
        assert found["headline"].startswith("1 TPS dengan temuan di ")
        listed = client.call("notifications", "list_notices", {"state": "open"}, SYSTEM)["items"]
        assert listed == [found, raised]
