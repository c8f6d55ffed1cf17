"""Entrypoints of recapitulation. The gateway checks roles; areas are checked here too."""

from __future__ import annotations

from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, rpc
from services.elections.domain import Ballot
from services.elections.recaps import comparing
from services.elections.repository import Elections


class RecapEntrypoints:
    """D.Hasil figures beside our sums."""

    db: Database

    @rpc
    @command
    def enter_recap(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Keep an area's figures: `{"election", "contest", "area", "figures"}`."""
        return comparing.enter(tx, _ballot(tx, request), request)

    @rpc
    def list_recaps(self, request: Request) -> dict[str, Any]:
        """Return a page of what was entered in an area."""
        with self.db.begin() as tx:
            return comparing.page(tx, _ballot(tx, request), request)

    @rpc
    def get_recap(self, request: Request) -> dict[str, Any]:
        """Return one area, entered or not, with its parts and its versions."""
        with self.db.begin() as tx:
            return comparing.show(tx, _ballot(tx, request), request)


def _ballot(tx: Connection, request: Request) -> Ballot:
    election, contest = request.data.get("election"), request.data.get("contest")
    return Elections(tx).ballot(str(election), str(contest))
