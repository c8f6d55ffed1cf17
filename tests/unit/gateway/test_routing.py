"""Deny by default: who may use an address is said where it is written, or nothing starts."""

import pytest
from flask import Blueprint

from libs.kit.principal import ROLES
from services.gateway import routing
from services.gateway.app import create_app
from services.gateway.routing import UnguardedRoute, roles, route
from tests.unit.gateway.conftest import settings


def test_every_address_of_the_gateway_says_who_may_use_it(app):
    known = routing.check(app)
    for rule in app.url_map.iter_rules():
        assert known[rule.endpoint].allow.public or known[rule.endpoint].allow.roles


def test_an_address_without_a_rule_does_not_start():
    bare = Blueprint("bare", __name__)
    bare.add_url_rule("/v1/open-door", "door", lambda: "come in")
    with pytest.raises(UnguardedRoute, match="/v1/open-door"):
        create_app(settings(), (bare,))


def test_static_files_of_flask_need_a_rule_too(tmp_path):
    bare = Blueprint("bare", __name__, static_folder=str(tmp_path), static_url_path="/files")
    with pytest.raises(UnguardedRoute, match="/files"):
        create_app(settings(), (bare,))


def test_a_rule_that_lets_nobody_in_does_not_start():
    bare = Blueprint("bare", __name__)
    route(bare, "/v1/nobody", allow=routing.Allow())(lambda: "nobody")
    with pytest.raises(UnguardedRoute, match="/v1/nobody"):
        create_app(settings(), (bare,))


@pytest.mark.parametrize("names", [(), ("king",), ("admin", "king")])
def test_a_rule_names_roles_that_exist(names):
    with pytest.raises(ValueError, match="not roles"):
        roles(*names)


def test_nobody_signed_in_gets_no_further_than_the_door(app, client):
    for rule in app.url_map.iter_rules():
        operation = routing.operations(app)[rule.endpoint]
        if operation.allow.public:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x").replace(f"<path:{name}>", "x")
        answer = client.open(path, method=operation.method)
        assert answer.status_code == (303 if operation.page else 401), rule.rule


@pytest.mark.parametrize("role", sorted(ROLES))
def test_a_role_opens_only_what_names_it(client, bearer, role):
    answer = client.post("/v1/command", headers=bearer(role))
    assert answer.status_code == (422 if role == "operator" else 403)


def test_options_are_not_answered_behind_our_back(client):
    assert client.options("/v1/elections").status_code == 405


def test_a_template_shows_parameters_as_openapi_does(app):
    found = {o.template for o in routing.operations(app).values()}
    assert "/v1/elections/{election}/contests/{contest}/results/{tps}" in found
    assert "/static/pages/{path}" in found
