"""The region's zone, by which a moment has a day: authority is a matter of days."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from libs.kit.settings import Settings, field, load

_META = next(one for one in dataclasses.fields(Settings) if one.name == "timezone").metadata


@dataclass(frozen=True)
class Region:
    """The one setting that is needed here, as the service reads it."""

    timezone: ZoneInfo = field(_META["env"], _META["parse"], _META["doc"], _META["default"])


@cache
def zone() -> ZoneInfo:
    return load(Region).timezone


def day(at: datetime) -> date:
    """Return the day of a moment in the region."""
    return at.astimezone(zone()).date()
