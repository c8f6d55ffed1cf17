"""Why something was refused is said in Indonesian to who asks for it, and all of it."""

import json
from string import Formatter

import pytest

from libs.kit.errors import Invalid
from services.gateway import reasons, routing
from services.gateway.checking import Checker, Query
from services.gateway.reasons.catalogue import Catalogue, lines, template, templates
from services.gateway.schemas import COMPONENTS
from tests import conventions, refusals
from tests.following import Silent, shape
from tests.sources import Source

SCHEMA = "schema.toml"
LETTERS = 5  # a text with fewer of them is made of what is filled in
LANGUAGE = {"Accept-Language": "id"}
CHECKED = {  # how a schema says each of its keywords: what is wrong with which value
    "type": [
        ({"type": kind}, wrong)
        for kind, wrong in [
            ("string", 1),
            ("integer", "a"),
            ("number", "a"),
            ("boolean", "a"),
            ("array", "a"),
            ("object", "a"),
            ("null", "a"),
            (["string", "null"], 1),
            (["integer", "null"], "a"),
            (["number", "null"], "a"),
            (["boolean", "null"], "a"),
            (["array", "null"], "a"),
            (["object", "null"], "a"),
            (["string", "integer"], []),
            (["string", "integer", "null"], []),
        ]
    ],
    "format": [({"type": "string", "format": kind}, "x") for kind in ("date", "date-time", "uuid")],
    "enum": [({"enum": ["a", "b"]}, "c")],
    "const": [({"const": "a"}, "c")],
    "anyOf": [({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1)],
    "minLength": [({"type": "string", "minLength": 2}, "a")],
    "maxLength": [({"type": "string", "maxLength": 2}, "aaa")],
    "pattern": [({"type": "string", "pattern": "^a+$"}, "b")],
    "minimum": [({"type": "integer", "minimum": 2}, 1)],
    "maximum": [({"type": "integer", "maximum": 2}, 3)],
    "minItems": [({"type": "array", "minItems": 2}, [1])],
    "maxItems": [({"type": "array", "maxItems": 2}, [1, 2, 3])],
    "uniqueItems": [({"type": "array", "uniqueItems": True}, [1, 1])],
    "minProperties": [({"type": "object", "minProperties": 1}, {})],
    "maxProperties": [({"type": "object", "maxProperties": 0}, {"a": 1})],
    "required": [({"type": "object", "required": ["a"]}, {})],
    "additionalProperties": [({"type": "object", "additionalProperties": False}, {"a": 1})],
}
INSIDE = {"properties", "patternProperties", "items", "$ref"}  # say nothing by themselves
TOLD = {"description", "example", "examples", "default", "title", "$schema", "x-", "readOnly"}


@pytest.fixture(scope="module")
def said():
    return list(refusals.said(Source(conventions.files("libs", "services"))))


@pytest.fixture(scope="module")
def written():
    return {template(text, words): text for text, words in lines(reasons.FILES).items()}


def filled(one):
    """Return a text as this template makes it."""
    holes = [f"⟨{at}⟩" for at in range(len(one.holes))]
    return one.parts[0] + "".join(f"{h}{p}" for h, p in zip(holes, one.parts[1:], strict=True))


def is_sentence(text):
    """Tell whether there is something to translate: a word alone is a name."""
    plain = "".join(text)
    return " " in plain and sum(map(str.isalpha, plain)) >= LETTERS


# All that is said stands in the catalogue, and nothing else


def test_every_reason_that_the_code_says_has_an_indonesian_template(said, written):
    known = {one.parts for one in written}
    told = [one for one in said if not isinstance(one.text, Silent)]
    assert len(told) > 1000
    missing = {shape(one.text): one.place for one in told if one.text not in known}
    assert {text: place for text, place in missing.items() if is_sentence(text.split("{}"))} == {}


def test_every_template_is_of_a_reason_that_the_code_says(said, written):
    texts = {one.text for one in said}
    schema = set(lines(path for path in reasons.FILES if path.name == SCHEMA))
    assert [t for one, t in written.items() if one.parts not in texts and t not in schema] == []


def test_a_template_and_its_words_have_the_same_holes():
    def holes(text):
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)

    assert [t for t, words in lines(reasons.FILES).items() if holes(t) != holes(words)] == []


