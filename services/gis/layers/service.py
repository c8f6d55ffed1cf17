"""Entrypoints of the layers: the catalogue and its features."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy.engine import Connection

from libs.kit.db import Database
from libs.kit.request import Request
from libs.kit.service import command, loop, rpc
from services.gis import filters
from services.gis.layers import answers, changes, definitions, describing, messages, past
from services.gis.layers import glancing_repository as glancing
from services.gis.layers import making_repository as making
from services.gis.layers import placing_repository as placing
from services.gis.layers.builtin import BUILTIN
from services.gis.layers.crs import find
from services.gis.layers.domain import Change, Layer, readable, require_readable
from services.gis.layers.editing import Editor
from services.gis.layers.extents import Extents
from services.gis.layers.features_repository import Features
from services.gis.layers.messages import Query
from services.gis.layers.repository import Layers
from services.gis.layers.statements import Condition

_extents = Extents()


class LayersEntrypoints:
    """Layers and their features."""

    db: Database

    @rpc
    def list_layers(self, request: Request) -> dict[str, Any]:
        """Return `{"items": [layer], "next": null}`: the layers that the principal may read.

        Each is as `get_layer` returns it, without the schemas.
        """
        who = request.principal
        with self.db.begin() as tx:
            items = [
                definitions.shown(*entry)
                | {"bbox": _extents.of(Features(tx, layer), layer, entry.version, who.area)}
                for entry in Layers(tx).all()
                if readable(layer := entry.layer, who)
            ]
        return {"items": items, "next": None}

    @rpc
    def get_layer(self, request: Request) -> dict[str, Any]:
        """Return the layer of `{"layer": id}`.

        `{"id", "title", "description", "licence", "source", "rhythm", "geometry_type",
        "attributes": [{"name", "title", "kind", "unit", "codes": [{"value", "title"}], "required",
        "read_only"}], "label", "time", "style", "permissions": {"read", "edit"}, "closed",
        "built_in", "version", "defined": the version that made it what it is, "changed_at" (null
        before its first change), "crs": [uri], "storage_crs", "bbox": [w, s, e, n] | null,
        "schema", "queryables", "sortables"}`, the last three as JSON Schemas.
        """
        with self.db.begin() as tx:
            entry = Layers(tx).entry(self._readable(Layers(tx), request))
            layer, who = entry.layer, request.principal
            bbox = _extents.of(Features(tx, layer), layer, entry.version, who.area)
        schemas = {"schema": layer.json_schema(), "queryables": layer.queryables()}
        return definitions.shown(*entry) | {"bbox": bbox, "sortables": layer.sortables()} | schemas

    @rpc
    def get_filter_classes(self, _request: Request) -> dict[str, Any]:
        """Return `{"items": [uri], "next": null}`: the classes of CQL2 that filters keep to."""
        return {"items": list(filters.CONFORMANCE), "next": None}

    @rpc
    def list_features(self, request: Request) -> bytes:
        """Return a page of a layer as the bytes of a GeoJSON FeatureCollection.

        Data: `{"layer", "area", "bbox": [4 or 6 numbers], "bbox_crs", "crs" (URIs), "datetime",
        "filter" (CQL2, text or JSON), "filter_lang", "filter_crs", "properties": {name: value},
        "sortby": "name,-other", "fields": "a,b", "skip_geometry", "limit", "after", "offset",
        "count": "bounded" | "exact" | "none"}`, all but the layer optional. The head's members come
        before the features, so that a caller may split the bytes at the first `,"features":[` and
        put its own links there: `{"type", "next" (null on the last page), "numberMatched" (absent
        beyond 10,000 unless exact), "numberReturned", "features"}`. Each feature has its `version`,
        which is its ETag. Raises Invalid whose fields are named as the query's parameters.
        """
        with self.db.look() as tx:
            layer = self._readable(Layers(tx), request)
            query = messages.parse_query(request.data, layer, request.principal)
            more = filters.asked(request.data, layer)
            with filters.evaluating(tx, more):
                return _page(Features(tx, layer), layer, query, more)

    @rpc
    def get_feature(self, request: Request) -> bytes:
        """Return a feature of `{"layer", "id", "crs"}` as the bytes of a GeoJSON Feature.

        It begins `{"type":"Feature","version":7,`; the version is its ETag.
        """
        data, who = request.data, request.principal
        crs = find(data.get("crs"), "crs")
        found = glancing.feature(self.db, data.get("layer"), data["id"], who, crs)
        if found is not None:
            return found
        with self.db.begin() as tx:
            layer = self._readable(Layers(tx), request)
            row = Features(tx, layer).get(data["id"], who.area, crs)
        return answers.feature(row, answers.names(layer, None))

    @rpc
    def feature_history(self, request: Request) -> dict[str, Any]:
        """Return who changed a feature when, newest first, for those who signed in.

        `{"layer", "id", "limit", "after"}` gives `{"items": [{"version", "change": "created" |
        "updated" | "deleted" | "restored" | what the log calls a change of many, as "imported",
        "who", "at", "feature"}], "next"}`; `feature` is the GeoJSON that the act left, null for a
        deletion and where it was not kept. `who` and `at` are null where they are not known: what
        stood before the layer had a log.
        """
        with self.db.begin() as tx:
            layer = self._readable(Layers(tx), request)
            return past.acts(tx, layer, request)

    @rpc
    def layer_changes(self, request: Request) -> bytes:
        """Return what changed since a version, in the order of versions, as the bytes of JSON.

        `{"layer", "since", "limit", "after"}` gives `{"version": the layer's, "items": [{"version",
        "id", "gone": bool, "feature": GeoJSON or null}], "next"}`. Whoever has read to the end asks
        again with the first page's `version` as `since`. Each feature comes once, as it stands.
        """
        with self.db.begin() as tx:
            layer = self._readable(Layers(tx), request)
            return past.changes(tx, layer, request)

    # ---- writing

    @rpc
    @command
    def create_feature(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Create a feature: `{"layer", "feature": GeoJSON Feature, "crs"}`.

        Answers `{"id", "version", "feature": GeoJSON, "notes": [text]}`, notes on what was left
        out. Raises Invalid that names `geometry` or `properties.<name>`, OutsideArea, ClosedLayer.
        """
        editor = self._editor(tx, request)
        return editor.create(editor.draft(request.data))

    @rpc
    @command
    def replace_feature(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Replace a feature: `{"layer", "id", "expected_version", "feature", "crs"}`.

        The version is the one that was read (If-Match), or "*" for any; raises VersionNeeded (428)
        without it and PreconditionFailed (412, with the `version` that stands) for another one.
        An attribute that is not given is emptied. Answers as `create_feature`.
        """
        editor = self._editor(tx, request)
        draft = editor.draft(request.data)
        return editor.change(request.data["id"], request.data.get("expected_version"), draft)

    @rpc
    @command
    def update_feature(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Change parts of a feature (RFC 7396); data, answer and errors as `replace_feature`.

        Members of `feature` and of its properties that are absent stay, null empties one.
        """
        editor = self._editor(tx, request)
        draft = editor.draft(request.data, partial=True)
        return editor.change(request.data["id"], request.data.get("expected_version"), draft)

    @rpc
    @command
    def delete_feature(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Delete a feature: `{"layer", "id", "expected_version"}`; answers `{"id", "version"}`."""
        editor = self._editor(tx, request)
        return editor.delete(request.data["id"], request.data.get("expected_version"))

    @rpc
    @command
    def restore_feature(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Give a feature the state it had: `{"layer", "id", "version", "expected_version"}`.

        A deleted feature comes back with its id and needs no expected version. Attributes that
        editors do not set keep what they are. Answers as `create_feature`; raises FeatureStands.
        """
        then, expected = (
            messages.whole(request.data, "version"),
            request.data.get("expected_version"),
        )
        return self._editor(tx, request).restore(request.data["id"], then, expected)

    @loop(every=5.0)
    def place_features(self) -> None:
        """Look up anew which areas features stand in, where boundaries changed."""
        more = True
        while more:
            with self.db.begin() as tx:
                more = placing.place_some(tx)

    # ---- the catalogue

    @rpc
    @command
    def create_layer(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Make an agency layer, empty, for GIS editors and administrators.

        `{"id", "title", "geometry_type", "description", "licence", "source", "rhythm",
        "attributes": [{"name", "kind", "title", "unit", "codes": [{"value", "title"}],
        "required"}], "label", "time", "style": {}, "permissions": {"read": "public" | "signed_in" |
        [role], "edit": [role]}}`, all but id and title optional. Answers as `get_layer` without the
        schemas; raises LayerExists, Invalid.
        """
        describing.require_maker(request.principal)
        made = making.create(tx, describing.layer(request.data))
        changes.tell(tx, Change(made, made.version, request.principal.name, "defined"))
        return definitions.shown(*Layers(tx).entry(made))

    @rpc
    @command
    def update_layer(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Change what an agency layer is: `{"layer", "expected_version", …}`.

        The further members are as in `create_layer`; what is absent stays. Attributes may be new or
        told differently, but none goes and none changes its kind. Of a built-in layer only
        description, source, licence and rhythm are taken. The version is the layer's `defined`, or
        "*" for any; raises VersionNeeded, PreconditionFailed, BuiltInLayer.
        """
        before, who = self._made(tx, request), request.principal.name
        if before.id in BUILTIN:
            after = describing.built_in(request.data, before)
            version = making.describe(tx, before, after, who)
        else:
            after = describing.layer(request.data, before)
            version = making.change(tx, before, after, who)
        return definitions.shown(*Layers(tx).entry(replace(after, version=version)))

    @rpc
    @command
    def delete_layer(self, tx: Connection, request: Request) -> dict[str, Any]:
        """Delete an agency layer with its features: `{"layer", "expected_version"}`.

        Answers `{"layer", "version"}`; the expected version is that of `update_layer`.
        """
        layer = self._made(tx, request)
        making.require_agency(layer)
        version = making.delete(tx, layer, request.principal.name)
        return {"layer": layer.id, "version": version}

    @staticmethod
    def _made(tx: Connection, request: Request) -> Layer:
        """Return the layer that is to be changed itself, as whoever changes it knows it."""
        describing.require_maker(request.principal)
        layers = Layers(tx)
        layer = layers.entry(layers.get(request.data.get("layer"))).layer
        describing.require_known(layer, request.data.get("expected_version"))
        return layer

    @staticmethod
    def _editor(tx: Connection, request: Request) -> Editor:
        return Editor(tx, Layers(tx).get(request.data.get("layer")), request.principal)

    @staticmethod
    def _readable(layers: Layers, request: Request) -> Layer:
        layer = layers.get(request.data.get("layer"))
        require_readable(layer, request.principal)
        return layer


def _page(features: Features, layer: Layer, query: Query, more: Condition | None) -> bytes:
    page = features.page(query, more)
    head: dict[str, Any] = {"next": page.following}
    head |= {} if page.matched is None else {"numberMatched": page.matched}
    return answers.collection(page.rows, answers.names(layer, query.fields), **head)
