"""Kept answers: never older than the last event, asked for once however many want them."""

import threading

import orjson
import pytest

from libs.kit.errors import DeadlineExceeded, Forbidden, Unavailable
from services.gateway import cache as caches
from services.gateway.cache import AnswerCache
from tests.asking import at_once

KEY, TAGS = ("get_tally", "elections", "", ("election", "e")), ("tally/e/c", "election/e")


class Service:
    """Answers with how often it was asked; may be away, slow, or refuse."""

    def __init__(self):
        self.asked = 0
        self.trouble = None
        self.during = lambda: None

    def __call__(self):
        self.asked += 1
        self.during()
        if self.trouble is not None:
            raise self.trouble
        return {"version": self.asked, "as_of": "now"}


@pytest.fixture
def service():
    return Service()


@pytest.fixture
def made():
    return AnswerCache(fresh=60, retry=0.0)


def version(entry):
    return orjson.loads(entry.body)["version"]


def test_an_answer_is_asked_for_once(made, service):
    assert [version(made.get(KEY, TAGS, service)) for _ in range(3)] == [1, 1, 1]


def test_an_area_never_sees_the_answer_of_another(made, service):
    made.get(KEY, TAGS, service)
    other = ("get_tally", "elections", "1971", ("election", "e"))
    assert version(made.get(other, TAGS, service)) == 2


@pytest.mark.parametrize("tag", TAGS)
def test_an_event_makes_it_old(made, service, tag):
    made.get(KEY, TAGS, service)
    made.drop(tag)
    assert made.peek(KEY) is None
    assert version(made.get(KEY, TAGS, service)) == 2


def test_an_event_about_something_else_does_not(made, service):
    made.get(KEY, TAGS, service)
    made.drop("tally/e/other", "election/f")
    assert made.peek(KEY) is not None


def test_a_gap_makes_everything_old(made, service):
    made.get(KEY, TAGS, service)
    made.drop_all()
    assert made.peek(KEY) is None


def test_it_is_asked_for_again_after_a_while_in_case_an_event_was_missed(service):
    made = AnswerCache(fresh=0.0)
    assert [version(made.get(KEY, TAGS, service)) for _ in range(3)] == [1, 2, 3]


def test_an_event_that_comes_while_the_service_answers_makes_that_answer_old(made, service):
    service.during = lambda: made.drop("tally/e/c")
    assert version(made.get(KEY, TAGS, service)) == 1
    service.during = lambda: None
    assert version(made.get(KEY, TAGS, service)) == 2
    assert version(made.get(KEY, TAGS, service)) == 2


def test_many_who_want_it_at_once_cost_one_call(made, service):
    gate = threading.Event()
    service.during = lambda: gate.wait(10)
    calls = [lambda: version(made.get(KEY, TAGS, service)) for _ in range(8)]
    opener = threading.Timer(0.1, gate.set)
    opener.start()
    assert at_once(calls) == [1] * 8
    opener.join()


@pytest.mark.parametrize("trouble", [Unavailable("away"), DeadlineExceeded("late")])
def test_while_the_service_is_away_the_old_answer_is_given_with_its_age(made, service, trouble):
    made.get(KEY, TAGS, service)
    made.drop("tally/e/c")
    service.trouble = trouble
    entry = made.get(KEY, TAGS, service)
    assert version(entry) == 1
    assert entry.age() >= 1
    assert dict(entry.headers())["X-Kendali-Stale"] == str(entry.age())


def test_when_the_service_is_back_its_answer_is_plain_again(made, service):
    made.get(KEY, TAGS, service)
    made.drop("tally/e/c")
    service.trouble = Unavailable("away")
    made.get(KEY, TAGS, service)
    service.trouble = None
    entry = made.get(KEY, TAGS, service)
    assert (version(entry), entry.age()) == (3, None)
    assert "X-Kendali-Stale" not in dict(entry.headers())


def test_a_service_that_was_away_is_not_asked_by_each_reader(service):
    made = AnswerCache(fresh=0.0, retry=60)
    made.get(KEY, TAGS, service)
    service.trouble = Unavailable("away")
    for _ in range(5):
        assert made.get(KEY, TAGS, service).failed
    assert service.asked == 2


def test_without_an_old_answer_the_trouble_is_told(made, service):
    service.trouble = Unavailable("away")
    with pytest.raises(Unavailable):
        made.get(KEY, TAGS, service)


def test_what_may_not_be_seen_any_more_is_not_kept(made, service):
    made.get(KEY, TAGS, service)
    made.drop("tally/e/c")
    service.trouble = Forbidden("outside")
    with pytest.raises(Forbidden):
        made.get(KEY, TAGS, service)
    service.trouble = Unavailable("away")
    with pytest.raises(Unavailable):
        made.get(KEY, TAGS, service)


def test_the_time_of_asking_is_no_part_of_the_version(made):
    one = made.get(("a",), (), lambda: {"version": 1, "as_of": "1", "tps_in": 3})
    two = made.get(("b",), (), lambda: {"version": 1, "as_of": "2", "tps_in": 3})
    three = made.get(("c",), (), lambda: {"version": 1, "as_of": "2", "tps_in": 4})
    assert one.etag == two.etag != three.etag


@pytest.mark.parametrize(
    ("known", "same"), [(None, False), ("*", True), ('W/"x"', False), ('"a", {}', True)]
)
def test_if_none_match(made, service, known, same):
    entry = made.get(KEY, TAGS, service)
    assert entry.is_known(known and known.format(entry.etag)) is same


def test_the_oldest_go_when_there_are_too_many(made, service, monkeypatch):
    monkeypatch.setattr(caches, "MOST_ENTRIES", 2)
    for name in "abc":
        made.get((name,), (f"tag-{name}",), service)
    assert [made.peek((name,)) is not None for name in "abc"] == [False, True, True]
    assert set(made._tagged) == {"tag-b", "tag-c"}


def test_the_oldest_go_when_they_are_too_large(made, monkeypatch):
    monkeypatch.setattr(caches, "MOST_BYTES", 1000)
    for name in "ab":
        made.get((name,), (), lambda: {"text": "x" * 600})
    assert made.peek(("a",)) is None
    assert made.peek(("b",)) is not None


HERE, THERE = (106.0, -2.2, 106.2, -2.0), (111.0, -7.0, 111.5, -6.5)


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        (THERE, True),
        (HERE, False),
        ((106.1, -2.1, 106.1, -2.1), False),
        ((106.2, -2.0, 107.0, -1.0), False),  # at the corner
        ((106.0, -1.9, 106.2, -1.0), True),
        ((170.0, -10.0, -170.0, 10.0), False),  # over the antimeridian: which side is not looked at
        (None, False),
    ],
)
def test_an_answer_about_a_place_outlives_events_about_others(made, service, told, stands):
    made.get(KEY, TAGS, service, box=HERE)
    made.drop(TAGS[0], box=told)
    assert (made.peek(KEY) is not None) is stands


def test_an_answer_about_everything_is_dropped_by_an_event_about_a_place(made, service):
    made.get(KEY, TAGS, service)
    made.drop(TAGS[0], box=THERE)
    assert made.peek(KEY) is None


def test_bytes_have_a_strong_version_and_say_how_long_they_keep(made):
    one = made.get(("a",), (), lambda: b"tile", "public, max-age=3")
    two = made.get(("b",), (), lambda: b"other")
    assert one.etag.startswith('"') and one.etag != two.etag  # noqa: PT018
    assert dict(one.headers())["Cache-Control"] == "public, max-age=3"
    assert dict(two.headers())["Cache-Control"] == "private, no-cache"