def test_no_template_is_taken_for_another_one(written):
    for one in written:
        text = filled(one)
        holes = {name: f"⟨{at}⟩" for at, name in enumerate(one.holes)}
        assert reasons.told(text) == one.words.format(**holes)


def test_what_can_not_be_read_off_the_code_is_known(said):
    silent = {one.text.code for one in said if isinstance(one.text, Silent) and one.text.hides}
    assert silent == set(refusals.SILENT)


def test_a_reason_without_a_template_is_found(tmp_path):
    path = tmp_path / "sample.py"
    path.write_text(
        "class KendaliError(Exception): title = 'It went wrong'\n"
        "class Odd(KendaliError): status, title = 409, 'It is odd'\n"
        "MOST = {1: 'is too long', 2: 'is too wide'}\n"
        "def wrong(field, why):\n"
        "    return Odd('the thing is odd', (FieldError(field, why),))\n"
        "def check(n, kind):\n"
        "    text = f'has {n} of ' + kind\n"
        "    raise wrong('a', text if n > 1 else MOST[n])\n"
        "def other(error):\n"
        "    raise Odd(str(error))\n"
    )
    said = {one.text for one in refusals.said(Source([path], tmp_path))}
    texts = {shape(one) for one in said if not isinstance(one, Silent)}
    assert texts == {
        "It went wrong",
        "It is odd",
        "the thing is odd",
        "has {} of {}",
        "is too long",
        "is too wide",
    }
    assert [one.code for one in said if isinstance(one, Silent)] == ["sample.py: str(error)"]


# What a schema says


def test_each_keyword_of_our_schemas_is_said_in_indonesian(app):
    found = set()
    for cases in CHECKED.values():
        for schema, value in cases:
            with pytest.raises(Invalid) as error:
                Checker(schema).check(value)
            found |= {one.message for one in error.value.errors}
    assert [text for text in found if reasons.told(text) == text] == []


def test_each_template_of_a_schema_is_of_a_keyword_of_ours(written):
    said = [
        one.message
        for cases in CHECKED.values()
        for schema, value in cases
        for one in errors_of(schema, value)
    ]
    of_schemas = set(lines(path for path in reasons.FILES if path.name == SCHEMA))
    unused = [t for one, t in written.items() if t in of_schemas and not any(made(one, said))]
    assert unused == []


def made(one, texts):
    return (one.read(text) is not None if one.holes else text == one.parts[0] for text in texts)


def errors_of(schema, value):
    with pytest.raises(Invalid) as error:
        Checker(schema).check(value)
    return error.value.errors


def test_no_keyword_of_our_schemas_is_left_out(app):
    used = set()
    for operation in routing.operations(app).values():
        body = COMPONENTS[operation.body] if isinstance(operation.body, str) else operation.body
        used |= keywords([body or {}, *operation.query.values()])
    assert used - INSIDE - TOLD - set(CHECKED) == set()


def keywords(schema, names=False):
    """Return the keywords of a schema; `names` tells that its keys are names of properties."""
    if isinstance(schema, list):
        return {word for one in schema for word in keywords(one)}
    if not isinstance(schema, dict):
        return set()
    if "$ref" in schema:
        schema = {**schema, **COMPONENTS[schema["$ref"].rpartition("/")[2]]}
    own = set() if names else set(schema)
    inner = (
        keywords(one, word in ("properties", "patternProperties") and not names)
        for word, one in schema.items()
        if names or word not in ("enum", "const", *TOLD)
    )
    return own.union(*inner)


def test_a_wrong_query_is_said_in_indonesian():
    with pytest.raises(Invalid) as error:
        asked(limit="x", other="1")
    said = [(one.field, reasons.told(one.message)) for one in error.value.errors]
    assert said == [("limit", "harus berupa bilangan bulat"), ("other", "tidak dikenal di sini")]


def asked(**given):
    class Asked:
        args = given

    return Query({"limit": {"type": "integer"}}).read(Asked())


# How a text is found


