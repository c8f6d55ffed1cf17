"""CAP messages: written right by the schema, read again; what is wrong or hostile is refused."""

from dataclasses import replace
from datetime import UTC

import pytest
from capvalidator import check_schema, check_signature
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from libs.kit.errors import Invalid
from services.notifications.cap import reading, shapes, writing
from services.notifications.cap.domain import Area, Circle, wrong
from services.notifications.cap.reading import NotCap, TooLarge, UnsafeXml, read
from services.notifications.cap.signing import Seal
from tests.cap import BOWTIE, INFO, PLACE, SENT, SQUARE, WIB, alert, refers, xml

FIRST = alert()


@pytest.mark.parametrize(
    "one",
    [
        FIRST,
        alert("uji.2", msg_type="Update", references=refers(FIRST)),
        alert("uji.3", msg_type="Cancel", references=refers(FIRST, alert("uji.2")), infos=()),
        alert("uji.4", status="Exercise", note="Latihan", incidents=("INS-0047",)),
        alert("uji.5", scope="Restricted", restriction="petugas"),
        alert("uji.6", scope="Private", addresses=("a@b.example", "c@d.example")),
        alert("uji.7", infos=(INFO, replace(INFO, language="en", event="Heavy rain"))),
        alert("uji.8", infos=(replace(INFO, areas=(), expires=None, responses=()),)),
    ],
    ids=lambda one: f"{one.msg_type}-{one.status}-{one.scope}",
)
def test_what_is_written_is_right_by_the_schema_and_reads_the_same(one):
    data = xml(one)
    assert check_schema(data).passed, data.decode()
    assert read(data) == one


def test_times_bear_an_offset_and_never_a_z():
    assert writing.moment(SENT, WIB) == "2026-11-22T19:05:00+07:00"
    assert writing.moment(SENT, UTC) == "2026-11-22T12:05:00-00:00"
    late = xml(FIRST).replace(b"T19:05:00+07:00</sent>", b"T12:05:00Z</sent>")
    with pytest.raises(NotCap) as refused:
        read(late)
    assert refused.value.errors[0].field == "sent"


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_any_words_go_through(headline, event):
    data = xml(alert(infos=(replace(INFO, headline=headline, event="x" + event),)))
    assert check_schema(data).passed
    read(data)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"identifier": "a b"}, "identifier"),
        ({"sender": "a,b"}, "sender"),
        ({"status": "actual"}, "status"),
        ({"msg_type": "Alarm"}, "msgType"),
        ({"scope": "All"}, "scope"),
        ({"msg_type": "Update"}, "references"),
        ({"scope": "Restricted"}, "restriction"),
        ({"scope": "Private"}, "addresses"),
        ({"infos": ()}, "info"),
        ({"infos": (replace(INFO, event=" "),)}, "info.0.event"),
        ({"infos": (replace(INFO, categories=()),)}, "info.0.category"),
        ({"infos": (replace(INFO, categories=("Rain",)),)}, "info.0.category"),
        ({"infos": (replace(INFO, urgency="Now"),)}, "info.0.urgency"),
        ({"infos": (INFO, replace(INFO, severity="Bad"))}, "info.1.severity"),
        ({"infos": (replace(INFO, certainty="Sure"),)}, "info.0.certainty"),
        ({"infos": (replace(INFO, responses=("Run",)),)}, "info.0.responseType"),
        ({"infos": (replace(INFO, areas=(Area(""),)),)}, "info.0.area.0.areaDesc"),
        ({"infos": (replace(INFO, areas=(Area("x", (SQUARE[:-1],)),)),)}, "info.0.area.0.polygon"),
        ({"infos": (replace(INFO, areas=(Area("x", (), (Circle((91, 0), 1),)),)),)},
         "info.0.area.0.circle"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(changes, field):
    one = alert(**changes)
    assert field in {error.field for error in wrong(one)}
    with pytest.raises(Invalid):
        writing.write(one)


def test_a_polygon_of_latitudes_beyond_the_pole_is_wrong():
    turned = tuple((longitude, latitude) for latitude, longitude in SQUARE)  # written lon,lat
    errors = wrong(alert(infos=(replace(INFO, areas=(replace(PLACE, polygons=(turned,)),)),)))
    assert [error.field for error in errors] == ["info.0.area.0.polygon"]


# What is hostile


BOMB = b"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;">]><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">&c;</alert>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><note>&x;</note></alert>"""


@pytest.mark.parametrize(
    "data",
    [
        BOMB,
        OUTSIDE,
        OUTSIDE.decode().replace('"1.0"?', '"1.0" encoding="UTF-16"?').encode("utf-16"),
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>',
        b'<?xml version="1.0" encoding="UTF-7"?><a/>',
        b'<?xml version="1.0" encoding="cp037"?><a/>',
    ],
    ids=["bomb", "external", "utf16", "dtd", "utf7", "ebcdic"],
)
def test_entities_and_document_types_are_refused(data):
    with pytest.raises(UnsafeXml):
        read(data)


