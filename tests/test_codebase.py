"""The conventions of the house, held by tests. Each guard is shown to find what it is for."""

import re
from pathlib import Path

import pytest
from flask import Blueprint
from joserfc.jwk import OKPKey

from libs.kit.contracts import Contract
from libs.kit.settings import load
from services.gateway import routing
from services.gateway.app import create_app
from services.gateway.settings import GatewaySettings
from tests import conventions

ROOT = conventions.ROOT
OPERATIONS = ROOT / "docs" / "operations.md"
CODE = ("libs", "services", "deploy", "tests")
CODES = (".py", ".js", ".mjs", ".css", ".html")
LOCKS = ("requirements.lock", "requirements-test.lock", "package-lock.json")


def _written(folder: Path, text: str) -> list[Path]:
    path = folder / "sample.py"
    path.write_text(text)
    return [path]


def _texts() -> list[Path]:
    top = [p for p in ROOT.iterdir() if p.is_file() and p.suffix in {".md", ".toml", ".ini", ""}]
    kept = [p for p in top if p.name != ".git"]
    return kept + conventions.files(*CODE, "docs", suffixes=conventions.TEXTS)


# Files, words, paths


def test_no_file_is_longer_than_a_reader_can_hold():
    assert list(conventions.too_long(conventions.files("libs", "services", suffixes=CODES))) == []


def test_a_long_file_is_found(tmp_path):
    assert list(conventions.too_long(_written(tmp_path, "x = 1\n" * 301)))


def test_nothing_is_left_unfinished():
    assert list(conventions.matches(conventions.UNFINISHED, _texts())) == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X"])
def test_an_unfinished_word_is_found(tmp_path, word):
    assert list(conventions.matches(conventions.UNFINISHED, _written(tmp_path, f"# {word}: x")))


def test_no_path_of_somebodys_machine_is_written_down():
    assert list(conventions.matches(conventions.OF_A_MACHINE, _texts())) == []


def test_a_path_of_a_machine_is_found(tmp_path):
    sample = _written(tmp_path, f"open('/{'home'}/ali/x')")
    assert list(conventions.matches(conventions.OF_A_MACHINE, sample))


# Settings and metrics are documented


def test_every_setting_has_a_line_in_the_operations_page():
    names = list(conventions.settings_fields())
    assert "KENDALI_DATABASE_URL" in names
    assert conventions.undocumented(names, OPERATIONS.read_text(encoding="utf-8")) == []


def test_every_metric_has_a_line_in_the_operations_page():
    names = list(conventions.metric_names(conventions.files("libs", "services")))
    assert "kendali_rpc_seconds" in names
    assert conventions.undocumented(names, OPERATIONS.read_text(encoding="utf-8")) == []


def test_a_name_without_a_line_is_found():
    page = "`kendali_b` in prose\n| `kendali_a` | one |\n"
    assert conventions.undocumented(["kendali_a", "kendali_b"], page) == ["kendali_b"]


def test_metrics_are_found_in_code(tmp_path):
    sample = _written(tmp_path, 'import p\nA = Counter("a_total", "")\nB = p.Gauge("b", "")\n')
    assert list(conventions.metric_names(sample)) == ["a_total", "b"]


# Events: a queue for each consumer, a consumer for each queue


def test_every_consumer_a_contract_names_subscribes_and_the_other_way_round():
    heard = {service: conventions.subscriptions(service) for service in conventions.services()}
    assert conventions.unmatched(conventions.contracts(), heard) == []


def test_subscriptions_are_found():
    assert ("elections", "station_registered", 1) in conventions.subscriptions("gis")


def test_a_consumer_without_a_subscription_is_found_and_the_other_way_round():
    schema = {"x-consumers": ["gis"]}
    contract = Contract("elections", "count_ended", 1, schema, lambda data: data)
    heard = {"gis": set(), "eoffice": {("elections", "count_ended", 1)}}
    assert conventions.unmatched([contract], heard) == [
        "gis does not subscribe to elections.count_ended.1",
        "no contract names eoffice for elections.count_ended.1",
    ]


# The architecture page


def test_the_traced_request_goes_through_what_is_there():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    steps = conventions.traced(page)
    assert len(steps) > 15
    assert [step for step in steps if not conventions.is_defined(ROOT / step[0], step[1])] == []


