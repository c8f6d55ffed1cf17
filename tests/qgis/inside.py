"""Runs where QGIS is, by its own Python: `inside.py URL KEY`; prints a line of JSON for each look.

It knows nothing of this project: what it does is what somebody does by hand in QGIS.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsAuthMethodConfig,
    QgsFeature,
    QgsFeatureRequest,
    QgsGeometry,
    QgsNetworkAccessManager,
    QgsNetworkRequestParameters,
    QgsRectangle,
    QgsSettings,
    QgsVectorLayer,
)

ROADS, MANY, PAGE = "roads", "road_segments", 100  # the page of who asks for none
WHOLE = 33200  # the first version whose OGC API - Features sends filters and edits
# Where the versions keep their connections: from 3.26 on at one place, before at two.
PLACES = (
    "connections/ows/items/wfs/connections/items",
    "qgis/connections-wfs",
    "qgis/WFS",
)
FILTERS = (
    "\"surface\" = 'gravel'",
    "\"surface\" IN ('gravel', 'earth') AND \"width_m\" >= 4",
    "\"name\" ILIKE '%air%'",
    '"origin" IS NULL',
)
Said = list[str]


def tell(what: str, seen: Any, *, good: bool) -> None:
    print(json.dumps({"what": what, "seen": seen, "good": bool(good)}), flush=True)  # noqa: T201


class Looking:
    """QGIS with a connection of its own, and the addresses that it asks."""

    def __init__(self, url: str, key: str) -> None:
        self.url, self.key, self.said = url, key, Said()
        QgsApplication.setPrefixPath("/usr", True)
        self.app = QgsApplication([], False)
        self.app.initQgis()
        manager = QgsNetworkAccessManager.instance()
        manager.requestAboutToBeCreated[QgsNetworkRequestParameters].connect(self._hear)

    def _hear(self, asked: Any) -> None:
        self.said.append(asked.request().url().toString())

    def asked(self) -> Said:
        """Return what was asked since the last time; requests of other threads come by the loop."""
        for _ in range(10):
            self.app.processEvents()
        found, self.said = self.said, []
        return found

    def layer(self, proof: str, subset: str = "", name: str = ROADS) -> Any:
        how = f"version='OGC_API_FEATURES' pagingEnabled='true' pageSize='{PAGE}'"
        made = QgsVectorLayer(f"url='{self.url}' typename='{name}' {proof} {how}", name, "OAPIF")
        if not made.isValid():
            raise RuntimeError(made.error().message())
        if subset:
            made.setSubsetString(subset)
        return made

    def basic(self, subset: str = "", name: str = ROADS) -> Any:
        return self.layer(f"username='any' password='{self.key}'", subset, name)

    def by_header(self) -> Any:
        """Return the layer by the method `API Header`, with the key and If-Match."""
        manager = QgsApplication.authManager()
        manager.setMasterPassword("only for this run", True)
        config = QgsAuthMethodConfig("APIHeader")
        config.setName("kendali")
        config.setConfig("X-API-Key", self.key)
        config.setConfig("If-Match", "*")
        manager.storeAuthenticationConfig(config)
        return self.layer(f"authcfg='{config.id()}'")


def lists(qgis: Looking) -> None:
    """The connection in the browser's panel, and the layers below it."""
    settings = QgsSettings()
    told = {"url": qgis.url, "version": "OGC_API_FEATURES"}
    told |= {"username": "any", "password": qgis.key}
    for name, value in told.items():
        for place in PLACES:
            settings.setValue(f"{place}/kendali/{name}", value)
    settings.sync()
    found = QgsApplication.dataItemProviderRegistry().providers()
    [wfs] = [one for one in found if one.name() == "WFS"]
    [connection] = wfs.createDataItem("", None).createChildren()
    names = [one.name() for one in connection.createChildren()]
    tell("layers of the connection", names, good=len(names) > 10)


