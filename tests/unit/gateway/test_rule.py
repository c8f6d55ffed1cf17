"""Our rules write the addresses that Werkzeug's own would."""

from __future__ import annotations

import pytest
from werkzeug import routing

from services.gateway.rule import Rule

PATHS = {
    "/v1/elections/<election>/results": {"election": "a/b c"},
    "/v1/tiles/<int:zoom>/<path:rest>": {"zoom": 7, "rest": "x/y é"},
    "/wall": {"lang": ["id", "en"]},
}


def _written(kind, path, values):
    found = routing.Map([kind(path, endpoint="it", strict_slashes=False)])
    return found.bind("kendali.test").build("it", values)


@pytest.mark.parametrize("path", PATHS)
def test_an_address_is_the_one_that_werkzeug_writes(path):
    assert _written(Rule, path, PATHS[path]) == _written(routing.Rule, path, PATHS[path])


def test_what_an_address_lacks_is_said():
    with pytest.raises(routing.BuildError):
        _written(Rule, "/v1/elections/<election>", {})
