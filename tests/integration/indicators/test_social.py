"""Posts become counts; who wrote them, what they wrote and where it stands is nowhere kept."""

import pytest

from libs.kit.errors import Invalid
from libs.kit.principal import OutsideArea
from services.indicators.domain import NotKeeper
from services.indicators.social.service import CODE, OWNER
from tests.integration.indicators.asking import ADMIN, VIEWER, call, who

HANDLE, NAME, ADDRESS, WORDS = "@rahasiasekali", "Purnomowati", "https://contoh.id/p/9", "zamrud"
FILE = (
    "date,author,url,text\n"
    f'2024-11-02,{NAME},{ADDRESS},"Jalan rusak {HANDLE} {WORDS}"\n'
    f'2024-11-03,{NAME},{ADDRESS},"Puskesmas ramah, terima kasih {NAME}"\n'
    f'2024-11-03,{HANDLE},{ADDRESS},"Selamat pagi"\n'
)


def send(house, text=FILE, by=ADMIN, **more):
    asked = {"area": "3316", "source": "vendor-a"} | more
    return call(house, "import_posts", by, attachment=text.encode(), **asked)


def counts(house):
    rows = call(house, "list_observations", VIEWER, code=CODE, limit=1000)["items"]
    return {tuple(sorted(one["dimensions"].values())): one["value"] for one in rows}


def test_posts_are_counted_and_come_again_without_harm(indicators):
    assert send(indicators)["posts"] == 3
    found = counts(indicators)
    assert (found[()], found["negative",], found["jalan", "negative"]) == (3, 1, 1)
    assert (found["kesehatan", "positive"], found["kesehatan", "negative"]) == (1, 0)
    again = send(indicators)
    assert (again["added"], again["revised"]) == (0, 0)
    send(indicators, FILE, source="vendor-b")
    assert counts(indicators)[()] == 6


def test_nobody_and_nothing_of_a_post_is_in_the_database(indicators, database):
    send(indicators)
    tables = database.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'indicators'::regnamespace "
        "AND relkind = 'r'"
    )
    assert len(tables) > 10
    for (table,) in tables:
        for (text,) in database.execute(f'SELECT t::text FROM indicators."{table}" t'):
            for secret in (HANDLE, NAME, ADDRESS, WORDS, HANDLE[1:]):
                assert secret.casefold() not in text.casefold(), table


def test_a_wrong_row_refuses_the_file(indicators):
    with pytest.raises(Invalid) as caught:
        send(indicators, "date,text\n2024-11-02,baik\nkemarin,baik\n2024-11-02,\n")
    assert [error.field for error in caught.value.errors] == ["rows.2.date", "rows.3.text"]


def test_only_the_agencys_keepers_count_posts(indicators):
    citra = who("officer", area="3316", name="Citra")
    with pytest.raises(NotKeeper):
        send(indicators, by=citra)
    call(indicators, "set_keepers", agency=OWNER, accounts=["Citra"])
    assert send(indicators, by=citra)["posts"] == 3
    with pytest.raises(OutsideArea):
        send(indicators, by=citra, area="1971")
