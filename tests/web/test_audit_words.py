"""Every act that the services note in the audit log has a word on its page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from services.elections.record_changes import QUARANTINED, RELEASED
from services.gateway.web.audit_acts import acts
from tests.conventions import ROOT

ACT = re.compile(r"[a-z]+(_[a-z]+)+")
NOTING = {"note", "_note", "_tell"}  # the function, and those that hand an act on to it


def noted() -> Iterator[str]:
    for path in (ROOT / "services" / "elections").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in NOTING:
                yield from texts(node)


def texts(call: ast.Call) -> Iterator[str]:
    for one in call.args:
        if isinstance(one, ast.Constant) and ACT.fullmatch(str(one.value)):
            yield str(one.value)


def test_every_act_has_a_word_and_every_word_an_act(client):
    made = {f"result_{kind}" for kind in (QUARANTINED, RELEASED)}
    with client.application.test_request_context():
        assert {*noted(), *made} == set(acts())
