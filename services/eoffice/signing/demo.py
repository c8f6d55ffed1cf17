"""The demo's certificate authority, and keys of its officials under a passphrase that all know.

Nothing that they sign is worth anything: the certificates say so themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.engine import Connection

from services.eoffice.signing import authority
from services.eoffice.signing.keys import LOCAL, SigningKey
from services.eoffice.signing.repository import Authorities, Keys, NoSigningKey

ORGANISATION = "Peragaan Kendali"
PASSPHRASE = "tanda tangan peragaan"  # noqa: S105 - for all to know
DISTRICTS = (
    "bukit-intan", "taman-sari", "pangkal-balam", "rangkui", "gerunggang", "gabek", "girimaya",
)  # fmt: skip
OFFICIALS = {
    "walikota": "Wali Kota",
    "sekda": "Sekretaris Daerah",
    "kadis-kominfo": "Kepala Dinas Kominfo",
    "kalaksa-bpbd": "Kepala Pelaksana BPBD",
    **{f"camat-{one}": f"Camat {one.replace('-', ' ').title()}" for one in DISTRICTS},
}


def put(tx: Connection, now: datetime, officials: Mapping[str, str] = OFFICIALS) -> int:
    """Make the authority and the keys that are missing; returns how many keys were made.

    An authority that is no demo's is left alone, with all that sign by it.
    """
    store, keys = Authorities(tx), Keys(tx)
    if not store.all():
        root = authority.make_root(ORGANISATION, PASSPHRASE, now)
        issuing = authority.make_issuing(root, PASSPHRASE, ORGANISATION, PASSPHRASE, now)
        store.add(ORGANISATION, root, issuing)
    organisation, issuing = store.issuing()
    if organisation != ORGANISATION:
        return 0
    missing = {person: title for person, title in officials.items() if not _has(keys, person)}
    for person, title in missing.items():
        name = f"{title} (peragaan)"
        asked = (organisation, title, name), PASSPHRASE, now
        made = authority.issue(issuing, PASSPHRASE, *asked)
        keys.put(person, SigningKey(LOCAL, name, made.certificate, made.keys))
    return len(missing)


def _has(keys: Keys, person: str) -> bool:
    try:
        keys.get(person)
    except NoSigningKey:
        return False
    return True