def test_what_is_too_large_or_too_deep_is_refused():
    with pytest.raises(TooLarge, match="4194305"):
        read(b"<" + b"a" * reading.MOST_BYTES)
    with pytest.raises(TooLarge, match="deeper"):
        read(b"<a>" * 13 + b"</a>" * 13)
    with pytest.raises(TooLarge):
        read(b"<a>" + b"<b/>" * 20_000 + b"</a>")


@pytest.mark.parametrize(
    "data",
    [b"", b"not xml", b"<alert/>", b"<html><body>503</body></html>", xml(FIRST)[:-20],
     xml(FIRST).replace(b"cap:1.2", b"cap:1.1")],
)  # fmt: skip
def test_what_is_no_message_is_refused(data):
    with pytest.raises(NotCap):
        read(data)


def test_a_polygon_of_100_000_points_is_refused_and_says_so():
    ring = tuple((-2 - n / 1e6, 106 + n / 1e6) for n in range(99_999))
    many = xml(alert(infos=(replace(INFO, areas=(Area("x", ((*ring, ring[0]),)),)),)))
    with pytest.raises(NotCap) as refused:
        read(many)
    [error] = refused.value.errors
    assert (error.field, "20000" in error.message) == ("info.0.area.0.polygon", True)


def test_numbers_that_are_none_are_refused():
    for bad in (b"-2.0,106.0 x,y", b"-2.0;106.0", b"nan,1 2,2 3,3 nan,1"):
        data = xml(FIRST)
        begin, end = data.index(b"<polygon>") + 9, data.index(b"</polygon>")
        with pytest.raises(NotCap):
            read(data[:begin] + bad + data[end:])


# Shapes


def test_a_ring_that_crosses_itself_is_taken_apart():
    rings, notes = shapes.repaired(BOWTIE)
    assert len(rings) == 2
    assert all(ring[0] == ring[-1] for ring in rings)
    assert "crosses itself" in notes[0]
    fixed = replace(PLACE, polygons=tuple(rings))
    assert check_schema(xml(alert(infos=(replace(INFO, areas=(fixed,)),)))).passed


def test_a_good_ring_stays_and_an_open_one_is_closed():
    assert shapes.repaired(SQUARE) == ([SQUARE], [])
    assert shapes.repaired(SQUARE[:-1]) == ([SQUARE], [])


def test_a_ring_that_holds_nothing_is_left_out():
    for ring in ((), SQUARE[:1], SQUARE[:2], ((0.0, 0.0), (0.0, 1.0), (0.0, 2.0), (0.0, 0.0))):
        rings, notes = shapes.repaired(ring)
        assert (rings, len(notes)) == ([], 1)


def test_a_long_ring_is_simplified_with_a_note():
    upper = [(-2 + n % 7 / 1e5, 106 + n / 1e5) for n in range(50_000)]
    ring = (*upper, (-3.0, 106.5), (-3.0, 106.0), upper[0])
    made, notes = shapes.simplified(ring, 500)
    assert len(made) <= 500
    assert made[0] == made[-1]
    assert "50003" in notes[0]
    assert shapes.simplified(SQUARE, 500) == (SQUARE, [])


def test_what_touches_a_region_by_polygon_or_circle():
    assert shapes.touches(alert(), (106.1, -2.15, 106.3, -2.1))
    assert not shapes.touches(alert(), (107.0, -2.2, 107.2, -2.0))
    near = Area("x", (), (Circle((-2.1, 106.1), 30.0),))
    assert shapes.touches(alert(infos=(replace(INFO, areas=(near,)),)), (106.3, -2.2, 106.4, -2.0))
    crossed = Area("x", (BOWTIE,))
    assert shapes.touches(alert(infos=(replace(INFO, areas=(crossed,)),)), (106.0, -2.1, 106.2, -2))


# The seal


def _pem(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Kota Uji")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(SENT).not_valid_after(SENT.replace(year=2050))
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = made.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + certificate


@pytest.mark.parametrize(
    "key", [ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 2048)]
)
def test_a_signed_message_is_right_by_the_schema_and_breaks_when_changed(key):
    root = Seal(_pem(key)).put(writing.write(FIRST, WIB))
    data = writing.to_bytes(root)
    assert check_schema(data).passed
    assert check_signature(data).passed, check_signature(data).message
    assert not check_signature(data.replace(b"Severe", b"Minor")).passed
    assert read(data) == FIRST


def test_without_a_key_nothing_is_signed():
    assert writing.to_bytes(Seal(b"").put(writing.write(FIRST, WIB))) == xml(FIRST)
