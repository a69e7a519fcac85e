"""The letters of the ladder as official papers: one model for the page, the print, PDF and DOCX."""

from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.documents import DOCX_TYPE, PDF_TYPE, Document, Paragraph, Signature, docx_bytes, pdf_bytes
from portal.documents.blocks import Block
from portal.errors import NotFound
from portal.prepared.operations import Made
from portal.profiles.queries import current
from portal.profiles.sites import site_of
from portal.supervision.ladder.table import LADDER
from portal.supervision.models import SupervisionOrder
from portal.supervision.queries import get_visible_order
from portal.supervision.vocabulary import OrderKind

KIND = "order_letter"
FORMATS = {"pdf": "PDF", "docx": "Word（DOCX）"}


def letter_of(order: SupervisionOrder) -> Document:
    """The letter as it goes out; of a draft, as it would."""
    row, criticism = LADDER[order.kind], order.criticism
    title = criticism.title if criticism else f"关于办件{order.case.number}的{row.title}"
    return Document(
        title=title,
        organ=_organ(order),
        number=order.number or "（草稿，尚未编号）",
        addressee=order.department.name,
        blocks=tuple(_blocks(order)),
    )


def _organ(order: SupervisionOrder) -> str:
    """The supervisor's department; for what the portal sends by itself, who runs it."""
    if order.issued_by is not None and order.issued_by.department is not None:
        return str(order.issued_by.department.name)
    site = site_of(current())
    return site.organiser or site.name


def _blocks(order: SupervisionOrder) -> list[Block]:
    blocks: list[Block] = [Paragraph(order.criticism.body)] if order.criticism else []
    blocks.append(Paragraph(f"办件{order.case.number}（{order.case.title}）由你单位牵头办理。"))
    blocks.append(Paragraph(order.demand))
    if order.talk is not None:
        talk = order.talk
        blocks.append(Paragraph(f"时间：{_day(talk.meet_on)}{talk.meet_at}\n地点：{talk.place}\n参加人员：{talk.attendees}"))
    asked = "提交整改措施" if order.kind is OrderKind.TALK else "书面答复"
    blocks.append(Paragraph(f"请于{_day(order.due_on)}前在平台{asked}。" if order.due_on else f"答复期限：{order.working_days}个工作日。"))
    if order.issued_at is not None:
        blocks.append(Signature(_organ(order), clock.local_date(order.issued_at)))
    return blocks


def _day(day: Any) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def make_letter(actor: User, parameters: dict[str, Any]) -> Made:
    """The letter as a file, for somebody who may see it. ``format`` is ``pdf`` or ``docx``."""
    order, wanted = get_visible_order(actor, int(parameters["order_id"])), parameters["format"]
    if wanted not in FORMATS:
        raise NotFound("没有这种文件。")
    document = letter_of(order)
    content, media_type = (pdf_bytes(document), PDF_TYPE) if wanted == "pdf" else (docx_bytes(document), DOCX_TYPE)
    return Made(f"{order.name}.{wanted}", media_type, content)