def test_a_step_that_is_not_there_is_found(tmp_path):
    [sample] = _written(tmp_path, "class A:\n    def b(self): ...\n")
    page = "| parse | `services/a.py` | `A.b` |\n| save | in prose | `c` |\n"
    assert conventions.traced(page) == [("services/a.py", "A.b")]
    assert conventions.is_defined(sample, "A.b")
    assert not conventions.is_defined(sample, "A.c")
    assert not conventions.is_defined(sample, "b")


# Routes


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    key = tmp_path_factory.mktemp("keys") / "jwt.pem"
    key.write_bytes(OKPKey.generate_key("Ed25519").as_pem(private=True))
    environ = {
        "KENDALI_DATABASE_URL": "postgresql://gateway:test@127.0.0.1:1/kendali",
        "KENDALI_AMQP_URL": "amqp://kendali:test@127.0.0.1:1/kendali",
        "KENDALI_JWT_KEY_FILE": str(key),
    }
    return load(GatewaySettings, environ)


def test_every_route_says_who_may_use_it(settings):
    app = create_app(settings)
    rules = list(app.url_map.iter_rules())
    operations = routing.check(app)
    assert len(rules) > 20
    for rule in rules:
        allow = operations[rule.endpoint].allow
        assert allow.public != bool(allow.roles), rule


def test_a_route_that_says_nothing_does_not_start(settings):
    careless = Blueprint("careless", __name__)
    careless.add_url_rule("/v1/secrets", "secrets", lambda: "all of them")
    with pytest.raises(routing.UnguardedRoute, match="/v1/secrets"):
        create_app(settings, extra=(careless,))


def test_what_is_public_is_meant_to_be(settings):
    operations = routing.check(create_app(settings)).values()
    writing = [o for o in operations if o.method not in {"GET", "OPTIONS"}]
    written = {f"{o.method} {o.rule}" for o in writing if o.allow.public}
    auth = {"POST /v1/auth/login", "POST /v1/auth/refresh", "POST /v1/auth/logout"}
    signed = {f"{o.method} {o.rule}" for o in operations if o.signed}
    assert signed == {"POST /v1/elections/<election>/sms"}
    # A crew proves itself by what the body holds: its code, or a signed challenge.
    crews = {"POST /v1/elections/crews/enrolments", "POST /v1/elections/crews/sessions"}
    # A copy of a letter is held against it, and kept nowhere.
    copies = {"POST /verify/<code>", "POST /v1/public/office/verify/<code>/copy"}
    # Anybody may say that something happens: few in a minute, and unchecked until looked at.
    said = "POST /v1/public/incidents"
    reports = {said, f"{said}/<receipt>/photos", "POST /v1/public/village"}
    # A webhook is signed as its source's secret has it, or brought by an operator's key.
    hooks = {"POST /v1/inbound/webhook/<source>"}
    # Anybody may ask for warnings of a village; what was sent to an address proves it.
    ours = "POST /v1/public/subscriptions"
    asks = {ours, f"{ours}/confirm", f"{ours}/off", f"{ours}/off/<token>"}
    assert written == {"POST /login", *auth, *signed, *crews, *copies, *reports, *hooks, *asks}


# Migrations


@pytest.mark.parametrize("service", conventions.services())
def test_migrations_are_numbered_without_a_gap(service):
    folder = ROOT / "services" / service / "migrations" / "versions"
    names = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert names
    assert conventions.misnumbered(names) == []
    for name in names:
        text = (folder / name).read_text(encoding="utf-8")
        before = f'"{int(name[:4]) - 1:04d}"' if name[:4] != "0001" else "None"
        assert re.search(rf'^revision(: str)? = "{name[:4]}"$', text, re.MULTILINE)
        assert re.search(rf"^down_revision(: [^=]+)? = {before}$", text, re.MULTILINE)


@pytest.mark.parametrize(
    "names", [["0002_b.py"], ["0001_a.py", "0003_c.py"], ["0001_a.py", "0001_b.py"], ["first.py"]]
)
def test_a_gap_in_the_numbers_is_found(names):
    assert conventions.misnumbered(names)


# Locks carry hashes and no address


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    # Who to fund is what a package says of itself, not where it is fetched.
    text = re.sub(r'"funding": (\{[^}]*\}|\[[^\]]*\])', "", text)
    assert conventions.foreign_hosts(text) == []


def test_an_address_in_a_lock_is_found():
    assert conventions.foreign_hosts('"resolved": "https://registry.example.org/x.tgz"')
