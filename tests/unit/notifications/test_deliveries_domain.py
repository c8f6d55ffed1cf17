"""Who is told by what, when a channel is left alone, what addresses and templates may say."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.deliveries import addresses, domain, writing
from services.notifications.deliveries.addresses import BadAddress
from services.notifications.deliveries.breaker import LONGEST_PAUSE, MOST_FAILURES, Breaker
from services.notifications.deliveries.domain import Contact, Message, Preferences
from services.notifications.deliveries.templating import BadTemplate, one_line, render

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")
VALUES = {"subject": "Banjir", "text": "Air naik.", "values": {"list": ["a", "b"]}}


def _message(severity, **more):
    return Message("k", "incident", severity, "Banjir", "Air naik.", **more)


IDS = st.uuids().map(str)
severities = st.sampled_from(domain.SEVERITIES)
contacts = st.lists(
    st.builds(Contact, IDS, st.just("ani"), st.just("c"), st.integers(0, 9), severities),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(contacts, severities, st.booleans(), st.booleans())
def test_nobody_is_told_twice_by_one_contact_nor_by_one_unwanted(known, level, gathers, every):
    message = _message(level)
    planned = domain.plan(message, known, NOW, gathers=gathers, every=every)
    used = [one.contact for one in planned]
    wanted = [one.id for one in domain.sort(known) if domain.RANKS[one.least] <= message.rank]
    assert len(set(used)) == len(used)
    assert used == (wanted if every or level == "critical" else wanted[:1])
    assert all(one.digest == (gathers and level == "info") for one in planned)


@given(contacts, severities)
def test_falling_back_ends_when_each_was_tried_once(known, level):
    rank, tried = domain.RANKS[level], []
    while (one := domain.following("", known, tried, rank)) is not None:
        tried.append(one.id)
    assert len(tried) == len(set(tried))
    assert set(tried) == {one.id for one in known if domain.RANKS[one.least] <= rank}


@pytest.mark.parametrize(
    ("hours", "local", "ends"),
    [
        (("21:00", "05:00"), "2026-11-22T23:30", "2026-11-23T05:00"),
        (("21:00", "05:00"), "2026-11-22T04:59", "2026-11-22T05:00"),
        (("21:00", "05:00"), "2026-11-22T05:00", None),
        (("12:00", "13:00"), "2026-11-22T12:00", "2026-11-22T13:00"),
        (("12:00", "13:00"), "2026-11-22T13:00", None),
        (("12:00", "12:00"), "2026-11-22T12:00", None),
    ],
)
def test_quiet_hours_are_of_the_regions_zone_and_may_pass_midnight(hours, local, ends):
    begin, end = map(time.fromisoformat, hours)
    at = datetime.fromisoformat(local).replace(tzinfo=JAKARTA).astimezone(UTC)
    until = Preferences("id", begin, end).waits_until(at, JAKARTA)
    found = None if until is None else until.astimezone(JAKARTA).strftime("%Y-%m-%dT%H:%M")
    assert found == ends


@given(st.integers(1, 20), st.floats(0, 1))
def test_waiting_grows_and_has_a_bound(attempts, chance):
    assert timedelta(seconds=7) <= domain.wait(attempts, chance) <= timedelta(minutes=15)


def test_a_breaker_opens_longer_each_time_and_closes_when_it_works():
    one, at = Breaker(), NOW
    for _ in range(MOST_FAILURES):
        assert one.is_closed
        one = one.failed(at)
    pauses = []
    for _ in range(8):
        assert not one.may_try(at)
        pauses.append(one.open_until - at)
        at = one.open_until
        assert one.may_try(at)
        one = one.failed(at)
    assert pauses == sorted(pauses)
    assert pauses[0] < pauses[-1] == LONGEST_PAUSE
    assert one.succeeded() == Breaker()


# Addresses

WIDE = "+" + "".join(chr(0xFF10 + int(one)) for one in "6281234567890")
NO_PHONES = ["", "0812", "nomor saya", "081234567890 ext 5", "112", "+0", 40 * "0"]


@pytest.mark.parametrize(
    "text",
    [
        "0812-3456-7890",
        "081234567890",
        "0812 3456 7890",
        "(0812) 3456 7890",
        "+6281234567890",
        "+62 812-3456-7890",
        "62 812 3456 7890",
        "6281234567890",
        "+62 (0)812 3456 7890",
        "0062 812 3456 7890",
        "tel:+62-812-3456-7890",
        "812 3456 7890",
        WIDE,
    ],
)
def test_a_phone_number_in_any_spelling_is_one(text):
    assert addresses.phone(text) == "+6281234567890"


@pytest.mark.parametrize("text", NO_PHONES)
def test_what_is_no_phone_number_is_refused(text):
    with pytest.raises(BadAddress):
        addresses.phone(text)


@pytest.mark.parametrize(
    "text",
    [
        "ani@kota.go.id\r\nBcc: budi@kota.go.id",
        "ani@kota.go.id\n",
        "ani@kota.go.id, budi@kota.go.id",
        "Ani <ani@kota.go.id>",
        '"a b"@kota.go.id',
        "ani@localhost",
        "ani@127.0.0.1",
        "ani@@kota.go.id",
        "ani",
        "a" * 65 + "@kota.go.id",
        "ani@" + "a." * 130 + "id",
        "ani@kota.go.id\0",
        "\u0430ni@kota.go.id",  # a Cyrillic letter
    ],
)
def test_an_e_mail_address_that_is_two_or_begins_a_header_is_refused(text):
    with pytest.raises(BadAddress):
        addresses.email(text)


def test_an_address_is_shown_masked():
    assert addresses.email(" Ani@Kota.GO.id ") == "Ani@kota.go.id"
    assert addresses.masked("email", "ani@kota.go.id") == "a•••@kota.go.id"
    assert addresses.masked("phone", "+6281234567890") == "+62•••890"
    assert "rahasia" not in addresses.masked("topic", "rahasia")


# Templates


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__ }}",
        "{{ subject.__class__.__mro__ }}",
        "{{ values['__class__'].x() }}",
        "{{ subject.format() }}",
        "{{ range(10 ** 9) }}",
        "{% for a in range(100000000) %}{% endfor %}",
        "{% for a in values.list %}{% for b in values.list %}x{% endfor %}{% endfor %}",
        "{% for a in values.list recursive %}{{ loop(a) }}{% endfor %}",
        "{{ 'a' * 1000000000 }}",
        "{{ '%1000000000d' % 1 }}",
        "{{ 2 ** 99999999 }}",
        "{{ 'x' | center(1000000000) }}",
        "{{ values | tojson }}",
        "{% set a = 1 %}",
        "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{% extends 'x' %}",
        "{{ lipsum }}{{ cycler.__init__ }}",
        "{% while true %}{% endwhile %}",
        "{{ values[subject] }}",
        "{{ subject",
        "{% if %}",
        "{{ " + "(" * 3000 + ")" * 3000 + " }}",
        "x" * 8001,
    ],
)
def test_a_template_with_code_in_it_is_refused_and_the_line_named(text):
    with pytest.raises(BadTemplate) as refused:
        render("x", text, VALUES)
    [wrong] = refused.value.errors
    assert wrong.field == "body"


def test_a_template_says_what_it_may():
    body = "{{ subject | upper }}{% if link %} {{ link }}{% else %} -{% endif %}"
    body += "{% for one in values.list %} {{ one }}{{ ',' if not loop.last }}{% endfor %}"
    assert render("{{ subject }}\n!", body, VALUES) == ("Banjir !", "BANJIR - a, b")


def test_a_template_that_would_say_too_much_is_refused():
    with pytest.raises(BadTemplate, match="characters"):
        render("x", "{% for a in values.list %}{{ text }}{% endfor %}", {
            "values": {"list": [1] * 1000}, "text": "x" * 1000,
        })  # fmt: skip


@given(st.text())
def test_a_subject_is_one_line_whatever_it_holds(text):
    assert not set(one_line(text)) & set("\r\n\0\x85\u2028\u2029\x1b")


@pytest.mark.parametrize(("language", "mark"), [("id", "LATIHAN"), ("en", "EXERCISE")])
def test_an_exercise_is_marked_whatever_the_template_says(language, mark):
    own = {("incident", language): {"subject": "Nyata!", "body": "Ini nyata."}}
    subject, text = writing.say(_message("critical", exercise=True), language, own)
    assert subject == f"{mark}: Nyata!"
    assert text.startswith(mark)


def test_a_template_that_fails_gives_way_to_the_one_that_came_with_it():
    own = {("incident", "id"): {"subject": "x", "body": "{{ 1 ** 2 }}"}}
    assert writing.say(_message("minor"), "id", own) == ("Banjir", "Air naik.")


@pytest.mark.parametrize("topic", writing.topics())
@pytest.mark.parametrize("language", writing.LANGUAGES)
def test_each_template_that_comes_with_the_system_can_be_filled_in(topic, language):
    values = {"code": "123456", "minutes": 10, "count": 1, "messages": [{"subject": "Banjir"}]}
    values |= {one: {"subject": "Banjir", "text": "Air naik."} for one in writing.LANGUAGES}
    values |= {"number": "PRT-0012", "text": "Kirim perahu.", "reason": "Air surut."}
    message = Message("k", topic, "minor", "Banjir", "Air naik.", values=values)
    _, text = writing.say(message, language, {})  # a topic may say all by values of its own
    assert text
