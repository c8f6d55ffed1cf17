"""How one feature is changed: who may, which version is meant, what would stand, who is told.

The layer's row is locked before the feature is looked at: of two writers who start from the same
version, the second waits, finds the first one's version, and is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.engine import Connection

from libs.kit.errors import FieldError, Invalid, PreconditionFailed
from libs.kit.principal import OutsideArea, Principal
from services.gis.layers import answers, changes, checking
from services.gis.layers.crs import WGS84, Crs, find
from services.gis.layers.domain import (
    ANY,
    Change,
    ClosedLayer,
    Feature,
    FeatureStands,
    Layer,
    UnknownFeature,
    VersionNeeded,
    common,
    require_editable,
)
from services.gis.layers.history_repository import History
from services.gis.layers.repository import Layers
from services.gis.layers.writing_repository import Writes, Written, moved

Answer = dict[str, Any]


@dataclass(frozen=True)
class Draft:
    """What somebody wrote, read as far as it can be before the feature is looked at.

    `partial`: what is absent stays as it is.
    """

    has_geometry: bool
    geometry: BaseGeometry | None
    properties: Any
    partial: bool
    notes: list[str]


class Editor:
    """Changes one feature of a layer, for one account, in one transaction."""

    def __init__(self, tx: Connection, layer: Layer, who: Principal) -> None:
        require_editable(layer, who)
        self._tx, self._layer, self._who = tx, layer, who

    def draft(self, data: dict[str, Any], *, partial: bool = False) -> Draft:
        """Read `{"feature": GeoJSON Feature, "crs"}`; raises Invalid."""
        given = data.get("feature")
        if not isinstance(given, dict) or given.get("type", "Feature") != "Feature":
            raise Invalid("not a feature", (FieldError("type", "needs a GeoJSON Feature"),))
        if "id" in given and "id" in data and str(given["id"]) != str(data["id"]):
            raise Invalid("not this feature", (FieldError("id", "an id does not change"),))
        shape, notes = checking.shape(given.get("geometry"))
        shape = self._in_degrees(shape, find(data.get("crs"), "crs"))
        has_geometry = "geometry" in given or not partial
        properties = given.get("properties", {} if partial else None)
        return Draft(
            has_geometry,
            checking.fitting(shape, self._layer),
            {} if properties is None and not partial else properties,
            partial,
            notes,
        )

    def _in_degrees(self, shape: BaseGeometry | None, crs: Crs) -> BaseGeometry | None:
        if shape is None or crs.plain:
            return shape
        if crs.srid != WGS84:
            return moved(self._tx, shape, crs)
        return shapely.transform(shape, lambda positions: positions[:, ::-1])

    def create(self, draft: Draft) -> Answer:
        """Insert a feature; its id is the layer's to give."""
        if self._layer.closed:
            raise ClosedLayer(f"features of layer {self._layer.id} are not made here")
        made, _ = self._checked(draft, None)
        return self._insert(made, "created", draft.notes)

    def change(self, feature_id: str, expected: Any, draft: Draft) -> Answer:
        """Replace or update the feature that stands at the expected version."""
        version = self._locked()
        before = self._before(version, feature_id, expected)
        return self._change(version, before, draft, "updated")

    def delete(self, feature_id: str, expected: Any) -> Answer:
        """Delete the feature that stands at the expected version."""
        if self._layer.closed:
            raise ClosedLayer(f"features of layer {self._layer.id} are not deleted here")
        version = self._locked()
        before = self._before(version, feature_id, expected)
        Writes(self._tx, self._layer, version, self._who.name).delete(feature_id)
        change = Change(self._layer, version, self._who.name, "deleted", removed=1)
        self._tell(change, feature_id, (before,))
        return {"id": feature_id, "version": version}

    def restore(self, feature_id: str, then: int, expected: Any) -> Answer:
        """Give the feature the state that it had at a version, be it deleted now."""
        version = self._locked()
        try:
            before = self._before(version, feature_id, expected)
        except UnknownFeature:
            return self._revive(feature_id, self._past(feature_id, then), version)
        if before.version == then:
            raise FeatureStands(f"{feature_id} stands at version {then}")
        return self._change(version, before, self._past(feature_id, then), "restored")

    def _past(self, feature_id: str, then: int) -> Draft:
        """Return a kept state as what would be written: what the layer has today, of editors."""
        state = History(self._tx, self._layer, self._who.area).state(feature_id, then)
        kept = {
            one.name: state["properties"].get(one.name)
            for one in self._layer.attributes
            if not one.read_only
        }
        shape, notes = checking.shape(state["geometry"])
        return Draft(True, shape, kept, False, notes)

    def _revive(self, feature_id: str, draft: Draft, version: int) -> Answer:
        if self._layer.closed:
            raise ClosedLayer(f"features of layer {self._layer.id} are not made here")
        made, _ = self._checked(draft, None)
        return self._insert(replace(made, id=feature_id), "restored", [], version)

    def _insert(
        self, made: Feature, how: str, notes: list[str], version: int | None = None
    ) -> Answer:
        version = version or self._locked()
        writes = Writes(self._tx, self._layer, version, self._who.name)
        row, area = written = writes.insert(made)
        self._may_stand(area)
        change = Change(self._layer, version, self._who.name, how, added=1)
        self._tell(change, str(row[0]), (replace(made, area=area),))
        return self._answer(written, notes)

    def _change(self, version: int, before: Feature, draft: Draft, how: str) -> Answer:
        after, given = self._checked(draft, before)
        writes = Writes(self._tx, self._layer, version, self._who.name)
        _, area = written = writes.change(after, given, how)
        self._may_stand(area)
        change = Change(self._layer, version, self._who.name, how, changed=1)
        self._tell(change, str(before.id), (before, replace(after, area=area)))
        return self._answer(written, draft.notes)

    def _locked(self) -> int:
        return Layers(self._tx).next_version(self._layer)

    def _before(self, version: int, feature_id: str, expected: Any) -> Feature:
        """Return the feature as it stands; raises what keeps it from being changed."""
        before = Writes(self._tx, self._layer, version, self._who.name).standing(feature_id)
        if self._who.area and not (before.area and self._who.covers(before.area)):
            raise OutsideArea(f"{feature_id} stands outside of the area of this account")
        if expected is None:
            raise VersionNeeded(f"{feature_id} stands at version {before.version}")
        if expected not in (ANY, before.version):
            detail = f"{feature_id} stands at version {before.version}"
            raise PreconditionFailed(detail, version=before.version)
        return before

    def _checked(self, draft: Draft, before: Feature | None) -> tuple[Feature, dict[str, Any]]:
        """Return the feature as it would stand, and the attributes that are written."""
        given, errors = checking.attributes(draft.properties, self._layer, before)
        if not draft.partial:
            absent = {one.name: None for one in self._layer.attributes if not one.read_only}
            given = absent | given
        if before is not None:
            errors += self._same_id(given, before)
        stood = {} if before is None else before.properties
        geometry = draft.geometry if draft.has_geometry or before is None else before.geometry
        after = Feature(before.id if before else None, geometry, {**stood, **given})
        errors += [] if errors else checking.standing(after, before, self._layer)
        if errors:
            raise Invalid("the feature is not valid", tuple(errors))
        return after, given

    def _same_id(self, given: dict[str, Any], before: Feature) -> list[FieldError]:
        """Take the id out of what is written; where it is an attribute, it may be sent as it is."""
        names = [one.name for one in self._layer.attributes if one.column == self._layer.key]
        sent = {name: given.pop(name, None) for name in names}
        return [
            FieldError(f"properties.{name}", "is the feature's id, which does not change")
            for name, value in sent.items()
            if value not in (None, before.id)
        ]

    def _may_stand(self, area: str | None) -> None:
        if self._who.area and not (area and self._who.covers(area)):
            raise OutsideArea(f"this account may act in {self._who.area}…, and this lies outside")

    def _tell(self, change: Change, feature_id: str, states: tuple[Feature, ...]) -> None:
        shapes = [one.geometry for one in states if one.geometry is not None]
        places = [one.area for one in states]
        area = common(places) if any(places) else None
        told = replace(change, area=area or "", bbox=_bounds(shapes))
        changes.tell_feature(self._tx, told, feature_id, area)

    def _answer(self, written: Written, notes: list[str]) -> Answer:
        row, _ = written
        body = answers.feature(row, answers.names(self._layer, None))
        return {
            "id": str(row[0]),
            "version": row[1],
            "feature": orjson.Fragment(body),
            "notes": notes,
        }


def _bounds(shapes: list[BaseGeometry]) -> tuple[float, float, float, float] | None:
    if not shapes:
        return None
    west, south, east, north = shapely.total_bounds(shapes).tolist()
    return west, south, east, north
