import socket

import pytest

from services.eoffice.scanning import CHUNK, Infected, ScannerDown, scan
from tests.unit.eoffice.clamd import BAD, scanner


def test_clamd_is_shown_the_whole_file():
    data = bytes(range(256)) * (CHUNK // 100)
    with scanner() as clamd:
        scan(clamd.address, data)
    assert clamd.seen == [(b"zINSTREAM\0", data)]


def test_malware_is_refused_by_its_name():
    with scanner() as clamd, pytest.raises(Infected) as caught:
        scan(clamd.address, b"x" * CHUNK + BAD)
    assert "Eicar-Test-Signature" in caught.value.detail


@pytest.mark.parametrize("says", ["INSTREAM size limit exceeded. ERROR", "\N{SNOWMAN}"])
def test_what_clamd_does_not_call_clean_is_not_taken(says):
    with scanner(says) as clamd, pytest.raises(ScannerDown):
        scan(clamd.address, b"x")


def test_without_an_answer_nothing_is_taken(tmp_path):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(ScannerDown):
            scan(f"127.0.0.1:{nobody.getsockname()[1]}", b"x")
    with pytest.raises(ScannerDown):
        scan(str(tmp_path / "no-socket"), b"x")


def test_where_none_is_configured_nobody_is_asked():
    scan("", BAD)
