"""A certificate authority in the database, and keys for people of the made city."""

from __future__ import annotations

import uuid

from services.eoffice.signing.keys import LOCAL, SigningKey
from services.eoffice.signing.repository import Authorities, Keys
from tests.integration.eoffice.lettering import ask
from tests.signing import ORGANISATION, PASSPHRASE, issuing, official, root


def found(db, people=("walikota",), key=None):
    """Put the authority, and give these people a key."""
    kept = official()
    key = key or SigningKey(LOCAL, "Pejabat Penanda Tangan", kept.certificate, kept.keys)
    with db.begin() as tx:
        Authorities(tx).add(ORGANISATION, root(), issuing())
        for person in people:
            Keys(tx).put(person, key)


def sign(service, *letters, name="walikota", passphrase=PASSPHRASE, again=""):
    """Have somebody sign, and wait for it; returns the job as it ended."""
    asked = [{"letter": one["id"], "version": one["version"]} for one in letters]
    service.spawn = lambda do, *given: do(*given)  # there is no hub of eventlet's here
    request = ask({"letters": asked, "passphrase": passphrase}, name, again)
    begun = service.sign_letters(request)["answer"]
    return service.get_signing(ask({"id": begun["id"]}, name))


def new_key():
    return str(uuid.uuid4())
