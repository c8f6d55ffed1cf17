from dataclasses import replace

import pytest

from libs.kit.errors import Invalid
from services.eoffice.letters import domain
from services.eoffice.letters.content import Reference
from services.eoffice.letters.domain import (
    Initial,
    LetterChanged,
    NotYourStep,
    WrongState,
    initials_of,
)
from tests.unit.eoffice.drafting import (
    ABOVE,
    ASISTEN,
    AT,
    BUPATI,
    CAMAT,
    CONTENT,
    HUKUM,
    KADES,
    SEKDA,
    acting,
    letter,
    ready,
    signed,
    submitted,
)

NUMBER = "000.1/001/KEC/III/2026"


def _asked(**content):
    return [(one.kind, one.position) for one in submitted(**content).initials]


# Who initials


def test_everybody_between_drafter_and_signer_initials_up_the_ladder():
    assert _asked() == [("ladder", ASISTEN), ("ladder", SEKDA)]


def test_the_ladder_ends_below_the_signer():
    assert _asked(signer=SEKDA) == [("ladder", ASISTEN)]


def test_a_drafter_may_name_the_ladder_and_coordination():
    assert _asked(ladder=(SEKDA,), coordination=(HUKUM,)) == [
        ("ladder", SEKDA),
        ("coordination", HUKUM),
    ]


def test_nobody_initials_what_the_signer_wrote():
    assert initials_of(BUPATI, CONTENT, ()) == ()
    with pytest.raises(Invalid):
        initials_of(BUPATI, replace(CONTENT, coordination=(HUKUM,)), ())


@pytest.mark.parametrize(
    ("content", "above", "field"),
    [
        ({"signer": "LURAH"}, ABOVE, "ladder"),
        ({}, ("A", "B", "C", "D", BUPATI), "ladder"),
        ({"ladder": (SEKDA, SEKDA)}, ABOVE, "ladder"),
        ({"ladder": (BUPATI,)}, ABOVE, "ladder"),
        ({"ladder": (CAMAT,)}, ABOVE, "ladder"),
        ({"coordination": (SEKDA,)}, ABOVE, "coordination"),
    ],
)
def test_a_ladder_that_is_none_is_refused(content, above, field):
    with pytest.raises(Invalid) as caught:
        initials_of(CAMAT, replace(CONTENT, **content), above)
    assert [one.field for one in caught.value.errors] == [field]


# The way to the signature


def test_initials_go_up_in_their_order_and_coordination_at_any_time():
    one = submitted(coordination=(HUKUM,))
    assert one.next_initials == {ASISTEN, HUKUM}
    with pytest.raises(NotYourStep):
        one.initial(acting(SEKDA), AT)
    one = one.initial(acting(ASISTEN), AT)
    assert one.next_initials == {SEKDA, HUKUM}
    one = one.initial(acting(HUKUM), AT)
    assert (one.state, one.next_initials) == ("review", {SEKDA})
    one = one.initial(acting(SEKDA, "plh"), AT)
    assert one.state == "ready_to_sign"
    assert one.initials[1] == Initial("ladder", SEKDA, "sekda", "plh", AT)


def test_a_letter_without_initials_is_ready_at_once():
    assert ready().state == "ready_to_sign"


def test_an_initial_is_given_once():
    one = submitted(coordination=(HUKUM,)).initial(acting(HUKUM), AT)
    with pytest.raises(NotYourStep):
        one.initial(acting(HUKUM), AT)


@pytest.mark.parametrize("field", ["subject", "classification", "signer", "to"])
def test_a_letter_that_lacks_something_is_not_handed_up(field):
    lacking = letter(**{field: () if field == "to" else ""})
    with pytest.raises(Invalid) as caught:
        lacking.submit(acting(CAMAT), ())
    assert [one.field for one in caught.value.errors] == [field]


def test_what_comes_back_becomes_the_next_draft():
    back = submitted().send_back(acting(ASISTEN), "tanggal salah")
    assert (back.state, back.note, back.draft) == ("revision", "tanggal salah", 1)
    with pytest.raises(WrongState):
        back.submit(acting(CAMAT), ())
    again = back.change(acting(CAMAT), CONTENT)
    assert (again.state, again.draft, again.initials, again.note) == ("draft", 2, (), "")
    assert again.change(acting(CAMAT), CONTENT).draft == 2


def test_the_signer_sends_back_what_is_ready_and_others_do_not():
    assert ready().send_back(acting(BUPATI), "x").state == "revision"
    with pytest.raises(NotYourStep):
        ready(coordination=()).send_back(acting(SEKDA), "x")
    with pytest.raises(NotYourStep):
        submitted().send_back(acting(HUKUM), "x")


def test_who_is_asked_for_an_initial_refuses():
    assert submitted().refuse(acting(SEKDA), "tidak perlu").state == "refused"
    with pytest.raises(NotYourStep):
        submitted().refuse(acting(CAMAT), "x")
    with pytest.raises(WrongState):
        ready().refuse(acting(SEKDA), "x")


