"""Expressions along a line, in metres.

PostGIS goes along a line by fractions of its length in degrees, of which those to the east are
shorter. Stretched so that both are equal where the road lies (WGS 84), a fraction of the line is a
fraction of its metres, to a ten-thousandth for a road of twenty kilometres.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

FLATTENING_SQUARED = 0.00669437999014  # the first eccentricity of WGS 84, squared

Expression = sa.ColumnElement[Any]


def eastward(line: Expression) -> Expression:
    """Return how long a degree to the east is, in degrees to the north, at the line's middle."""
    latitude = sa.func.radians(sa.func.ST_Y(sa.func.ST_Centroid(line)))
    sine = sa.func.sin(latitude)
    bulge = (1 - FLATTENING_SQUARED * sine * sine) / (1 - FLATTENING_SQUARED)
    return sa.func.cos(latitude) * bulge


def between(line: Expression, start: Expression, end: Expression) -> Expression:
    """Return the line from a fraction to another one."""
    east = eastward(line)
    part = sa.func.ST_LineSubstring(sa.func.ST_Scale(line, east, 1), start, end)
    return sa.func.ST_Scale(part, 1 / east, 1)


def fraction(line: Expression, point: Expression) -> Expression:
    """Return the fraction of the line at which it is nearest to the point."""
    east = eastward(line)
    stretched = (sa.func.ST_Scale(line, east, 1), sa.func.ST_Scale(point, east, 1))
    return sa.func.ST_LineLocatePoint(*stretched)
