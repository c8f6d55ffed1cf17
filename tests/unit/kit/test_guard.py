"""What may be reached outside: public addresses of hosts that are named, and nothing by a trick."""

import ipaddress
import socket

import pytest
import requests

from libs.kit.confining import confined
from libs.kit.guard import Guard, NotAllowed, hosts
from tests.receivers import hooks

HOSTS = ("ntfy.sh", "*.go.id")
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"),)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1%25eth0]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://8.8.8.8/",  # public, and named nowhere
        "http://localhost/",
        "http://ntfy.sh@127.0.0.1/",
        "http://user:pw@ntfy.sh/",
        "http://ntfy.sh\\@127.0.0.1/",
        "http://ntfy.sh:99999/",
        "http://ntfy.sh.evil.example/",
        "http://evilgo.id/",
        "http://go.id/",
        "http://ⓛocalhost/",
        "http://\uff11\uff12\uff17.0.0.1/",
        "file:///etc/passwd",
        "gopher://ntfy.sh/",
        "http:///",
        "",
        "http://ntfy.sh/\r\nX: y",
    ],
)
def test_an_address_inside_or_not_named_is_refused(url):
    with pytest.raises(NotAllowed):
        Guard(HOSTS).require_url(url)


@pytest.mark.parametrize("url", ["https://ntfy.sh/x", "http://hooks.kota.go.id:8443/a?b=c"])
def test_a_host_that_is_named_may_be_reached(url):
    assert Guard(HOSTS).require_url(url) in url


def test_a_network_that_a_setting_names_may_be_reached():
    assert Guard(HOSTS, LOOPBACK).require_url("http://127.0.0.1:8000/") == "127.0.0.1"
    with pytest.raises(NotAllowed):
        Guard(HOSTS, LOOPBACK).require_url("http://10.0.0.1/")


def test_a_name_with_a_port_is_of_that_port_alone():
    guard = Guard(("data.go.id:8443", "[2001:4860:4860::8888]:53"))
    guard.require_url("https://data.go.id:8443/")
    guard.require_host("2001:4860:4860::8888", 53)
    guard.require_host("data.go.id")  # where a port is asked for apart
    for url in ("https://data.go.id/", "http://data.go.id:80/", "http://[2001:4860:4860::8888]/"):
        with pytest.raises(NotAllowed):
            guard.require_url(url)


@pytest.mark.parametrize(
    "text", ["data.go.id/x", "a b", "go.id:x", "*go.id", "http://go.id", "::1"]
)
def test_a_setting_that_names_no_host_is_refused(text):
    assert hosts(" DATA.go.id, *.go.id:443 ,") == ("data.go.id", "*.go.id:443")
    with pytest.raises(ValueError, match="is no host"):
        hosts(text)


def _names(monkeypatch, *answers):
    """Have names resolve to these, one after the other."""
    left = [*answers]

    def resolve(_host, port, **_options):
        address = left.pop(0)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


def test_a_name_that_leads_inside_is_refused(monkeypatch):
    _names(monkeypatch, "169.254.169.254")
    with pytest.raises(NotAllowed):
        Guard(HOSTS).connect("hooks.go.id", 80, 1)


def test_the_address_that_was_looked_at_is_the_one_that_is_reached(monkeypatch):
    with hooks() as inside:
        port = int(inside.url.rpartition(":")[2])
        _names(monkeypatch, "127.0.0.1", "10.9.9.9")  # the second answer is never asked for
        made = Guard(HOSTS, LOOPBACK).connect("hooks.go.id", port, 2)
        with made:
            assert made.getpeername() == ("127.0.0.1", port)


def test_what_a_library_connects_to_is_guarded_too_and_so_is_a_redirect():
    with hooks() as inside, hooks() as outside:
        inside.usual, inside.location = 307, "http://10.0.0.1/"
        guard = Guard((), LOOPBACK)
        with confined(guard), pytest.raises(NotAllowed):
            requests.post(inside.url, data=b"{}", timeout=2)
        with confined(Guard(HOSTS)), pytest.raises(NotAllowed):
            requests.post(outside.url, data=b"{}", timeout=2)
        requests.post(outside.url, data=b"{}", timeout=2)  # who is not confined is as free as ever
        assert (len(inside.came), len(outside.came)) == (1, 1)
