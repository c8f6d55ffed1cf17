"""The lines above a signature: who signs, and on whose behalf.

Permendagri 1/2023 and Perka ANRI 5/2021: `a.n.` (atas nama) is signed by the position right below,
by mandate of one level; `u.b.` (untuk beliau) by the one below that, and no further. Who stands in
puts `Plt.`, `Plh.` or `Pj.` before the title.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid
from services.eoffice.organisation.acting import chain
from services.eoffice.organisation.domain import DELEGATE, PJ, PLH, PLT, Acting
from services.eoffice.organisation.repository import Positions

FURTHEST = 2  # positions between who signs and on whose behalf
_PREFIXES = {PLT: "Plt. ", PLH: "Plh. ", PJ: "Pj. "}


class TooFarAbove(Invalid):
    slug, title = "too-far-above", "Nobody signs on behalf of a position so far above"


def lines(titles: Sequence[str], capacity: str) -> list[str]:
    """Return the block's lines; `titles` from who signs up to the one on whose behalf.

    One title: signed for itself. Raises TooFarAbove for more than three.
    """
    if len(titles) > FURTHEST + 1:
        raise TooFarAbove(errors=(FieldError("on_behalf", "is more than two levels above"),))
    signer = _PREFIXES.get(capacity, "") + titles[0].upper()
    if len(titles) == 1:
        return [signer]
    if len(titles) == 2:
        return [f"a.n. {titles[1].upper()}", signer]
    return [f"a.n. {titles[2].upper()}", titles[1].upper(), "u.b.", signer]


def block(tx: Connection, acting: Acting, on_behalf: str | None = None) -> list[str]:
    """Return the lines for who acts, on behalf of a position above (its code) where one is named.

    A delegate signs as what they hold themselves, on behalf of the position delegated to them.
    Raises TooFarAbove, also for a position that does not stand above the signer at all.
    """
    signer, capacity = acting.position, acting.capacity
    if capacity == DELEGATE:
        signer, capacity = acting.via, acting.via_capacity
        on_behalf = on_behalf or acting.position
    path = _path(tx, signer, on_behalf)
    store = Positions(tx)
    return lines([store.get(code).title for code in path], capacity)


def _path(tx: Connection, signer: str, on_behalf: str | None) -> list[str]:
    if on_behalf is None or on_behalf == signer:
        return [signer]
    above = chain(tx, signer)
    if on_behalf not in above:
        told = f"does not stand above {signer}"
        raise TooFarAbove(errors=(FieldError("on_behalf", told),))
    return [signer, *above[: above.index(on_behalf) + 1]]
