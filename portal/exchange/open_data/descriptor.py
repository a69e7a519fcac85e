"""What the files hold, for people and programs: data dictionary, Frictionless Data Package, DCAT. Pure."""

from dataclasses import dataclass
from typing import Any, cast, get_args

from pydantic.fields import FieldInfo

from portal.exchange.open_data.datasets import BY_NAME, DATASETS, Dataset
from portal.exchange.open_data.files import FORMATS
from portal.exchange.open_data.rows import MONTH
from portal.exchange.open_data.store import DataFile, Edition

LICENCE = "可以免费使用和转载，请注明来源，不得用于识别个人。"
_TYPES: dict[type, tuple[str, str]] = {
    str: ("string", "文字"),
    int: ("integer", "整数"),
    float: ("number", "数字"),
    bool: ("boolean", "是或否"),
}


@dataclass(frozen=True)
class Publisher:
    """Who publishes, under which address the data are found, and what they are called."""

    name: str
    title: str
    base_url: str
    data_url: str


@dataclass(frozen=True)
class FieldWords:
    """One line of the data dictionary."""

    name: str
    title: str
    kind: str
    description: str
    may_be_empty: bool


def dictionary(dataset: Dataset) -> list[FieldWords]:
    """The columns of a list in their order."""
    return [
        FieldWords(name, field.title or name, _kind(field)[1], field.description or "", _may_be_empty(field))
        for name, field in dataset.row.model_fields.items()
    ]


def data_package(edition: Edition, publisher: Publisher) -> dict[str, Any]:
    """The Data Package descriptor (datapackage.json) of an edition: every file with its columns, size and digest."""
    return {
        "profile": "data-package",
        "name": "xinnuo-open-data",
        "title": publisher.title,
        "version": edition.version,
        "created": edition.made_at,
        "homepage": publisher.data_url,
        "licenses": [{"name": "other-open", "title": LICENCE}],
        "contributors": [{"title": publisher.name, "role": "publisher"}],
        "resources": [_resource(each, publisher) for each in edition.files],
    }


def _resource(file: DataFile, publisher: Publisher) -> dict[str, Any]:
    dataset = BY_NAME[file.dataset]
    in_words = file.format != "json"
    return {
        "profile": "tabular-data-resource" if in_words else "data-resource",
        "name": f"{file.dataset}-{file.format}",
        "title": dataset.title,
        "description": dataset.description,
        "path": f"{publisher.data_url}/{file.name}",
        "format": file.format,
        "mediatype": FORMATS[file.format][0],
        "encoding": "utf-8",
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fields": [_field(name, field, in_words) for name, field in dataset.row.model_fields.items()],
            "primaryKey": dataset.row.model_fields[dataset.key].title if in_words else dataset.key,
        },
    }


def _field(name: str, field: FieldInfo, in_words: bool) -> dict[str, Any]:
    kind = _kind(field)[0]
    described: dict[str, Any] = {
        "name": field.title if in_words else name,
        "title": field.title,
        "type": kind,
        "description": field.description,
    }
    if kind == "boolean" and in_words:
        described |= {"trueValues": ["是"], "falseValues": ["否"]}
    if not _may_be_empty(field) and kind != "string":
        described["constraints"] = {"required": True}
    if _is_month(field):
        described["constraints"] = {"pattern": MONTH.strip("^$")}
    return described


def catalogue(edition: Edition, publisher: Publisher) -> dict[str, Any]:
    """The catalogue in DCAT 2, as JSON-LD."""
    return {
        "@context": {"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/"},
        "@type": "dcat:Catalog",
        "@id": publisher.data_url,
        "dct:title": publisher.title,
        "dct:language": "zh-CN",
        "dct:modified": edition.made_at,
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": publisher.name},
        "dcat:dataset": [_dcat_dataset(dataset, edition, publisher) for dataset in DATASETS],
    }


def _dcat_dataset(dataset: Dataset, edition: Edition, publisher: Publisher) -> dict[str, Any]:
    return {
        "@type": "dcat:Dataset",
        "@id": f"{publisher.data_url}#{dataset.name}",
        "dct:title": dataset.title,
        "dct:description": dataset.description,
        "dct:modified": edition.made_at,
        "dct:rights": LICENCE,
        "dcat:version": edition.version,
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dcat:downloadURL": f"{publisher.data_url}/{file.name}",
                "dcat:mediaType": FORMATS[file.format][0],
                "dcat:byteSize": file.size_bytes,
                "spdx:checksum": file.sha256,
            }
            for file in edition.files
            if file.dataset == dataset.name
        ],
    }


def _kind(field: FieldInfo) -> tuple[str, str]:
    name, said = _TYPES[_plain_type(field)]
    return (name, "年-月") if _is_month(field) else (name, said)


def _plain_type(field: FieldInfo) -> type:
    inner = [each for each in get_args(field.annotation) if each is not type(None)]
    return cast(type, inner[0] if inner else field.annotation or str)


def _may_be_empty(field: FieldInfo) -> bool:
    return type(None) in get_args(field.annotation)


def _is_month(field: FieldInfo) -> bool:
    return any(getattr(each, "pattern", None) == MONTH for each in field.metadata)
