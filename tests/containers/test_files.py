"""The files of deploy/, by the checkers of those who read them."""

from __future__ import annotations

import dataclasses
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from libs.kit.region import Region
from libs.kit.settings import OfRegion, field, load
from services.elections.settings import Settings
from services.eoffice.settings import Settings as Office
from tests import conventions
from tests.containers import manifests
from tests.containers.engine import COMPOSE_FILE, DOCKERFILE, SERVICES, run
from tests.containers.system import BIN

DEPLOY = conventions.ROOT / "deploy"
PROMETHEUS = DEPLOY / "prometheus"
DASHBOARDS = sorted((DEPLOY / "grafana" / "dashboards").glob("*.json"))
METRIC = re.compile(r"\bkendali_[a-z_]+\b")
KEYS = {
    "gateway": {"jwt_key"},
    "elections": {
        "audit_key", "identity_key", "photos_s3_access_key", "photos_s3_secret_key"
    },
    "eoffice": {"office_key", "bsre_client"},
    "indicators": {"indicators_key"},
    "gis": {"photos_s3_access_key", "photos_s3_secret_key"},
    "notifications": {
        "channels_key", "vapid_key", "photos_s3_access_key", "photos_s3_secret_key"
    },
}  # fmt: skip
OUTSIDE = {
    "KENDALI_PHOTOS_S3_URL": "https://s3.example.go.id/formulir",
    "KENDALI_SIPOL_URL": "https://sipol.example.go.id/cari",
    "KENDALI_ISSUER": "KPU Kota Contoh",
}
SIGNING = {
    "KENDALI_OFFICE_BSRE_URL": "https://esign.example.go.id",
    "KENDALI_OFFICE_TSA_URL": "https://tsa.example.go.id/tsr",
    "KENDALI_OFFICE_SIGNATURE_LEVEL": "B-LT",
}
# What a histogram or a counter adds to its name.
ADDED = re.compile(r"_(bucket|sum|count)$")


@dataclasses.dataclass(frozen=True)
class Here:
    """What of the kit's settings a region decides."""

    region: Region = field("KENDALI_REGION", str, "", OfRegion(""))
    timezone: ZoneInfo = field("KENDALI_TIMEZONE", ZoneInfo, "", OfRegion("zone"))


def _compose(*more: Path, **environ: str) -> dict[str, Any]:
    files = [word for path in (COMPOSE_FILE, *more) for word in ("--file", str(path))]
    text = run(
        [str(BIN / "docker-compose"), *files, "--profile", "ops", "config", "--format", "json"],
        {"PATH": "/usr/bin:/bin", "KENDALI_SECRETS": "/nowhere"} | environ, 60,
    )  # fmt: skip
    return dict(json.loads(text))


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return _compose()


def test_the_dockerfile_is_clean():
    assert run([str(BIN / "hadolint"), str(DOCKERFILE)], {}, 60) == ""


def test_compose_runs_every_service_in_every_role(compose):
    roles = {(s, r) for s in SERVICES if s != "gateway" for r in ("rpc", "events", "relay")}
    roles |= {(s, "migrate") for s in SERVICES} | {("gateway", "http")}
    found = {tuple(s["command"][1:]) for s in compose["services"].values() if _is_ours(s)}
    assert found == roles


def _is_ours(service: dict[str, Any]) -> bool:
    return str(service["image"]).startswith("kendali/")


def test_compose_locks_every_container(compose):
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert {"memory", "cpus", "pids"} <= set(service["deploy"]["resources"]["limits"]), name
        assert service["logging"]["options"] == {"max-file": "5", "max-size": "10m"}, name
        assert service["restart"] == ("no" if name.endswith("-migrate") else "unless-stopped"), name


def test_only_loopback_is_published(compose):
    published = {name: s["ports"] for name, s in compose["services"].items() if "ports" in s}
    assert set(published) == {"gateway", "prometheus", "grafana"}
    assert {p["host_ip"] for ports in published.values() for p in ports} == {"127.0.0.1"}


def test_each_container_is_only_where_it_has_to_be(compose):
    networks = {name: set(service["networks"]) for name, service in compose["services"].items()}
    assert networks.pop("gateway") == {"edge", "bus", "data"}
    assert networks.pop("postgres") == {"data"}
    assert networks.pop("rabbitmq") == {"bus"}
    assert networks.pop("prometheus") == {"bus", "watch"}
    assert networks.pop("grafana") == {"watch"}
    assert set(map(frozenset, networks.values())) == {frozenset({"bus", "data"})}
    inside = {name for name, network in compose["networks"].items() if network.get("internal")}
    assert inside == {"bus", "data"}


