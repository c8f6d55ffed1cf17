"""Guesses of codes are counted, and a challenge is worth nothing but to be signed."""

from __future__ import annotations

import threading

import pytest

from libs.kit.errors import Forbidden, Unauthorized, Unavailable
from services.gateway import crew_sessions
from services.gateway.crew_sessions import MOST_FAILURES, CrewSessions
from services.gateway.sessions import TooManyAttempts
from services.gateway.tokens import TokenExpired, TokenInvalid


@pytest.fixture
def sessions(parts) -> CrewSessions:
    return CrewSessions(parts)


def _fail(error):
    def attempt():
        raise error

    return attempt


def _refused(sessions, times, address="10.0.0.1", error=Forbidden):
    for _ in range(times):
        with pytest.raises(error):
            sessions.guarded(address, _fail(error()))


def test_an_address_guesses_a_code_only_so_often(sessions):
    _refused(sessions, MOST_FAILURES)
    with pytest.raises(TooManyAttempts) as caught:
        sessions.guarded("10.0.0.1", lambda: "a code at last")
    assert 0 < caught.value.extra["retry_after"] <= 900
    assert sessions.guarded("10.0.0.2", lambda: "another address") == "another address"


def test_what_went_well_and_what_nobody_could_help_does_not_count(sessions):
    _refused(sessions, MOST_FAILURES - 1)
    for _ in range(3):
        assert sessions.guarded("10.0.0.1", lambda: 1) == 1
    _refused(sessions, 3, error=Unavailable)
    assert sessions.guarded("10.0.0.1", lambda: 1) == 1


def test_guesses_at_once_are_all_counted(sessions):
    tried = []

    def guess():
        def attempt():
            tried.append(1)
            raise Forbidden

        for _ in range(MOST_FAILURES // 2):
            try:
                sessions.guarded("10.0.0.1", attempt)
            except (Forbidden, TooManyAttempts):
                continue

    threads = [threading.Thread(target=guess) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tried) == MOST_FAILURES


def test_a_challenge_is_ours_still_good_and_opens_nothing(sessions, monkeypatch, make_app):
    challenge = sessions.challenge()
    sessions.require_challenge(challenge)
    with pytest.raises(Unauthorized):
        sessions.require_challenge(challenge[:-2])
    with pytest.raises(TokenInvalid):
        sessions.parts.tokens.verify(challenge)
    bearer = {"Authorization": f"Bearer {challenge}"}
    assert make_app().test_client().get("/v1/auth/me", headers=bearer).status_code == 401
    monkeypatch.setattr(crew_sessions, "CHALLENGE_SECONDS", -1)
    with pytest.raises(TokenExpired):
        sessions.require_challenge(sessions.challenge())


def test_an_access_token_is_no_challenge(sessions):
    token = sessions.token({"id": "crew:1", "name": "KPPS", "roles": ["reporter"], "area": "1971"})
    with pytest.raises(TokenInvalid):
        sessions.require_challenge(token)
    assert sessions.parts.tokens.verify(token).principal.area == "1971"


def test_what_is_no_enrolment_is_refused_before_anybody_is_asked(make_app):
    client = make_app().test_client()
    path = "/v1/elections/crews/enrolments"
    key = {"Idempotency-Key": "0d9e7f2a-26b4-4c0e-93f4-0f1f4a3c2b11"}
    answer = client.post(path, json={"code": "x", "public_key": {"kty": "RSA"}}, headers=key)
    assert answer.status_code == 422
    assert {error["field"].split(".")[0] for error in answer.json["errors"]} == {
        "code",
        "public_key",
    }
    body = {"code": "7K4MQ-90ZDE", "public_key": {"kty": "OKP", "crv": "Ed25519", "x": "a" * 43}}
    assert client.post(path, json=body).status_code == 422  # no Idempotency-Key
    assert client.post(path, json=body, headers=key).status_code == 503  # elections is away
