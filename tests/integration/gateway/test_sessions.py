"""Sign in, stay, leave: on a real database, where many may try at the same moment."""

from __future__ import annotations

import pytest

from libs.kit.errors import NotFound
from services.gateway import sessions
from services.gateway.cli import demo_accounts, token
from services.gateway.demo import ACCOUNTS
from services.gateway.repository import AccountExists, Accounts, ApiKeys, NameOfKey
from services.gateway.sessions import (
    KeyInvalid,
    LoginFailed,
    RefreshInvalid,
    TooManyAttempts,
    digest,
    new_key,
)
from tests.asking import at_once

HERE = "10.0.0.1"
FEW = {name: ACCOUNTS[name] for name in ("admin", "viewer", "camat-rangkui")}


def login(parts, passwords, name="operator", address=HERE):
    return parts.sessions.login(name, passwords[name], address)


def test_a_password_opens_and_says_who(parts, passwords):
    issued = login(parts, passwords)
    assert issued.principal.roles == {"operator"}
    assert parts.tokens.verify(issued.access).principal == issued.principal


def test_a_name_is_the_same_in_capitals(parts, passwords):
    assert parts.sessions.login("Operator", passwords["operator"], HERE)


@pytest.mark.parametrize(("name", "password"), [("operator", "wrong"), ("nobody", "wrong")])
def test_a_wrong_name_and_a_wrong_password_sound_the_same(parts, passwords, name, password):
    with pytest.raises(LoginFailed, match="The name or the password is wrong"):
        parts.sessions.login(name, password, HERE)


def test_a_disabled_account_stays_out_and_its_sessions_end(parts, passwords):
    issued = login(parts, passwords)
    with parts.db.begin() as tx:
        Accounts(tx).disable("operator")
    with pytest.raises(LoginFailed):
        login(parts, passwords)
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh(issued.refresh)


def test_a_new_password_ends_the_sessions_of_the_old(parts, passwords):
    issued = login(parts, passwords)
    with parts.db.begin() as tx:
        Accounts(tx).set_password("operator", "argon2-of-another")
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh(issued.refresh)


# Refresh tokens


@pytest.fixture
def no_grace(monkeypatch):
    monkeypatch.setattr(sessions, "GRACE", sessions.timedelta(0))


def test_a_refresh_token_gives_the_next(parts, passwords, no_grace):
    first = login(parts, passwords)
    second = parts.sessions.refresh(first.refresh)
    third = parts.sessions.refresh(second.refresh)
    assert len({first.refresh, second.refresh, third.refresh}) == 3
    assert third.principal == first.principal


def test_a_token_that_is_used_twice_ends_its_family(parts, passwords, no_grace):
    first = login(parts, passwords)
    second = parts.sessions.refresh(first.refresh)
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh(first.refresh)  # somebody has a copy
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh(second.refresh)  # and nobody can say who is who


def test_another_login_is_another_family(parts, passwords, no_grace):
    stolen, other = login(parts, passwords), login(parts, passwords)
    parts.sessions.refresh(stolen.refresh)
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh(stolen.refresh)
    assert parts.sessions.refresh(other.refresh)


def test_two_tabs_may_refresh_at_the_same_moment(parts, passwords):
    issued = login(parts, passwords)
    answers = at_once([lambda: parts.sessions.refresh(issued.refresh)] * 4)
    assert len({answer.refresh for answer in answers}) == 4
    assert all(parts.sessions.refresh(answer.refresh) for answer in answers)


def test_of_many_at_once_only_one_is_first(parts, passwords, no_grace):
    issued = login(parts, passwords)
    answers = at_once([lambda: parts.sessions.refresh(issued.refresh)] * 4)
    assert sum(not isinstance(answer, RefreshInvalid) for answer in answers) == 1


def test_a_refresh_token_ends_with_its_time(parts, passwords, database):
    issued = login(parts, passwords)
    database.execute("UPDATE gateway.refresh_tokens SET expires_at = now()")
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh(issued.refresh)
    login(parts, passwords)
    assert database.execute("SELECT count(*) FROM gateway.refresh_tokens") == [(1,)]


def test_after_the_logout_nothing_is_refreshed(parts, passwords):
    issued = login(parts, passwords)
    newer = parts.sessions.refresh(issued.refresh)
    parts.sessions.logout(issued.refresh)
    for text in (issued.refresh, newer.refresh):
        with pytest.raises(RefreshInvalid):
            parts.sessions.refresh(text)


def test_what_was_never_given_refreshes_nothing(parts, passwords):
    with pytest.raises(RefreshInvalid):
        parts.sessions.refresh("made up")
    parts.sessions.logout("made up")


def test_no_text_of_a_token_is_stored(parts, passwords, database):
    issued = login(parts, passwords)
    rows = database.execute("SELECT token_hash FROM gateway.refresh_tokens")
    assert [bytes(row[0]) for row in rows] == [digest(issued.refresh)]


