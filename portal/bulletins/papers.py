"""A bulletin as an official paper: one model for page, PDF and DOCX."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portal import clock
from portal.access import Permission, require
from portal.accounts.models import User
from portal.bulletins import operations
from portal.bulletins.figures import NAMES, STANDING, TOLD, Values
from portal.bulletins.models import Bulletin
from portal.bulletins.queries import get_bulletin
from portal.bulletins.vocabulary import Block
from portal.documents import DOCX_TYPE, PDF_TYPE, Document, Heading, Paragraph, Signature, Table, docx_bytes, pdf_bytes
from portal.documents.blocks import Block as Part
from portal.errors import NotFound
from portal.prepared.operations import Made
from portal.profiles.queries import current
from portal.profiles.sites import site_of
from portal.supervision.periods import key_before, label_of

KIND = "bulletin"
FORMATS = {"pdf": "PDF", "docx": "Word（DOCX）"}
_HIDDEN = "—"
_SHORT = {
    "received": "收到", "replied": "答复", "on_time_rate": "按时率（%）", "satisfied_rate": "满意率（%）", "in_hand": "在办",
    "overdue": "超期", "promised": "到期承诺", "kept": "已履行",
}  # fmt: skip
_ORDER = "一二三四五六七八九十"


def paper_of(bulletin: Bulletin) -> Document:
    """The bulletin as it goes out. A public one holds only numbers that the public may know."""
    site = site_of(current())
    organ = bulletin.author.department.name if bulletin.author.department else site.organiser
    sections = list(_public_sections(bulletin) if bulletin.is_public else _sections(bulletin))
    parts: list[Part] = []
    for number, (title, content) in enumerate(sections):
        parts += [Heading(f"{_ORDER[number]}、{title}"), *content]
    parts += list(_closing(bulletin, organ))
    return Document(title=bulletin.title, organ=organ, number=_number(bulletin), blocks=tuple(parts))


def _number(bulletin: Bulletin) -> str:
    state = "" if bulletin.approved_at else "（草稿）"
    return f"第{bulletin.version}版{state}"


def _closing(bulletin: Bulletin, organ: str) -> Iterator[Part]:
    if bulletin.previous is not None:
        yield Paragraph(f"本版代替第{bulletin.previous.version}版，第{bulletin.previous.version}版仍可查阅。")
    if bulletin.approved_at is not None:
        yield Signature(organ, clock.local_date(bulletin.approved_at))


Section = tuple[str, list[Part]]


def _sections(bulletin: Bulletin) -> Iterator[Section]:
    figures, words = operations.figures_of(bulletin), bulletin.words
    yield Block.OVERVIEW.label, [*_words(words[Block.OVERVIEW]), _comparison(bulletin, figures, NAMES | STANDING), *_since(figures)]
    yield "各单位办理情况", [_table(figures["departments"])]
    yield "按时办结率排名", [_ranking(figures["ranking"]), Paragraph("同类单位之间排名；答复不满 10 件的不排名，相同的并列。")]
    yield "督办情况", [Table(tuple(figures["papers"]), (tuple(str(each) for each in figures["papers"].values()),))]
    yield from _written(words, {Block.CASES: _typical(figures), Block.PROBLEMS: [Paragraph(each) for each in figures["problems"]]})


def _public_sections(bulletin: Bulletin) -> Iterator[Section]:
    told, words = operations.told_of(bulletin) or {"total": {}, "before": {}, "departments": []}, bulletin.words
    figures = operations.figures_of(bulletin)
    overview: list[Part] = [*_words(words[Block.OVERVIEW])]
    if told["total"]:
        overview.append(_comparison(bulletin, told, TOLD))
    yield Block.OVERVIEW.label, overview
    rows = tuple((row["name"], *(_said(row.get(key)) for key in TOLD)) for row in told["departments"])
    note = Paragraph(f"“{_HIDDEN}”是件数太少、不公布：不满五件的不写，能推算出来的也不写。")
    yield "各单位办理情况", [Table(("单位", *TOLD.values()), rows, widths=(3, *(2 for _ in TOLD))), note]
    yield from _written(words, {Block.CASES: _typical(figures)})


def _written(words: Mapping[Block, str], beside: Mapping[Block, Sequence[Part]]) -> Iterator[Section]:
    for block in (Block.PRACTICE, Block.CASES, Block.PROBLEMS, Block.NEXT):
        content = [*_words(words[block]), *beside.get(block, [])]
        if content:
            yield block.label, content


def _words(text: str) -> list[Part]:
    return [Paragraph(text)] if text else []


def _typical(figures: Values) -> list[Part]:
    return [Paragraph(f"{each['department']}：{each['title']}" if each["department"] else each["title"]) for each in figures["typical"]]


def _since(figures: Values) -> list[Part]:
    day = figures["as_of"]
    return [Paragraph(f"在办和已超期是 {day} 的件数；依法回避监督人员的办件不计入。")]


def _comparison(bulletin: Bulletin, figures: Values, names: Mapping[str, str]) -> Table:
    now, before = figures["total"], figures["before"]
    rows = tuple((name, _said(now.get(key)), "" if key in STANDING else _said(before.get(key))) for key, name in names.items())
    return Table(("指标", label_of(bulletin.period), _former(bulletin)), rows, widths=(3, 2, 2))


def _former(bulletin: Bulletin) -> str:
    return label_of(key_before(bulletin.period))


def _table(rows: Sequence[Values]) -> Table:
    lines = tuple((row["name"], *(_said(row[key]) for key in _SHORT)) for row in rows)
    return Table(("单位", *_SHORT.values()), lines, widths=(4, *(2 for _ in _SHORT)))


def _ranking(rows: Sequence[Values]) -> Table:
    lines = tuple(
        (str(row["rank"] or "未排名"), row["kind"], row["name"], _said(row["replied"]), _said(row["on_time_rate"])) for row in rows
    )
    return Table(("名次", "类别", "单位", "答复（件）", "按时办结率（%）"), lines, widths=(2, 3, 5, 3, 3))


def _said(value: Any) -> str:
    return _HIDDEN if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def make_paper(actor: User, parameters: dict[str, Any]) -> Made:
    """The bulletin as a file, for a supervisor. ``format`` is ``pdf`` or ``docx``."""
    require(actor, Permission.FIGURES_READ)
    wanted = parameters["format"]
    if wanted not in FORMATS:
        raise NotFound("没有这种文件。")
    bulletin = get_bulletin(int(parameters["bulletin_id"]))
    document = paper_of(bulletin)
    content, media_type = (pdf_bytes(document), PDF_TYPE) if wanted == "pdf" else (docx_bytes(document), DOCX_TYPE)
    return Made(f"{bulletin.title}（第{bulletin.version}版）.{wanted}", media_type, content)