def test_each_service_holds_its_own_secrets_only(compose):
    for name, service in compose["services"].items():
        held = {secret["source"] for secret in service.get("secrets", [])}
        owner = name.partition("-")[0]
        allowed = {"amqp_url", f"{owner}_database_url"}
        allowed |= {"admin_database_url"} if name.endswith("-migrate") else set()
        allowed |= KEYS.get(owner, set())
        assert held <= allowed or not _is_ours(service), name
    for service in compose["services"].values():
        values = service.get("environment", {}).values()
        assert not [value for value in values if value and re.search(r"://[^/]*:[^/]*@", value)]


def _of_elections(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    names = ("elections-rpc", "elections-events", "elections-relay")
    return {name: compose["services"][name] for name in names}


def test_compose_hands_elections_what_it_asks_outside():
    for name, service in _of_elections(_compose(**OUTSIDE)).items():
        assert service["environment"].items() >= OUTSIDE.items(), name
        held = {f"/run/secrets/{secret['source']}" for secret in service["secrets"]}
        for key in ("KENDALI_PHOTOS_S3_ACCESS_KEY_FILE", "KENDALI_PHOTOS_S3_SECRET_KEY_FILE"):
            assert service["environment"][key] in held, name


def test_elections_takes_what_compose_and_kubernetes_say_by_themselves(compose):
    readers = {one.metadata["env"]: one.metadata["parse"] for one in dataclasses.fields(Settings)}
    by_compose = _of_elections(compose)["elections-rpc"]["environment"]
    for environ in (by_compose, manifests.of_kind("ConfigMap")[0]["data"]):
        read = {name: readers[name](environ[name]) for name in OUTSIDE}
        assert read == dict.fromkeys(OUTSIDE, "") | {"KENDALI_ISSUER": "Kendali"}


@pytest.mark.parametrize("name", ["gis", "notifications"])
def test_others_keep_photos_in_the_same_kind_of_store(compose, name):
    service = _compose(**OUTSIDE)["services"][f"{name}-rpc"]
    wanted = {"KENDALI_PHOTOS_S3_URL": OUTSIDE["KENDALI_PHOTOS_S3_URL"]}
    assert service["environment"].items() >= wanted.items()
    assert service["environment"]["KENDALI_PHOTOS_DIR"] == service["volumes"][0]["target"]
    own, other = (compose["services"][f"{one}-rpc"]["volumes"] for one in (name, "elections"))
    assert own[0]["source"] != other[0]["source"]


def test_compose_hands_the_eoffice_what_it_signs_by(compose):
    service = _compose(**SIGNING)["services"]["eoffice-rpc"]
    assert service["environment"].items() >= SIGNING.items()
    held = {f"/run/secrets/{secret['source']}" for secret in service["secrets"]}
    assert service["environment"]["KENDALI_OFFICE_BSRE_CLIENT_FILE"] in held
    readers = {one.metadata["env"]: one.metadata["parse"] for one in dataclasses.fields(Office)}
    by_compose = compose["services"]["eoffice-rpc"]["environment"]
    for environ in (by_compose, manifests.of_kind("ConfigMap")[0]["data"]):
        read = [readers[name](environ[name]) for name in SIGNING]
        assert read == ["", "", "B-B"]


def test_every_container_of_ours_can_be_told_its_region(tmp_path):
    file = tmp_path / "region.toml"
    file.write_text('name = "Kabupaten Contoh"\narea = "9901"\nzone = "Asia/Makassar"\n')
    more = {"KENDALI_REGION_FOLDER": str(tmp_path)}
    compose = _compose(DEPLOY / "compose.region.yaml", **more)
    for name, service in compose["services"].items():
        if not _is_ours(service):
            continue
        mounted = {one["target"]: one for one in service["volumes"]}["/region"]
        assert (mounted["source"], mounted["read_only"]) == (str(tmp_path), True), name
        environ = service["environment"] | {"KENDALI_REGION": str(file)}
        assert service["environment"]["KENDALI_REGION"] == "/region/region.toml", name
        values = load(Here, environ)
        assert (values.region.name, values.timezone.key) == ("Kabupaten Contoh", "Asia/Makassar")


def test_only_who_asks_outside_can_be_let_there():
    compose = _compose(DEPLOY / "compose.outside.yaml")
    led = {name for name, one in compose["services"].items() if "outside" in one["networks"]}
    assert led == {
        "elections-rpc", "elections-events", "gis-rpc", "eoffice-rpc", "notifications-rpc",
        "notifications-events", "indicators-events",
    }  # fmt: skip
    assert not compose["networks"]["outside"].get("internal")
    for name in led:
        assert set(compose["services"][name]["networks"]) == {"bus", "data", "outside"}


@pytest.mark.parametrize("service", ["elections", "gis", "notifications"])
def test_kubernetes_hands_on_what_is_asked_outside(service):
    text = (manifests.FOLDER / service / "kustomization.yaml").read_text(encoding="utf-8")
    patched = yaml.safe_load(yaml.safe_load(text)["patches"][0]["patch"])
    added = [one["value"] for one in patched if one["path"].endswith("/env/-")]
    environ = {one["name"]: one["value"] for one in added}
    page = (manifests.FOLDER / "README.md").read_text(encoding="utf-8")
    for key in ("photos_s3_access_key", "photos_s3_secret_key"):
        assert environ[f"KENDALI_{key.upper()}_FILE"] == f"/run/secrets/{key}"
        assert f"--from-file=secrets/{key}" in page


def test_no_secret_has_a_default_and_none_is_made_twice(tmp_path):
    script = str(DEPLOY / "secrets.sh")
    environ = {"PATH": "/usr/bin:/bin"}
    run([script, str(tmp_path / "a")], environ, 60)
    first = {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()}
    assert run([script, str(tmp_path / "a")], environ, 60) == ""
    run([script, str(tmp_path / "b")], environ, 60)
    assert {path.name: path.read_bytes() for path in (tmp_path / "a").iterdir()} == first
    for name, content in first.items():
        assert (tmp_path / "b" / name).read_bytes() != content, name
    assert (tmp_path / "a").stat().st_mode & 0o077 == 0


def test_kubernetes_takes_the_manifests():
    paths = [str(path) for path in manifests.FILES]
    run([str(BIN / "kubernetes-validate"), "--strict", "--quiet", *paths], {}, 120)


def _region_steps(containers: int) -> list[dict[str, Any]]:
    """Return what the region's component is to add to a pod, for each of its containers."""

    def add(place: str, **value: Any) -> dict[str, Any]:
        return {"op": "add", "path": f"/spec/template/spec/{place}/-", "value": value}

    composed = yaml.safe_load((DEPLOY / "compose.region.yaml").read_text(encoding="utf-8"))
    steps = [add("volumes", name="region", configMap={"name": "region"})]
    for one in (f"containers/{number}" for number in range(containers)):
        steps.append(add(f"{one}/volumeMounts", name="region", mountPath="/region", readOnly=True))
        for name in composed["x-region"]["environment"]:
            value = "/region/region.toml" if name == "KENDALI_REGION" else ""
            steps.append(add(f"{one}/env", name=name, value=value))
    return steps


def test_the_region_is_added_to_every_process(tmp_path):
    text = (manifests.FOLDER / "region" / "kustomization.yaml").read_text(encoding="utf-8")
    deployment, job = yaml.safe_load(text)["patches"]
    assert deployment["target"] == {"kind": "Deployment"}
    assert job["target"] == {"kind": "Job", "name": "migrate"}
    assert yaml.safe_load(deployment["patch"]) == _region_steps(1)
    migrated = len(manifests.pods()["migrate"]["containers"])
    assert yaml.safe_load(job["patch"]) == _region_steps(migrated)
    if manifests.KUBECTL:
        _renders_the_region(tmp_path)


def _renders_the_region(tmp_path):
    bare, given = (
        manifests.rendered(tmp_path / name, on) for name, on in (("a", False), ("b", True))
    )
    for path in (*bare, *given):
        run([str(BIN / "kubernetes-validate"), "--strict", "--quiet", str(path)], {}, 120)
    composed = yaml.safe_load((DEPLOY / "compose.region.yaml").read_text(encoding="utf-8"))
    processes = [one for path in given for one in manifests.containers_of(path)]
    assert len(processes) == len(composed["services"])
    for pod, process in processes:
        assert {"name": "region", "configMap": {"name": "region"}} in pod["volumes"]
        [mount] = [one for one in process["volumeMounts"] if one["name"] == "region"]
        assert (mount["mountPath"], mount["readOnly"]) == ("/region", True)
        environ = {one["name"]: one.get("value") for one in process["env"]}
        for name in composed["x-region"]["environment"]:
            wanted = "/region/region.toml" if name == "KENDALI_REGION" else ""
            assert environ[name] == wanted, process["name"]
    assert all(
        "region" not in str(pod.get("volumes"))
        for path in bare
        for pod, _ in manifests.containers_of(path)
    )


def test_the_validator_refuses_a_wrong_manifest(tmp_path):
    wrong = tmp_path / "wrong.yaml"
    text = manifests.FOLDER.joinpath("gateway.yaml").read_text()
    wrong.write_text(text.replace("readOnlyRootFilesystem", "readOnlyRoot"))
    with pytest.raises(AssertionError, match="readOnlyRoot"):
        run([str(BIN / "kubernetes-validate"), "--strict", str(wrong)], {}, 120)


@pytest.mark.parametrize("name", sorted(manifests.pods()))
def test_kubernetes_locks_every_pod(name):
    pod = manifests.pods()[name]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in pod["containers"]:
        locked = container["securityContext"]
        assert locked["readOnlyRootFilesystem"] is True
        assert locked["allowPrivilegeEscalation"] is False
        assert locked["capabilities"] == {"drop": ["ALL"]}
        assert {"cpu", "memory"} <= set(container["resources"]["limits"])


@pytest.mark.parametrize("name", sorted(manifests.deployments()))
def test_kubernetes_probes_every_process_and_keeps_one_at_work(name):
    pod = manifests.deployments()[name]["spec"]["template"]
    for container in pod["spec"]["containers"]:
        assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
        assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    budgets = manifests.of_kind("PodDisruptionBudget")
    labels = pod["metadata"]["labels"].items()
    assert any(b["spec"]["selector"]["matchLabels"].items() <= labels for b in budgets)


def test_the_manifests_name_every_service_in_every_role():
    overlays = {path.parent.name for path in manifests.FOLDER.glob("*/kustomization.yaml")}
    others = {"service", "migrate", "region"}  # a part of each, and what not every region adds
    assert overlays - others == set(SERVICES) - {"gateway"}
    roles = {path.stem for path in manifests.FOLDER.glob("service/*.yaml")} - {"kustomization"}
    assert roles == {"rpc", "events", "relay"}
    migrated = {c["name"] for c in manifests.pods()["migrate"]["containers"]}
    assert migrated == set(SERVICES)


def _rules() -> Iterator[dict[str, Any]]:
    for path in sorted((PROMETHEUS / "rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["groups"]:
            yield from group["rules"]


def _promtool(engine, *arguments: str, folder: Path = PROMETHEUS) -> str:
    image = _compose()["services"]["prometheus"]["image"]
    mount = f"{folder}:/etc/prometheus:ro"
    command = ["run", "--rm", "--network", "none", "--volume", mount, "--workdir"]
    command += ["/etc/prometheus", "--entrypoint", "promtool", image, *arguments]
    return str(engine.docker(*command))


def test_prometheus_takes_its_configuration_and_rules(engine):
    assert "SUCCESS" in _promtool(engine, "check", "config", "prometheus.yml")


def test_alerts_fire_when_they_should_and_only_then(engine):
    files = [f"tests/{path.name}" for path in sorted((PROMETHEUS / "tests").glob("*.yml"))]
    assert _promtool(engine, "test", "rules", *files).count("SUCCESS") == len(files)


def test_every_alert_is_tested_and_says_what_to_do():
    tests = "\n".join(p.read_text(encoding="utf-8") for p in (PROMETHEUS / "tests").glob("*.yml"))
    page = (conventions.ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    anchors = {_anchor(line) for line in page.splitlines() if line.startswith("#")}
    for rule in _rules():
        if "alert" not in rule:
            continue
        name = rule["alert"]
        assert f"alertname: {name}\n" in tests, f"{name} is not tested"
        place, _, anchor = rule["annotations"]["runbook_url"].partition("#")
        assert place == "docs/operations.md", name
        assert anchor in anchors, f"{name}: {anchor}"
        assert rule["labels"]["severity"] in {"page", "ticket", "none"}, name


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lstrip("# ").lower()).replace(" ", "-")


def _expressions(dashboard: Path) -> list[str]:
    panels = json.loads(dashboard.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel.get("targets", [])]


@pytest.mark.parametrize("path", DASHBOARDS, ids=lambda path: path.stem)
def test_prometheus_understands_the_dashboards(engine, tmp_path, path):
    texts = [text.replace("$__rate_interval", "1m") for text in _expressions(path)]
    rules = [{"record": f"panel:{n}:value", "expr": text} for n, text in enumerate(texts)]
    group = {"groups": [{"name": "panels", "rules": rules}]}
    tmp_path.chmod(0o755)
    (tmp_path / "panels.yml").write_text(yaml.safe_dump(group))
    said = _promtool(engine, "check", "rules", "panels.yml", folder=tmp_path)
    assert f"{len(texts)} rules found" in said


def test_alerts_and_dashboards_ask_for_metrics_that_exist():
    asked = [rule["expr"] for rule in _rules()]
    asked += [text for path in DASHBOARDS for text in _expressions(path)]
    made = set(conventions.metric_names(conventions.files("libs", "services")))
    wanted = {ADDED.sub("", name) for text in asked for name in METRIC.findall(text)}
    assert sorted(wanted - made) == []


def test_the_health_check_says_what_fails(tmp_path):
    script = [sys.executable, "-I", "-S", str(DEPLOY / "readyz.py")]
    with pytest.raises(AssertionError, match=r"ended with 1:\n.*refused"):
        run(script, {"KENDALI_METRICS_PORT": "9"}, 10)