# Throttling


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(sessions, "ACCOUNT_FAILURES", 3)
    monkeypatch.setattr(sessions, "ADDRESS_FAILURES", 5)


def guess(parts, name="operator", address=HERE):
    with pytest.raises((LoginFailed, TooManyAttempts)) as raised:
        parts.sessions.login(name, "a guess", address)
    return raised.type


def test_an_account_is_guessed_at_only_so_often(parts, passwords, few):
    kinds = [guess(parts, address=f"10.0.0.{n}") for n in range(5)]
    assert kinds == [LoginFailed] * 3 + [TooManyAttempts] * 2
    with pytest.raises(TooManyAttempts) as raised:
        login(parts, passwords, address="10.0.0.9")
    assert 0 < raised.value.extra["retry_after"] <= 900
    assert login(parts, passwords, "viewer")


def test_an_address_guesses_only_so_often(parts, passwords, few):
    kinds = [guess(parts, name=f"name-{n}") for n in range(7)]
    assert kinds == [LoginFailed] * 5 + [TooManyAttempts] * 2
    assert login(parts, passwords, address="10.0.0.2")


def test_many_guesses_at_once_count_as_many(parts, passwords, few):
    answers = at_once([lambda: parts.sessions.login("operator", "a guess", HERE)] * 8)
    assert sum(isinstance(answer, LoginFailed) for answer in answers) == 3


def test_a_good_login_is_no_failure(parts, passwords, few):
    for _ in range(8):
        login(parts, passwords)
    assert guess(parts) is LoginFailed


def test_failures_are_forgotten_in_time(parts, passwords, few, database):
    for _ in range(4):
        guess(parts)
    database.execute("UPDATE gateway.login_throttle SET until = now() - interval '1 second'")
    assert login(parts, passwords)
    assert database.execute("SELECT count(*) FROM gateway.login_throttle WHERE failures > 0") == [
        (0,)
    ]


# Keys


def add_key(parts, name="qgis", roles=("gis_editor",), area="1971"):
    text = new_key()
    with parts.db.begin() as tx:
        return ApiKeys(tx).add(name, digest(text), list(roles), area), text


def test_a_key_says_who_and_where(parts):
    _, text = add_key(parts)
    who = parts.sessions.of_key(text).principal
    assert (who.name, who.roles, who.area) == ("qgis", {"gis_editor"}, "1971")


def test_a_key_that_was_revoked_ends_within_seconds(parts, monkeypatch):
    key_id, text = add_key(parts)
    parts.sessions.of_key(text)
    with parts.db.begin() as tx:
        ApiKeys(tx).revoke(key_id)
    monkeypatch.setattr(sessions.time, "monotonic", lambda: 1e12)
    with pytest.raises(KeyInvalid):
        parts.sessions.of_key(text)


def test_an_unknown_key_is_no_key(parts):
    with pytest.raises(KeyInvalid):
        parts.sessions.of_key("kdl_made-up")


def test_a_key_is_revoked_once(parts):
    key_id, _ = add_key(parts)
    with parts.db.begin() as tx:
        ApiKeys(tx).revoke(key_id)
    for wrong in (key_id, "not-a-uuid"):
        with parts.db.begin() as tx, pytest.raises(NotFound):
            ApiKeys(tx).revoke(wrong)


def test_a_key_and_an_account_never_bear_one_name(parts, passwords):
    for name in ("operator", "Operator"):
        with pytest.raises(AccountExists):
            add_key(parts, name=name)
    key_id, _ = add_key(parts, name="Mesin")
    with parts.db.begin() as tx, pytest.raises(NameOfKey):
        Accounts(tx).add("mesin", "Mesin", "argon2", roles=["officer"])
    with parts.db.begin() as tx:
        ApiKeys(tx).revoke(key_id)
        Accounts(tx).add("mesin", "Mesin", "argon2", roles=["officer"])


# What stands at the command line


def test_the_demos_accounts_are_made_once_and_mended(parts, tmp_path):
    first = demo_accounts(parts.settings, tmp_path, FEW)
    with parts.db.begin() as tx:
        Accounts(tx).set_password("viewer", "argon2-of-another")
    assert demo_accounts(parts.settings, tmp_path, FEW) == first
    assert login(parts, first, "viewer")
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    with parts.db.begin() as tx:
        assert all(account.demo for account in Accounts(tx).list())


def test_the_demo_leaves_an_account_of_that_name_alone(parts, tmp_path):
    with parts.db.begin() as tx:
        Accounts(tx).add("admin", "The real one", "argon2", roles=["admin"], area="")
    demo_accounts(parts.settings, tmp_path, FEW)
    with parts.db.begin() as tx:
        kept = Accounts(tx).get("admin")
    assert (kept.password_hash, kept.demo) == ("argon2", False)


def test_a_token_for_scripts(parts, passwords):
    session = parts.tokens.verify(token("officer", parts.settings))
    assert session.principal.roles == {"officer"}
    with pytest.raises(NotFound):
        token("nobody", parts.settings)
