"""Straight into the socket while it takes all; in order when it does not."""

import contextlib
import socket
import time

import gevent
import pytest

from services.gateway.clients import Client, Message, Wire
from services.gateway.scopes import Scope


class Pair:
    """A connected pair of sockets; `here` is what the server writes to."""

    def __init__(self):
        self.here, self.there = socket.socketpair()
        self.here.setblocking(False)
        self.here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self._sock = self.here
        self.raw = []

    def sendall(self, data):
        """Write as gevent's socket would: the test reads the other end meanwhile."""
        self.raw.append(data)

    def shutdown(self, how):
        self.here.shutdown(how)


@pytest.fixture
def pair():
    made = Pair()
    yield made
    made.here.close()
    made.there.close()


def client_of(pair, **changes):
    environ = {"gunicorn.socket": pair, "wsgi.url_scheme": "http", "SERVER_PROTOCOL": "HTTP/1.1"}
    return Client(frozenset(), Scope(), time.time() + 60, Wire(environ | changes))


def everything(sock):
    """Return all that has arrived."""
    sock.setblocking(False)
    found = b""
    with contextlib.suppress(BlockingIOError):
        while data := sock.recv(100_000):
            found += data
    return found


def listen(client):
    """Start the client's greenlet; returns what it yields."""
    found = []

    def run():
        found.extend(client.messages())

    greenlet = gevent.spawn(run)
    gevent.sleep(0)
    return greenlet, found


def test_a_message_goes_straight_out_as_a_chunk(pair):
    client = client_of(pair)
    greenlet, _ = listen(client)
    client.put(Message.of(b"data: 1\n\n"))
    assert pair.there.recv(100) == b"9\r\ndata: 1\n\n\r\n"
    greenlet.kill()


@pytest.mark.parametrize("changes", [{"wsgi.url_scheme": "https"}, {"SERVER_PROTOCOL": "HTTP/1.0"}])
def test_what_the_server_must_frame_goes_through_the_server(pair, changes):
    client = client_of(pair, **changes)
    greenlet, found = listen(client)
    message = Message.of(b"data: 1\n\n")
    client.put(message)
    gevent.sleep(0)
    assert found == [message] or list(client._queue.queue) == [message]
    assert everything(pair.there) == b""
    greenlet.kill()


def test_before_its_greenlet_waits_nothing_goes_past_it(pair):
    client = client_of(pair)
    message = Message.of(b"data: 1\n\n")
    client.put(message)
    assert client._queue.get_nowait() is message


def test_a_full_socket_keeps_the_order_and_the_chunks_whole(pair):
    client = client_of(pair)
    messages = client.messages()
    client._idle = True
    sent = [Message.of(b"%03d" % n + b"x" * 3000) for n in range(8)]
    for message in sent:
        client.put(message)
    straight = everything(pair.there)
    rest = []
    while not client._queue.empty():
        rest.append(next(messages))
    queued = b"".join(message.chunk for message in rest)
    assert straight + b"".join(pair.raw) + queued == b"".join(m.chunk for m in sent)
    assert len(pair.raw) <= 1


def test_a_socket_that_is_gone_is_the_greenlets_to_find(pair):
    client = client_of(pair)
    client._idle = True
    pair.here.close()
    message = Message.of(b"data: 1\n\n")
    client.put(message)
    assert client._queue.get_nowait() is message


def test_what_waited_is_forgotten_but_for_the_end_of_a_chunk(pair):
    client = client_of(pair)
    client._queue.put_nowait(b"end\r\n")
    client.put(Message.of(b"old"))
    client.forget()
    assert pair.raw == [b"end\r\n"]
    assert client._queue.empty()
