"""Importing a table that somebody filled in: the template, the dry run with what is wrong in each row, and the entering.

As long as a row is wrong nothing is entered, unless the person chooses to enter the others alone.
"""

import base64
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response
from wtforms import BooleanField, FileField, HiddenField

from portal.db import transaction
from portal.errors import NotFound, RuleBroken
from portal.filled_rows import MOST_COLUMNS, MOST_ROWS, UNREADABLE, FilledRow
from portal.spreadsheets import MEDIA_TYPE, XLSX_TYPE, csv_bytes, xlsx_bytes
from portal.web.forms import HouseForm, Needed, attach

MOST_BYTES = 5 * 1024 * 1024
_MOST_PACKED = 768 * 1024  # what a form can bring back with everything else in it
_MOST_UNPACKED = 6 * 1024 * 1024


@dataclass(frozen=True)
class Importer:
    """What is imported. ``dry_run`` is what a person looks at, ``check`` finds the same errors again when the rows are entered.

    ``enter`` gives the rows that failed after all; ``said`` is told of the number that was entered.
    """

    template: str
    name: str
    columns: Sequence[str]
    example: Sequence[str]
    read: Callable[[bytes, str], list[dict[str, str]]]
    dry_run: Callable[[Sequence[Mapping[str, str]]], Sequence[FilledRow[Any]]]
    check: Callable[[Sequence[Mapping[str, str]]], Sequence[FilledRow[Any]]]
    enter: Callable[[Sequence[FilledRow[Any]]], tuple[Sequence[Any], Sequence[FilledRow[Any]]]]
    said: Callable[[int], str]
    address: Callable[[], str]
    template_url: Callable[[str], str]


class ImportForm(HouseForm):
    """The file."""

    file = FileField("要导入的文件", [Needed("请选择文件")])


class ConfirmForm(HouseForm):
    """The rows of the file that was just looked at; they are checked anew."""

    rows = HiddenField()
    partly = BooleanField("只导入没有问题的行，有问题的行不导入")


class _SomeFailed(Exception):
    """Rows that were right failed when they were entered: nothing is kept."""

    def __init__(self, rows: Sequence[FilledRow[Any]]) -> None:
        super().__init__("rows failed")
        self.rows = rows


def run(importer: Importer) -> str | Response:
    """Look at a file without changing anything; posted again, enter its rows."""
    if request.form.get("rows"):
        return _enter(importer)
    form, found, packed = ImportForm(), [], ""
    if form.validate_on_submit():
        try:
            rows = importer.read(_bytes(form.file.data), form.file.data.filename or "")
            packed, found = _packed(rows), list(importer.dry_run(rows))
        except RuleBroken as error:
            attach(error, form)
    return _page(importer, form, found, ConfirmForm(formdata=None, rows=packed))


def _page(importer: Importer, upload: ImportForm, found: Sequence[FilledRow[Any]], confirm: ConfirmForm) -> str:
    """The page; ``form`` is the one that was sent, whose problems are told on top."""
    wrong = [each for each in found if each.errors]
    forms = {"upload": upload, "confirm": confirm, "form": confirm if confirm.is_submitted() and confirm.errors else upload}
    counts = {"right": len(found) - len(wrong), "wrong": len(wrong)}
    return render_template(importer.template, rows=found, template_url=importer.template_url, **forms, **counts)


def _enter(importer: Importer) -> str | Response:
    form = ConfirmForm()
    rows = _unpacked(form.rows.data or "")
    if not rows or not form.validate_on_submit():
        flash("没有可以导入的行，请重新选择文件。")
        return redirect(request.path, 303)
    try:
        with transaction():
            found = importer.check(rows)
            made, failed = importer.enter(found) if form.partly.data or not any(each.errors for each in found) else ([], found)
            if failed and not form.partly.data:
                raise _SomeFailed(failed)
            number, lines = len(made), [f"第 {each.number} 行：{'；'.join(each.errors)}" for each in failed]
    except _SomeFailed as refused:
        attach(RuleBroken("partly", "有的行有问题，所以一行也没有导入。改好文件再检查一次，或者勾选这一项。"), form)
        anew = {each.number: each for each in refused.rows}
        return _page(importer, ImportForm(formdata=None), [anew.get(each.number, each) for each in importer.dry_run(rows)], form)
    flash(importer.said(number) + "".join(lines))
    return redirect(importer.address(), 303)


def _bytes(upload: FileStorage) -> bytes:
    data = upload.stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RuleBroken("file", "文件超过 5 MB，请分成几个文件。")
    return data


def _packed(rows: Sequence[Mapping[str, str]]) -> str:
    """The rows for the page to bring back. Raises ``RuleBroken`` on ``file`` when they are too long for a form."""
    plain = json.dumps(rows, ensure_ascii=False).encode()
    packed = base64.b64encode(zlib.compress(plain)).decode()
    if len(plain) > _MOST_UNPACKED or len(packed) > _MOST_PACKED:
        raise RuleBroken("file", "文件里的文字太多，一次导不完，请分成几个文件。")
    return packed


def _unpacked(text: str) -> list[dict[str, str]]:
    try:
        plain = zlib.decompressobj().decompress(base64.b64decode(text, validate=True), _MOST_UNPACKED)
        rows = json.loads(plain)[:MOST_ROWS]
        return [{str(name): str(value) for name, value in islice(row.items(), MOST_COLUMNS)} for row in rows]
    except UNREADABLE:
        return []


def template_file(importer: Importer, extension: str) -> FlaskResponse:
    """An empty table with the headings and one example. Raises ``NotFound`` for a kind there is none of."""
    header, line = list(importer.columns), list(importer.example)
    made: dict[str, Callable[[], tuple[bytes, str]]] = {
        "xlsx": lambda: (xlsx_bytes("模板", header, [line]), XLSX_TYPE),
        "csv": lambda: (csv_bytes(header, [line]), MEDIA_TYPE),
        "json": lambda: (json.dumps([dict(zip(header, line, strict=True))], ensure_ascii=False, indent=1).encode(), "application/json"),
    }
    if extension not in made:
        raise NotFound("没有这种模板。")
    data, media_type = made[extension]()
    response = make_response(data)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Disposition"] = f"attachment; filename={importer.name}-template.{extension}"
    return response
