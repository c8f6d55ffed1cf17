import pytest
from click.testing import CliRunner

from services.elections.cli import cli
from tests.unit.elections.forms_of import WHOLE

TPS = "1971011004001"


@pytest.fixture
def recount(call, database):
    call.stations(TPS)
    call.submit(TPS, **WHOLE)
    call.fold()
    urls = {"KENDALI_DATABASE_URL": database.url("elections"), "KENDALI_AMQP_URL": "amqp://none"}
    return lambda *words: CliRunner(env=urls).invoke(cli, ["recount", *words])


def test_a_recount_of_exact_tallies_finds_nothing(recount):
    done = recount()
    assert done.exit_code == 0, done.output
    assert "2 contests recounted, 0 rows differ" in done.output


def test_a_recount_shows_what_differs_until_it_is_repaired(recount, database, call):
    database.execute("UPDATE elections.tallies SET votes = '{1,2}' WHERE area = '197101'")
    checked = recount("--check")
    assert checked.exit_code == 1
    assert "197101" in checked.output
    assert recount("--repair", "--election", "pilkada").exit_code == 0
    assert recount("--check").exit_code == 0
    assert call.tally(depth=0)["valid"] == 267


def test_a_recount_of_an_unknown_election_fails(recount):
    done = recount("--election", "none")
    assert done.exit_code == 1
    assert "none" in str(done.exception)
