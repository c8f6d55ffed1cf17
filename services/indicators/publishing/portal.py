"""Open indicators in the shapes that other portals harvest: CKAN's, and DCAT-AP as JSON-LD. Pure.

CKAN: docs.ckan.org/en/latest/api. DCAT-AP 3: semiceu.github.io/DCAT-AP/releases/3.0.0, of which
Satu Data Indonesia's metadata (Perpres 39/2019) are a part.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from libs.kit import clock
from services.indicators import domain, periods
from services.indicators.domain import STATUSES, Indicator
from services.indicators.messages import number
from services.indicators.publishing.files import FORMATS

NAMESPACE = uuid.UUID("0b1f6a52-0d52-5a3e-9a4f-7f6f4d3d8c11")
FREQUENCY = {"day": "DAILY", "month": "MONTHLY", "quarter": "QUARTERLY", "year": "ANNUAL"}
EU = "http://publications.europa.eu/resource/authority"
MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def resource_id(code: str) -> str:
    """Return the id of an indicator's one resource in the DataStore."""
    return str(uuid.uuid5(NAMESPACE, code))


def package(this: Indicator, at: datetime | None) -> dict[str, Any]:
    """Return an indicator as package_show does."""
    modified = clock.to_text(at) if at else None
    return {
        "id": str(uuid.uuid5(NAMESPACE, f"package/{this.code}")),
        "name": this.code,
        "title": this.title,
        "notes": this.definition,
        "author": this.owner_name,
        "license_id": this.licence,
        "metadata_modified": modified,
        "private": False,
        "state": "active",
        "type": "dataset",
        "organization": {"name": this.owner, "title": this.owner_name},
        "groups": [{"name": this.item}],
        "tags": [{"name": this.item}, *([{"name": "made"}] if this.made else [])],
        "extras": [{"key": key, "value": value} for key, value in _extras(this).items()],
        "num_resources": 1,
        "resources": [_resource(this, modified)],
    }


def _extras(this: Indicator) -> dict[str, str]:
    return {
        "unit": this.unit,
        "rhythm": this.rhythm,
        "source": this.source,
        "concept": this.concept or this.title,
        "classification": this.classification,
        "measure": this.measure,
        "references": "; ".join(this.references),
    }


def _resource(this: Indicator, modified: str | None) -> dict[str, Any]:
    return {
        "id": resource_id(this.code),
        "name": this.title,
        "format": "CSV",
        "mimetype": "text/csv",
        "datastore_active": True,
        "last_modified": modified,
        "url": f"/v1/public/indicators/{this.code}/observations?format=csv",
    }


def fields(this: Indicator) -> list[dict[str, str]]:
    """Return the DataStore's fields of an indicator."""
    dims = [{"id": one.name, "type": "text"} for one in this.dimensions]
    head = [{"id": "_id", "type": "int"}]
    plain = [{"id": name, "type": "text"} for name in ("kode_wilayah", "wilayah", "periode")]
    return [
        *head,
        *plain,
        *dims,
        {"id": "nilai", "type": "numeric"},
        {"id": "status", "type": "text"},
    ]


def record(this: Indicator, number_: int, row: Any, names: dict[str, str]) -> dict[str, Any]:
    told = domain.undims(row.dims)
    return {
        "_id": number_,
        "kode_wilayah": row.area,
        "wilayah": names.get(row.area),
        "periode": periods.show(row.period, this.rhythm),
        **{one.name: told.get(one.name) for one in this.dimensions},
        "nilai": number(row.value),
        "status": STATUSES[row.status],
    }


def catalog(
    these: list[tuple[Indicator, datetime | None]], base: str, publisher: str
) -> dict[str, Any]:
    """Return the open indicators as a catalogue of DCAT-AP; `base` is this system's address."""
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
        },
        "@id": f"{base}/v1/public/dcat.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": "Indikator", "@language": "id"},
        "dct:description": {"@value": "Data terbuka pemerintah daerah", "@language": "id"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher},
        "dcat:dataset": [_dataset(this, at, base) for this, at in these],
    }


def _dataset(this: Indicator, at: datetime | None, base: str) -> dict[str, Any]:
    about = f"{base}/v1/public/indicators/{this.code}"
    told: dict[str, Any] = {
        "@id": about,
        "@type": "dcat:Dataset",
        "dct:identifier": this.code,
        "dct:title": [
            {"@value": this.title, "@language": "id"},
            {"@value": this.title_en, "@language": "en"},
        ],
        "dct:description": {"@value": this.definition or this.title, "@language": "id"},
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": this.owner_name},
        "dcat:keyword": [this.item, this.unit],
        "dct:source": this.source,
        "dct:conformsTo": list(this.references),
        "dcat:distribution": [_distribution(this, about, form) for form in FORMATS],
    }
    if this.rhythm in FREQUENCY:
        told["dct:accrualPeriodicity"] = {"@id": f"{EU}/frequency/{FREQUENCY[this.rhythm]}"}
    if at is not None:
        told["dct:modified"] = {"@value": clock.to_text(at), "@type": "xsd:dateTime"}
    return told


def _distribution(this: Indicator, about: str, form: str) -> dict[str, Any]:
    address = {"@id": f"{about}/observations?format={form}"}
    licence = LICENCES.get(this.licence)
    return {
        "@type": "dcat:Distribution",
        "dct:title": form.upper(),
        "dcat:accessURL": address,
        "dcat:downloadURL": address,
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{MEDIA[form]}"},
        "dct:license": {"@id": licence} if licence else this.licence,
    }
