"""Whose pages and pictures may stand on our screens."""

import pytest

from libs.kit import webhosts

HOSTS = ("cctv.go.id", "*.bmkg.go.id", "peta.go.id:8443", "127.0.0.1:9000")


@pytest.mark.parametrize(
    "url",
    [
        "https://cctv.go.id/simpang/1.jpg?x=1",
        "https://CCTV.go.id/",
        "https://satelit.bmkg.go.id/himawari",
        "https://peta.go.id:8443/",
        "http://127.0.0.1:9000/kamera.png",
    ],
)
def test_what_the_setting_names_may_be_shown(url):
    assert webhosts.refused(url, HOSTS) == ""


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://cctv.go.id/1.jpg", "https"),
        ("https://bmkg.go.id/", "does not name"),
        ("https://evilbmkg.go.id/", "does not name"),
        ("https://cctv.go.id:444/", "does not name"),
        ("https://peta.go.id/", "does not name"),
        ("http://127.0.0.1/", "does not name"),
        ("https://evil.example/", "it names: cctv.go.id"),
        ("https://cctv.go.id@evil.example/", "not an address"),
        ("https://cctv.go.id\\@evil.example/", "not an address"),
        ("https://cctv.go.id/a b", "not an address"),
        ("https://cctv.go.id:port/", "not an address"),
        ("javascript:alert(1)", "not an address"),
        ("//cctv.go.id/", "https"),
        ("data:text/html,x", "not an address"),
        ("", "not an address"),
    ],
)
def test_nothing_else_is(url, why):
    assert why in webhosts.refused(url, HOSTS)


def test_a_policy_names_them_with_their_scheme():
    assert webhosts.sources(HOSTS) == (
        "https://cctv.go.id https://*.bmkg.go.id https://peta.go.id:8443 http://127.0.0.1:9000"
    )
