"""A BSrE of our own on loopback: it knows one account, signs by our test authority, and can be
slow, ill, or talk nonsense."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler

from services.eoffice.signing.signers import LocalSigner
from services.eoffice.signing.terms import Signing
from tests.signing import PASSPHRASE, listening, official, terms

EMAIL, SECRET = "bupati@kota.example", "kendali:rahasia klien"


class Bsre:
    """How it behaves now, and what it was asked."""

    def __init__(self):
        self.mood = "well"
        self.asked = []
        self.free = threading.Event()  # what a slow one waits for


@contextmanager
def bsre():
    """Run one; gives its address and its Bsre."""
    state = Bsre()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append(self.path)
            status, answer = reply(state, self.path, self.headers["Authorization"], body)
            text = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words):
            """Say nothing."""

    with listening(Answers) as url:
        yield url, state
        state.free.set()


def reply(state, path, authorization, body):
    if authorization != "Basic " + base64.b64encode(SECRET.encode()).decode():
        return 401, {"message": "Unauthorized"}
    if state.mood == "slow":
        state.free.wait(60)
    moods = {
        "ill": (503, {"message": "maintenance"}),
        "nonsense": (200, b"<html>OK</html>"),
        "empty": (200, {"file": []}),
    }
    if state.mood in moods:
        return moods[state.mood]
    if path.endswith("check-status"):
        return 200, {"status": "ISSUE" if body["email"] == EMAIL else "NOT_REGISTERED"}
    return (200, {"conclusion": "VALID"}) if path.endswith("verify/pdf") else _sign(body)


def _sign(body):
    if body["passphrase"] != PASSPHRASE:
        return 400, {"message": "Passphrase anda salah"}
    pdf = base64.b64decode(body["file"][0])
    made = LocalSigner(official(), PASSPHRASE, terms()).sign(pdf, Signing("a", "b", "c"))
    return 200, {"file": [base64.b64encode(made).decode()]}
