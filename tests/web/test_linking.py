"""Modules of node_modules whose imports are led to where they are served."""

from __future__ import annotations

import re

import pytest

from services.gateway.web.linking import LINKED, MODULES, linked

IMPORTED = re.compile(r"""(?:^|\s)(?:from|import)\s*["']([^"']+)["']""", re.MULTILINE)


@pytest.mark.parametrize("name", sorted(LINKED))
def test_every_import_of_a_linked_module_leads_to_one_that_is_served(client, name):
    answer = client.get(f"/static/vendor/{name}")
    assert (answer.status_code, answer.mimetype) == (200, "text/javascript")
    for path in IMPORTED.findall(answer.text):
        assert path.startswith("/static/vendor/"), path
        assert path.rpartition("/")[2] in LINKED, path


def test_what_is_not_ours_to_lead_stays(tmp_path):
    file = tmp_path / "index.js"
    file.write_text("import { a } from 'orderedmap';\nimport b from 'left-pad';\n")
    told = linked(file, 0).decode()
    assert IMPORTED.findall(told) == ["/static/vendor/orderedmap.js", "left-pad"]
    assert "left-pad" not in MODULES