@pytest.mark.parametrize(
    "one", [letter(), submitted(), ready(), submitted().send_back(acting(SEKDA), "x")]
)
def test_a_drafter_cancels_before_the_signing(one):
    assert one.cancel(acting(CAMAT), "batal").state == "cancelled"
    with pytest.raises(NotYourStep):
        one.cancel(acting(KADES), "batal")


def test_nobody_cancels_what_is_signed():
    with pytest.raises(WrongState):
        signed().cancel(acting(CAMAT), "batal")


def test_only_the_drafters_position_writes_and_only_in_a_draft():
    with pytest.raises(NotYourStep):
        letter().change(acting(SEKDA), CONTENT)
    with pytest.raises(WrongState):
        submitted().change(acting(CAMAT), CONTENT)


# The signature


def test_a_failed_signing_keeps_its_number():
    failed = ready().begin_signing(acting(BUPATI), NUMBER).signing_failed("BSrE is down")
    assert (failed.state, failed.number, failed.note) == ("signing_failed", NUMBER, "BSrE is down")
    with pytest.raises(WrongState):
        failed.begin_signing(acting(BUPATI), "000.1/002/KEC/III/2026")
    again = failed.begin_signing(acting(BUPATI), NUMBER).signed("b" * 64, AT)
    assert (again.state, again.document, again.signed_at) == ("signed", "b" * 64, AT)


def test_the_signer_alone_signs_and_once():
    with pytest.raises(NotYourStep):
        ready().begin_signing(acting(SEKDA), NUMBER)
    started = ready().begin_signing(acting(BUPATI), NUMBER)
    with pytest.raises(WrongState):
        started.begin_signing(acting(BUPATI), NUMBER)
    with pytest.raises(WrongState):
        ready().signed("a" * 64, AT)


def test_a_letter_is_made_void_after_a_failure_only():
    started = ready().begin_signing(acting(BUPATI), NUMBER)
    with pytest.raises(WrongState):
        started.void(acting(BUPATI), "x")
    assert started.signing_failed("x").void(acting(BUPATI), "salah").state == "void"


# Sent, and what comes after


def test_drafter_signer_and_records_officers_send():
    for who, records in ((CAMAT, False), (BUPATI, False), ("ARSIPARIS", True)):
        sent = signed().send(acting(who), AT, records=records)
        assert (sent.state, sent.sent_at) == ("sent", AT)
    with pytest.raises(NotYourStep):
        signed().send(acting("ARSIPARIS"), AT, records=False)


def test_a_secret_letter_is_sent_by_its_signer():
    for who, records in ((CAMAT, False), ("ARSIPARIS", True)):
        with pytest.raises(NotYourStep):
            signed(security="secret").send(acting(who), AT, records=records)
    assert signed(security="secret").send(acting(BUPATI), AT, records=False).state == "sent"


def test_a_sent_letter_is_corrected_and_withdrawn_by_another_letter_only():
    sent = signed().send(acting(CAMAT), AT, records=False)
    correction = replace(letter(refers_to=Reference("l", "corrects")), id="m")
    withdrawal = replace(letter(refers_to=Reference("l", "withdraws")), id="n")
    after = sent.answered(correction).answered(withdrawal)
    assert (after.state, after.corrected_by, after.withdrawn_by) == ("sent", "m", "n")
    with pytest.raises(WrongState):
        after.answered(withdrawal)
    with pytest.raises(WrongState):
        signed().answered(correction)


def test_every_step_makes_a_new_version():
    one = submitted()
    assert (letter().version, one.version, one.initial(acting(ASISTEN), AT).version) == (1, 2, 3)
    with pytest.raises(LetterChanged) as caught:
        one.require_version(1)
    assert caught.value.extra == {"version": 2}


def test_no_step_leads_out_of_an_end():
    ends = [
        letter().cancel(acting(CAMAT), "x"),
        submitted().refuse(acting(SEKDA), "x"),
        ready().begin_signing(acting(BUPATI), NUMBER).signing_failed("x").void(acting(BUPATI), "x"),
    ]
    steps = [
        lambda one: one.change(acting(CAMAT), CONTENT),
        lambda one: one.submit(acting(CAMAT), ()),
        lambda one: one.initial(acting(SEKDA), AT),
        lambda one: one.cancel(acting(CAMAT), "x"),
        lambda one: one.begin_signing(acting(BUPATI), NUMBER),
        lambda one: one.signed("a" * 64, AT),
        lambda one: one.send(acting(BUPATI), AT, records=True),
    ]
    assert {one.state for one in ends} == {"cancelled", "refused", "void"}
    for one in ends:
        for step in steps:
            with pytest.raises(WrongState):
                step(one)
    assert set(domain.STATES) >= {one.state for one in ends}