@pytest.fixture
def catalogue():
    made = {
        "is taken": "sudah dipakai",
        "at most {most} bytes": "paling banyak {most} bita",
        "at most {most} bytes of {what}": "{what} paling banyak {most} bita",
        "needs {{n}} and {what}": "perlu {{n}} dan {what}",
        "{said}; {said_further}": "{said}; {said_further}",
        "row {row}: {why}": "baris {row}: {why}",
    }
    return Catalogue(template(text, words) for text, words in made.items())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("is taken", "sudah dipakai"),
        ("at most 5 bytes", "paling banyak 5 bita"),
        ("at most 5 bytes of a photo", "a photo paling banyak 5 bita"),
        ("needs {n} and {m}", "perlu {n} dan {m}"),
        ("is taken; at most 7 bytes; is odd", "sudah dipakai; paling banyak 7 bita; is odd"),
        ("row 2: is taken", "baris 2: is taken"),  # what people wrote is left as it is
        ("at most bytes", "at most bytes"),
        ("IS TAKEN", "IS TAKEN"),
        ("", ""),
    ],
)
def test_a_text_is_told_by_the_template_that_it_was_made_of(catalogue, text, told):
    assert catalogue.told(text) == told


def test_a_text_that_is_very_long_is_left_as_it_is(catalogue):
    assert catalogue.told("at most " + "5" * 3000 + " bytes").startswith("at most")


def test_a_slug_is_told_by_a_word_of_its_own_catalogue(tmp_path):
    for name, word in (("a", "selesai"), ("b", "ditutup")):
        (tmp_path / f"{name}.toml").write_text(
            f'"{name} is {{state}}, not {{needed}}" = "{name} {{state}}, bukan {{needed}}"\n'
            f'"{name} has {{what}}" = "{name} memiliki {{what}}"\n'
            f'[words]\nclosed = "{word}"\nopen = "terbuka"\n'
        )
    made = Catalogue(templates(sorted(tmp_path.iterdir())))
    assert made.told("a is closed, not open or odd") == "a selesai, bukan terbuka atau odd"
    assert made.told("b is closed, not open, closed") == "b ditutup, bukan terbuka, ditutup"
    assert made.told("b has closed") == "b memiliki closed"


def test_what_stands_in_two_catalogues_is_refused(tmp_path):
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('"is taken" = "sudah dipakai"\n')
    with pytest.raises(ValueError, match="is taken stands elsewhere too"):
        templates(sorted(tmp_path.iterdir()))


# Over HTTP


@pytest.mark.parametrize("language", ["id", "id-ID,id;q=0.9,en;q=0.8", "de, id;q=0.8, en;q=0.5"])
def test_who_asks_for_indonesian_is_answered_in_it(client, language):
    answer = client.get("/v1/trouble/conflict", headers={"Accept-Language": language})
    assert answer.status_code == 409
    assert answer.headers["Content-Language"] == "id"
    assert "Accept-Language" in answer.headers["Vary"]
    body = json.loads(answer.data)
    assert (body["type"], body["title"]) == ("conflict", "Bertentangan dengan data yang ada")
    assert body["errors"] == [
        {"field": "code", "message": "sudah dipakai", "in_english": "is taken"}
    ]
    assert body["holder"] == "X"


@pytest.mark.parametrize("language", [None, "en", "en-US,en;q=0.9,id;q=0.8", "*", "de", "x\u00e9"])
def test_anybody_else_is_answered_in_english(client, language):
    headers = {"Accept-Language": language} if language else {}
    answer = client.get("/v1/trouble/conflict", headers=headers)
    body = json.loads(answer.data)
    assert answer.headers["Content-Language"] == "en"
    assert body["title"] == "Conflicts with what is there"
    assert body["errors"] == [{"field": "code", "message": "is taken"}]


@pytest.mark.parametrize(("language", "message"), [("id", "sudah dipakai"), ("en", "is taken")])
def test_an_answer_is_told_at_the_places_that_its_route_names(client, language, message):
    answer = client.get("/v1/told", headers={"Accept-Language": language})
    assert answer.headers["Content-Language"] == language
    assert "Accept-Language" in answer.headers["Vary"]
    items = [{"message": message, "code": "is taken"}, {"message": None}]
    assert answer.json == {"found": {"items": items}, "job": None}


def test_every_field_of_a_form_is_told_in_indonesian(client):
    answer = client.post("/v1/echo", json={"username": "", "pass": 1}, headers=LANGUAGE)
    body = json.loads(answer.data)
    assert body["detail"] == "isian belum benar"
    assert {one["field"]: one["message"] for one in body["errors"]} == {
        "username": "paling sedikit 1 huruf",
        "password": "belum diisi",
        "pass": "tidak dikenal di sini",
    }
