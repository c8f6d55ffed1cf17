"""Put the demo's indicators and figures: again, it changes nothing but for new months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from libs.kit.db import Database
from services.indicators import folding, writing
from services.indicators.demo import making
from services.indicators.repository import Catalogue
from services.indicators.writing_repository import Batch

WHO = "demo"


def put(db: Database, today: date) -> dict[str, int]:
    """Put everything, figures too; returns how many indicators and observations are new."""
    counts = {"indicators": 0, "observations": 0}
    with db.begin() as tx:
        store = Catalogue(tx)
        store.put_areas(making.AREAS)
        for new, how in making.indicators():
            old = store.find(new.code)
            kept = old or store.add(new, WHO)
            counts["indicators"] += old is None
            if replace(kept, key=0, version=0) != new:
                continue  # somebody made it his own
            batch = Batch("made", WHO, making.SOURCE)
            rows = making.observations(kept, how, today)
            counts["observations"] += writing.write(tx, kept, rows, batch, admin=False).added
    folding.fold_due(db)
    return counts
