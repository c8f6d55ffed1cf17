from __future__ import annotations

import json

import pytest

from libs.kit import jobs
from libs.kit.errors import FieldError, Invalid
from services.elections import facts, imports
from services.elections.domain import UnknownElection
from tests.shared import SHARED, needs_shared

FOLDER = SHARED / "data" / "elections"
HEAD = "kode_tps,kecamatan,desa,suara_1,suara_2,suara_3,pemilih_dpt_l,pemilih_dpt_p,pemilih_dpt_j\n"
GOOD = "1971011004001,BUKIT INTAN,SEMABUNG LAMA,3,112,75,134,129,263\n"


@pytest.fixture
def president(empty):
    def register(area):
        return empty("register_election", **facts.president(area))["answer"]["id"]

    return register


def start(call, election, text, **more):
    return call("start_import", election=election, text=text, **more)["answer"]["id"]


def work(call, job_id):
    call.service.work_on_imports()
    return call("get_import", id=job_id)


KNOWN = {
    "pangkalpinang": ("1971", 622, 413, (24_824, 46_727, 14_496)),
    "bener_meriah": ("1117", 498, 476, (57_206, 37_178, 4_174)),
}


@needs_shared
@pytest.mark.parametrize("name", KNOWN)
def test_the_real_file_ends_at_the_published_totals(empty, president, database, name):
    area, expected, stations_in, votes = KNOWN[name]
    election = president(area)
    path = FOLDER / f"pilpres2024_{name}_tps.csv"
    text = path.read_text(encoding="utf-8")
    job = work(empty, start(empty, election, text, name=path.name))
    assert (job["state"], job["done"], job["total"], job["errors"]) == (
        "done",
        expected,
        expected,
        [],
    )
    empty.fold()
    tally = empty("get_tally", election=election, contest="presiden")
    assert (tally["tps_in"], tally["tps_expected"]) == (stations_in, expected)
    assert tuple(one["votes"] for one in tally["candidates"]) == votes
    assert tally["children"][0]["area"]["name"].istitle()
    assert empty.differences(election) == []

    before = database.execute("SELECT count(*) FROM elections.submissions")
    again = work(empty, start(empty, election, text, name=path.name))
    assert again["message"] == "0 results handed in, 0 rows refused"
    assert database.execute("SELECT count(*) FROM elections.submissions") == before


BAD = [
    "19710110,A,B,1,2,3,,,\n",
    "1972011004001,A,B,1,2,3,,,\n",
    "1971011004002,A,B,x,2,3,,,\n",
]


def test_bad_rows_stop_the_whole_file_and_are_told_by_place_and_reason(empty, president):
    election = president("1971")
    job = work(empty, start(empty, election, HEAD + GOOD + "".join(BAD)))
    assert job["state"] == "failed"
    assert job["message"].startswith("3 of 4 rows can't be taken, so none was")
    assert [error["place"] for error in job["errors"]] == [3, 4, 5]
    assert "suara_1" in job["errors"][2]["reason"]
    assert empty("list_stations", election=election)["items"] == []


def test_the_good_rows_are_kept_where_that_is_asked(empty, president):
    text = HEAD + "".join([GOOD, *BAD])
    job = work(empty, start(empty, president("1971"), text, partial=True))
    assert job["state"] == "done"
    assert job["message"] == "1 results handed in, 3 rows refused"
    assert [error["place"] for error in job["errors"]] == [3, 4, 5]
    assert "outside" in job["errors"][1]["reason"]


def test_a_row_without_votes_registers_the_station_only(empty, president):
    election = president("1971")
    work(empty, start(empty, election, HEAD + "1971011004001,A,B,,,,,,\n"))
    empty.fold()
    tally = empty("get_tally", election=election, contest="presiden")
    assert (tally["tps_in"], tally["tps_expected"]) == (0, 1)
    assert empty("list_results", election=election)["items"] == []


def test_a_station_keeps_the_voters_that_a_document_does_not_tell(empty, president):
    election = president("1971")
    work(empty, start(empty, election, HEAD + GOOD))
    work(empty, start(empty, election, HEAD + "1971011004001,A,B,3,112,75,,,\n"))
    (station,) = empty("list_stations", election=election)["items"]
    assert station["dpt"] == {"male": 134, "female": 129, "total": 263}


def test_a_stations_raw_document_is_handed_in(empty, president):
    election = president("1971")
    document = {"chart": {"100025": 3, "100026": 112, "100027": 75}, "administrasi": None}
    job = work(empty, start(empty, election, json.dumps(document), name="1971011004001.json"))
    assert job["message"] == "1 results handed in, 0 rows refused"
    (result,) = empty("list_results", election=election)["items"]
    assert result["form"]["votes"] == {"1": 3, "2": 112, "3": 75}
    assert result["channel"] == "import"


@needs_shared
def test_a_regencys_document_can_not_be_imported(empty, president):
    text = (FOLDER / "pilkada2024" / "pkwkk_1971.json").read_text(encoding="utf-8")
    job = work(empty, start(empty, president("1971"), text))
    assert (job["state"], job["message"]) == ("failed", "compare a tally with it instead")


def test_a_cancelled_import_stops_where_it_is(empty, president):
    election, db = president("1971"), empty.service.db
    rows = "".join(f"1971011004{n:03},A,B,1,2,3,,,\n" for n in range(1, 131))
    job_id = start(empty, election, HEAD + rows)

    def cancelled_after_a_chunk(job, progress):
        def tell(done, *more):
            if done:
                empty("cancel_import", id=job_id)
            progress(done, *more)

        return imports.run(db, job, tell)

    jobs.work(db, {imports.KIND: cancelled_after_a_chunk})
    assert empty("get_import", id=job_id)["state"] == "cancelled"
    assert len(empty("list_stations", election=election)["items"]) == imports.CHUNK
    with pytest.raises(jobs.JobEnded):
        empty("cancel_import", id=job_id)


def test_an_import_whose_worker_died_goes_on_where_it_was(empty, president, database):
    election = president("1971")
    rows = "".join(f"19710110040{n:02},A,B,1,2,3,,,\n" for n in range(1, 80))
    job_id = start(empty, election, HEAD + rows)
    database.execute(
        "UPDATE elections.jobs SET state = 'running', done = 50, leased_until = now() - interval"
        " '1 s' WHERE id = %s",
        job_id,
    )
    job = work(empty, job_id)
    assert (job["state"], job["done"]) == ("done", 79)
    assert len(empty("list_stations", election=election)["items"]) == 29


def test_what_is_asked_for_must_be_there(empty, president, call):
    with pytest.raises(Invalid):
        start(empty, president("1971"), "")
    with pytest.raises(UnknownElection):
        start(call, "pilkada-1955", HEAD + GOOD)


@pytest.mark.parametrize("named", [{}, {"contest": "presiden"}])
def test_of_several_contests_one_is_named(call, named):
    with pytest.raises(Invalid) as refused:
        start(call, "pilkada", HEAD + GOOD, **named)
    assert refused.value.errors == (FieldError("contest", "needs one of walikota, gubernur"),)
