"""`kendali audit …`, and what a holder of a form finds out."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from libs.kit.errors import Invalid, NotFound
from services.elections.audit import holding, messages, signing
from services.elections.audit.cli import cli
from tests.environ import SIGNING_KEY, of_service
from tests.unit.elections.forms_of import WHOLE

TPS = "1971011004001"
FORM = {"election": "pilkada", "contest": "walikota", "tps": TPS, **WHOLE}
METHODS = {
    "proofs": "prove_inclusion",
    "consistency": "prove_consistency",
    "roots": "list_audit_roots",
    "key": "get_audit_key",
}


@pytest.fixture
def log(call):
    call.stations(TPS)
    call.submit(TPS, **WHOLE)
    call.service.seal_audit_log()
    return call


@pytest.fixture
def run(log, database, tmp_path):
    environ = of_service("elections", database.url("elections"), "amqp://none", tmp_path)
    return lambda *words: CliRunner(env=environ).invoke(cli, [str(word) for word in words])


@pytest.fixture
def ask(log):
    """What the gateway's public addresses answer."""
    return lambda what, **query: log(METHODS[what], **query)


def more(log, count=3):
    """Let the log grow, each time with a root."""
    for number in range(count):
        log("register_areas", election="pilkada", items=[{"code": "197101", "name": f"A{number}"}])
        log.service.seal_audit_log()
        log("publish_audit_root")


def kept(log):
    return [messages.root_in(one) for one in log("list_audit_roots")["items"]]


# The whole log


def test_a_log_that_is_whole_passes(run):
    done = run("verify")
    assert (done.exit_code, done.output.strip()) == (0, "3 entries, 1 roots: nothing is wrong")


def test_a_log_that_was_changed_fails_with_what_was(run, database):
    database.execute("UPDATE elections.audit_entries SET who = 'x' WHERE what LIKE 'result%'")
    done = run("verify")
    assert done.exit_code == 1
    assert f"result_submitted pilkada/walikota/{TPS}) was changed" in done.output


def test_a_root_that_was_kept_shows_what_is_gone(run, log, database, tmp_path):
    path = tmp_path / "kept.json"
    path.write_text(json.dumps(log("list_audit_roots")))
    database.execute(
        "DELETE FROM elections.audit_roots; DELETE FROM elections.audit_leaves WHERE position > 1;"
        "DELETE FROM elections.audit_entries WHERE id > 2;"
        "DELETE FROM elections.audit_nodes WHERE place > 1"
    )
    assert run("verify").exit_code == 0
    done = run("verify", "--kept", path)
    assert done.exit_code == 1
    assert "the log has only 2, its end was cut off" in done.output


def test_the_key_may_be_the_file_as_the_api_gives_it(run, ask, tmp_path):
    path = tmp_path / "key.json"
    path.write_text(json.dumps(ask("key")))
    assert run("verify", "--key", path).exit_code == 0
    path.write_text("{}")
    assert run("verify", "--key", path).exit_code != 0


def test_a_file_that_has_no_roots_is_refused(run, tmp_path):
    path = tmp_path / "kept.json"
    for text in ("[{}]", "no json"):
        path.write_text(text)
        assert run("verify", "--kept", path).exit_code == 2


def test_showing_it_is_an_entry_too(run, log):
    done = run("show", "--what", "result_submitted")
    assert done.exit_code == 0, done.output
    assert f"result_submitted pilkada/walikota/{TPS}" in done.output
    log.service.seal_audit_log()
    (read,) = log("list_audit_entries", what="audit_log_read")["items"]
    assert (read["who"], read["after"]) == ("system", {"what": "result_submitted"})


def test_an_export_can_be_checked_by_anybody(run, tmp_path):
    path = tmp_path / "log.jsonl"
    assert run("export", "--to", path).exit_code == 0
    head, *lines = [json.loads(line) for line in path.read_text().splitlines()]
    root = messages.root_in(head["roots"][-1])
    assert signing.is_signed(root, head["key"]["pem"])
    chain = bytes(32)
    for line in lines:
        assert messages.sha256(line["entry"]) == line["leaf"]["digest"]
        assert messages.leaf_hash(line["leaf"]).hex() == line["hash"]
        chain = messages.chained(chain, bytes.fromhex(line["hash"]))
    assert (len(lines), chain) == (root.size, root.chain)


# One form


def test_a_form_alone_is_proven_to_be_in(ask):
    lines = holding.prove(ask, holding.held(FORM), SIGNING_KEY)
    assert lines[0] == f"in the log at position 2: result_submitted pilkada/walikota/{TPS}"


def test_what_was_not_entered_makes_no_difference(ask):
    blank = FORM | {"invalid": None, "disabled": {"male": None}}
    short = {name: value for name, value in FORM.items() if name not in ("invalid", "disabled")}
    assert holding.held(blank) == holding.held(short)
    assert holding.held(blank) != holding.held(FORM)


def test_a_submission_is_proven_to_be_in_by_its_id(ask, log):
    result = log("get_result", election="pilkada", contest="walikota", tps=TPS)
    (submission,) = result["submissions"]
    assert holding.prove(ask, holding.held(submission["id"]), SIGNING_KEY)
    named = {"election": "pilkada", "contest": "walikota", "tps": TPS}
    assert holding.held(named | submission) == holding.held(FORM)


def test_a_form_with_another_figure_is_not_in(ask):
    with pytest.raises(NotFound):
        holding.prove(ask, holding.held(FORM | {"valid": 268}), SIGNING_KEY)


def test_a_form_that_does_not_say_what_it_is_of_is_refused():
    with pytest.raises(Invalid) as caught:
        holding.held(WHOLE)
    assert [one.field for one in caught.value.errors] == ["election", "contest", "tps"]


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (lambda proof: proof["leaf"].update(content="ab" * 32), "of something else"),
        (lambda proof: proof["leaf"].update(at="2024-01-01T00:00:00Z"), "does not lead"),
        (lambda proof: proof.update(position=0), "does not lead"),
        (lambda proof: proof["path"].append("ab" * 32), "does not lead"),
        (lambda proof: proof["root"].update(size=9), "not signed with this key"),
    ],
)
def test_a_server_that_lies_is_not_believed(ask, what, text):
    def lie(asked, **query):
        answer = ask(asked, **query)
        what(answer["items"][0])
        return answer

    with pytest.raises(holding.Doubtful, match=text):
        holding.prove(lie, holding.held(FORM), SIGNING_KEY)


def test_nothing_is_gone_since_roots_that_were_kept(ask, log):
    more(log)
    assert holding.prove_kept(ask, kept(log), SIGNING_KEY) == [
        "nothing was removed or changed since 4 earlier roots"
    ]


def test_a_log_that_was_cut_off_or_changed_is_found_by_a_root_that_was_kept(ask, log, database):
    more(log)
    roots = kept(log)
    database.execute("DELETE FROM elections.audit_roots WHERE size > 3")
    with pytest.raises(holding.Doubtful, match="was cut off"):
        holding.prove_kept(ask, roots, SIGNING_KEY)
    database.execute("UPDATE elections.audit_nodes SET hash = '\\x00' WHERE level = 0")
    forged = [signing.sign(roots[-1].__class__(*_other(roots[-1])), SIGNING_KEY)]
    with pytest.raises(holding.Doubtful, match="something was changed since"):
        holding.prove_kept(ask, forged, SIGNING_KEY)


def _other(root):
    return (root.size, bytes(32), root.chain, root.previous, root.at, root.reason)
