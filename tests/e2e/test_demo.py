"""What `make demo` leaves behind: a published election with its stages, once."""

from __future__ import annotations

import pytest
import requests

from services.elections.demo import cli as demo
from tests.api import Api
from tests.e2e.conftest import Running

ELECTION = "pilkada-2024-pangkalpinang"
PUBLIC = f"/v1/public/elections/{ELECTION}"


@pytest.fixture(scope="module")
def played(running: Running) -> str:
    """Play the night twice; returns what was said at the second end."""
    demo.main(running.url, 0, running.token)
    with demo.console.capture() as said:
        demo.main(f"{running.url}/", 0, running.token)
    return said.get()


def test_the_end_names_the_page_where_the_results_stand(running, played):
    address = f"{running.url}/hasil/{ELECTION}"
    assert address in played.split()
    assert "(peragaan)" in requests.get(address, timeout=30).text


def test_all_results_are_open_to_the_public_and_labelled(running, played):
    listed = requests.get(f"{running.url}/v1/public/elections", timeout=30).json()["items"]
    (name,) = [one["name"] for one in listed if one["id"] == ELECTION]
    assert name.endswith("(peragaan)")
    path = f"{running.url}{PUBLIC}/contests/walikota/tally"
    tally = requests.get(path, timeout=30).json()
    assert (tally["tps_in"], tally["tps_held"]) == (311, 0)
    assert [one["votes"] for one in tally["candidates"]] == [48528, 35177]


def test_what_has_findings_has_photos_of_its_paper(running, played):
    api = running.api("admin")
    queue = api.read(f"/v1/elections/{ELECTION}/queue")["items"]
    assert len(queue) == 7
    for one in queue:
        path = f"/v1/elections/{ELECTION}/contests/{one['contest']}/results/{one['tps']}/photos"
        photos = api.read(path)["items"]
        assert sorted((photo["page"], photo["state"]) for photo in photos) == [
            (page, "shown") for page in (1, 2, 3)
        ]


def test_the_stages_stand_on_their_days_of_2024(running, played):
    stages = requests.get(f"{running.url}{PUBLIC}/stages", timeout=30).json()["items"]
    days = {one["id"]: one["starts"] for top in stages for one in (top, *top["children"])}
    assert "2024-11-27" in days.values()


def test_a_second_night_publishes_nothing_anew(running, played):
    path = f"/v1/elections/{ELECTION}/options"
    options = running.api("admin").get(path).json()
    assert (options["version"], options["published"], options["test_data"]) == (1, True, True)


def test_a_token_that_the_command_line_prints_opens_the_api(running, played):
    said = running.kendali("token", "viewer")
    assert said.returncode == 0, said.stderr
    listed = Api(running.url, said.stdout.strip()).read("/v1/elections")["items"]
    assert ELECTION in [one["id"] for one in listed]
