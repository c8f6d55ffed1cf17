import time

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from libs.kit.errors import NotFound, Unauthorized
from services.gateway import signing

SECRET, BODY = "rahasia", b'{"text":"KWK1"}'


def asked(body=BODY, header=None):
    headers = {} if header is None else {signing.HEADER: header}
    return Request(EnvironBuilder(method="POST", data=body, headers=headers).get_environ())


def test_a_body_signed_now_passes():
    signing.check(asked(header=signing.signature(SECRET, BODY, int(time.time()))), SECRET)


def test_the_body_can_be_read_after():
    request = asked(header=signing.signature(SECRET, BODY, int(time.time())))
    signing.check(request, SECRET)
    assert request.get_data() == BODY


@pytest.mark.parametrize("header", [None, "", "v1=00", f"t=now,v1={'0' * 64}"])
def test_a_request_without_a_signature_is_refused(header):
    with pytest.raises(Unauthorized, match="needs t="):
        signing.check(asked(header=header), SECRET)


def test_another_body_or_another_secret_is_refused():
    header = signing.signature(SECRET, BODY, int(time.time()))
    with pytest.raises(Unauthorized, match="not this body's"):
        signing.check(asked(BODY + b" ", header), SECRET)
    with pytest.raises(Unauthorized, match="not this body's"):
        signing.check(asked(BODY, header), "another")


@pytest.mark.parametrize("off", [-301, 302])
def test_a_signature_of_another_time_is_refused(off):
    header = signing.signature(SECRET, BODY, int(time.time()) + off)
    with pytest.raises(Unauthorized, match="away from now"):
        signing.check(asked(BODY, header), SECRET)


def test_without_a_secret_the_address_is_closed():
    with pytest.raises(NotFound, match="no secret"):
        signing.check(asked(header=signing.signature("", BODY, int(time.time()))), "")
