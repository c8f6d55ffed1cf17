"""The worked example of docs/eoffice/api.md, line by line."""

from __future__ import annotations

import doctest
from contextlib import closing

import pytest

from libs.kit.db import Database
from services.eoffice.organisation.tables import positions
from tests import offices
from tests.conventions import ROOT
from tests.integration.eoffice.signatories import found
from tests.integration.gateway.office import opened
from tests.signing import PASSPHRASE

PAGE = ROOT / "docs" / "eoffice" / "api.md"
PEOPLE = ("camat", "sekda", "walikota", "kadis", "kabid", "arsip-bi")
BELOW = {"code": "KABID", "unit": "1971.KOMINFO", "title": "Kepala Bidang", "above": "KADIS"}


@pytest.fixture(scope="module")
def office(bare_house):
    made = opened(bare_house, "1971")
    with closing(Database(made.house.database.url("eoffice"))) as db:
        found(db)
        with db.begin() as tx:
            tx.execute(positions.insert().values(**BELOW, level="supervisor", records=False))
            offices.hold(tx, "KABID", "kabid")
    made.house.launch("eoffice", "events").ready()
    return made


def test_the_example_answers_what_the_page_says(office):
    named = {
        "gateway": office.house.url,
        "tokens": {name: office.token(name) for name in PEOPLE},
        "passphrase": PASSPHRASE,
    }
    text = PAGE.read_text(encoding="utf-8")
    example = doctest.DocTestParser().get_doctest(text, named, PAGE.name, str(PAGE), 0)
    told: list[str] = []
    done = doctest.DocTestRunner(optionflags=doctest.FAIL_FAST).run(example, out=told.append)
    assert done.attempted > 40
    assert not done.failed, "".join(told)
