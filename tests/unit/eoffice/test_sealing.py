import pytest

from services.eoffice.letters.sealing import NoKey, Vault, WrongKey

SAID = {"subject": "Operasi", "to": []}


def test_what_is_sealed_opens_in_its_place_alone():
    vault = Vault(b"k" * 32)
    sealed = vault.seal(SAID, "letter/1")
    assert b"Operasi" not in sealed
    assert vault.open(sealed, "letter/1") == SAID
    for place in ("letter/2", "other/1"):
        with pytest.raises(WrongKey):
            vault.open(sealed, place)


def test_another_key_or_a_changed_byte_opens_nothing():
    sealed = Vault(b"k" * 32).seal(SAID, "letter/1")
    with pytest.raises(WrongKey):
        Vault(b"x" * 32).open(sealed, "letter/1")
    for at in (5, len(sealed) - 1):
        changed = bytearray(sealed)
        changed[at] ^= 1
        with pytest.raises(WrongKey):
            Vault(b"k" * 32).open(bytes(changed), "letter/1")


def test_the_same_text_is_sealed_differently_each_time():
    vault = Vault(b"k" * 32)
    assert vault.seal(SAID, "a") != vault.seal(SAID, "a")


def test_without_a_key_nothing_is_sealed_or_opened():
    sealed = Vault(b"k" * 32).seal(SAID, "a")
    for step in (lambda: Vault(b"").seal(SAID, "a"), lambda: Vault(b"").open(sealed, "a")):
        with pytest.raises(NoKey):
            step()