def reads(qgis: Looking) -> None:
    layer = qgis.basic(name=MANY)
    qgis.asked()
    ids = [one.id() for one in layer.getFeatures()]
    pages = [one for one in qgis.asked() if "/items" in one]
    good = len(ids) == len(set(ids)) == layer.featureCount() > PAGE
    good = good and len(pages) == -(-len(ids) // PAGE)
    tell("features, each once, by pages", {"features": len(ids), "pages": len(pages)}, good=good)
    extent = layer.extent()
    middle = extent.center()
    west = QgsRectangle(extent.xMinimum(), extent.yMinimum(), middle.x(), extent.yMaximum())
    # As the connection's "only request features overlapping the view extent" says it.
    fresh = qgis.layer(f"username='any' password='{qgis.key}' restrictToRequestBBOX='1'")
    qgis.asked()
    inside = len(list(fresh.getFeatures(QgsFeatureRequest().setFilterRect(west))))
    sent = [one for one in qgis.asked() if "bbox=" in one]
    tell(
        "a box is looked for by the service",
        {"features": inside},
        good=0 < inside < len(ids) and sent,
    )


def filters(qgis: Looking) -> None:
    """Each gives what QGIS's own expressions choose; the service finds it where QGIS can ask."""
    everything = list(qgis.basic().getFeatures())
    for text in FILTERS:
        layer = qgis.basic(text)
        qgis.asked()
        found = len(list(layer.getFeatures()))
        sent = [one for one in qgis.asked() if "filter=" in one]
        request = QgsFeatureRequest().setFilterExpression(text)
        wanted = len(list(qgis.basic().getFeatures(request)))
        seen = {"features": found, "of": len(everything), "sent": len(sent)}
        tell(f"filter {text}", seen, good=found == wanted and (sent or not _whole()))


def edits(qgis: Looking) -> None:
    layer = qgis.by_header()
    may = layer.dataProvider().capabilitiesString()
    tell("what may be done", may, good="Add Features" in may and "Change Geometries" in may)
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromWkt("LINESTRING(106.1 -2.1, 106.11 -2.1)"))
    for name, value in {"code": "Q-1", "name": "Jalan QGIS", "width_m": 3.5}.items():
        feature[name] = value
    _saved(layer, "a feature is added", lambda: layer.addFeature(feature))
    found = qgis.by_header()
    [made] = found.getFeatures(QgsFeatureRequest().setFilterExpression("\"code\" = 'Q-1'"))
    name = found.fields().indexOf("name")
    _saved(
        found, "an attribute is changed", lambda: found.changeAttributeValue(made.id(), name, "Dua")
    )
    moved = QgsGeometry.fromWkt("LINESTRING(106.1 -2.1, 106.12 -2.1)")
    _saved(found, "a geometry is changed", lambda: found.changeGeometry(made.id(), moved))
    [now] = qgis.basic("\"code\" = 'Q-1'").getFeatures()
    seen = {"name": now["name"], "km": now["length_km"]}
    tell("what was changed stands", seen, good=now["name"] == "Dua" and now["length_km"] > 2)
    plain = qgis.basic()
    plain.startEditing()
    [other] = plain.getFeatures(QgsFeatureRequest().setFilterExpression("\"code\" = 'Q-1'"))
    plain.changeAttributeValue(other.id(), name, "Tiga")
    refused = not plain.commitChanges()
    tell("without If-Match a change is refused", plain.commitErrors(), good=refused)
    plain.rollBack()
    _saved(found, "a feature is deleted", lambda: found.deleteFeature(made.id()))


def _saved(layer: Any, what: str, deed: Any) -> None:
    layer.startEditing()
    done = deed() and layer.commitChanges()
    tell(what, layer.commitErrors(), good=done)


def _whole() -> bool:
    return bool(WHOLE <= Qgis.QGIS_VERSION_INT)


def main() -> None:
    qgis = Looking(*sys.argv[1:3])
    tell("QGIS", Qgis.QGIS_VERSION, good=True)
    for look in (lists, reads, filters, *([edits] if _whole() else [])):
        look(qgis)


if __name__ == "__main__":
    main()
