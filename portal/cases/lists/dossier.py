"""The whole file of a case on paper (卷宗): contents with page numbers, facts, words, what happened, letters, replies, clocks, attachments.

It never holds who the reporter is: identities are sealed, and no way of this module leads to them.
"""

from collections.abc import Sequence
from typing import Any

from portal import clock
from portal.accounts.models import User
from portal.audit import operations as audit
from portal.cases import queries as cases
from portal.cases.attribution.wording import use_lines
from portal.cases.evidence import files_of
from portal.cases.letters import queries as letters
from portal.cases.models import Case, CaseEvent
from portal.cases.queries import WholeFile
from portal.cases.workflow import TITLES
from portal.deadlines import queries as deadlines
from portal.deadlines.wording import deadline_words
from portal.documents import PDF_TYPE, Contents, Document, Heading, PageBreak, Paragraph, Table, pdf_bytes
from portal.documents.blocks import Block
from portal.prepared import operations as prepared
from portal.prepared.models import PreparedFile
from portal.prepared.operations import Made

KIND = "case_dossier"
MOST = 50
_NO_IDENTITY = "反映人身份由平台密封保管，不入卷。"
_Part = tuple[str, list[Block]]


def ask(actor: User, chosen: Sequence[Case]) -> PreparedFile:
    """Queue one PDF with the files of these cases, which the caller has loaded through door 2."""
    ids = [case.id for case in chosen]
    title = f"卷宗 {chosen[0].number}" if len(ids) == 1 else f"卷宗，{len(ids)} 件"
    file = prepared.ask_for(actor, KIND, title, {"case_ids": ids})
    for case in chosen:
        audit.record(actor, "list:print", "case", case.id, {"number": case.number})
    return file


def make_dossier(actor: User, parameters: dict[str, Any]) -> Made:
    """The files of the cases that this person may see now. Raises ``NotFound`` when a single one is asked for and cannot be seen."""
    ids = [int(each) for each in parameters["case_ids"]]
    shown = [each for each in ids if cases.is_visible(actor, each)] if len(ids) > 1 else ids
    files = [cases.get_file(actor, case_id) for case_id in shown]
    name = f"卷宗-{files[0].case.number}" if len(files) == 1 else f"卷宗-{clock.today().isoformat()}-{len(files)}件"
    return Made(f"{name}.pdf", PDF_TYPE, pdf_bytes(bound(files, actor)))


def bound(files: Sequence[WholeFile], actor: User) -> Document:
    """One document of the files, each beginning on a page of its own."""
    if len(files) == 1:
        return dossier_of(files[0], actor)
    blocks: list[Block] = [Contents()]
    for file in files:
        blocks += [PageBreak(), Heading(f"{file.case.number}　{file.case.title}"), *_as_second_level(_parts(file, actor))]
    return Document(title=f"办件卷宗（{len(files)} 件）", blocks=tuple(blocks))


def dossier_of(file: WholeFile, actor: User) -> Document:
    """The file of one case, as this person may read it."""
    blocks: list[Block] = [Contents(), PageBreak()]
    for number, (title, inside) in zip("一二三四五六七八九十", _parts(file, actor), strict=False):
        blocks += [Heading(f"{number}、{title}"), *inside]
    return Document(title="办件卷宗", number=f"{file.case.number}　{file.case.title}", blocks=tuple(blocks))


def _as_second_level(parts: list[_Part]) -> list[Block]:
    blocks: list[Block] = []
    for title, inside in parts:
        blocks += [Heading(title, level=2), *inside]
    return blocks


def _parts(file: WholeFile, actor: User) -> list[_Part]:
    case = file.case
    return [
        ("基本情况", [_facts(file)]),
        ("反映的内容（原文）", _words(case)),
        ("期限和每一天算谁的", _clocks(case)),
        ("办理过程", [_timeline(cases.list_events(case.id))]),
        ("补正和留言", _exchange(case)),
        ("核实函和回函", _letters(case)),
        ("答复和结果", _replies(case)),
        (
            "内部备注（本单位）",
            [Paragraph(f"{_instant(each.written_at)}　{each.author.display_name}：{each.text}") for each in file.notes] or _none(),
        ),
        ("附件目录", [_attachments(case)]),
    ]


def _none() -> list[Block]:
    return [Paragraph("没有。")]


def _instant(at: Any) -> str:
    return f"{clock.local(at):%Y-%m-%d %H:%M}" if at else ""


def _facts(file: WholeFile) -> Table:
    case, report = file.case, file.case.report
    rows = (
        ("受理编号", case.number),
        ("事项", case.title),
        ("类型", f"{case.kind.label}，{case.matter.label}"),
        ("状态", case.status.label),
        ("被反映单位", case.respondent_name or "未写明"),
        ("被反映人员", report.respondent_person or "未写明"),
        ("反映事项", report.conduct.label),
        ("重点领域", file.area_title or "其他"),
        ("涉及金额", f"{report.amount_fen / 100:,.2f} 元" if report.amount_fen is not None else "未填写"),
        ("发生地点", report.region_text or "未填写"),
        ("收到日期", case.received_on.isoformat()),
        ("反映方式", report.channel.label),
        ("牵头单位", case.lead_department.name if case.lead_department else "未分办"),
        ("配合单位", "、".join(each.name for each in case.supporting_departments) or "没有"),
        ("承办人", case.officer.display_name if case.officer else "未指定"),
        ("反映人", _NO_IDENTITY),
    )
    return Table(("项目", "内容"), rows, widths=(1, 3))


def _words(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for number, report in enumerate(case.reports, 1):
        if len(case.reports) > 1:
            blocks.append(Paragraph(f"第 {number} 份，{_instant(report.submitted_at)} 提交："))
        blocks.append(Paragraph(report.narrative))
    return blocks


def _clocks(case: Case) -> list[Block]:
    limits, calendar = deadlines.limits(), deadlines.calendar()
    running = [each for each in case.clocks if each.cancelled_at is None]
    rows = tuple(
        (
            limits[each.rule_key].label if each.rule_key in limits else "承诺履行",
            each.started_on.isoformat(),
            each.due_on.isoformat(),
            deadline_words(each, clock.today(), calendar).text,
        )
        for each in sorted(running, key=lambda each: (each.started_on, each.id))
    )
    uses = tuple((each.stage, each.who, str(each.days), str(each.working_days)) for each in use_lines(case.id))
    return [
        Table(("期限", "起算", "最晚", "情况"), rows or (("没有期限", "", "", ""),), widths=(2, 2, 2, 3)),
        Table(("阶段", "算谁的", "天数", "其中工作日"), uses or (("还没有", "", "", ""),), widths=(2, 3, 1, 2)),
    ]


def _timeline(events: Sequence[CaseEvent]) -> Table:
    rows = tuple((_instant(each.at), TITLES[each.action].replace("您", "反映人"), _who(each), each.reason) for each in events)
    return Table(("时间", "办理", "由谁", "理由"), rows, widths=(3, 3, 3, 4))


def _who(event: CaseEvent) -> str:
    if event.actor_kind == "reporter":
        return "反映人"
    if event.actor_department is None:
        return "平台自动办理"
    return f"{event.actor_department.name} {event.actor.display_name}" if event.actor else event.actor_department.name


def _exchange(case: Case) -> list[Block]:
    asked: list[Block] = []
    for each in case.supplements:
        asked.append(Paragraph(f"{_instant(each.requested_at)}　要求补正：{each.wanted}"))
        if each.answer:
            asked.append(Paragraph(f"{_instant(each.answered_at)}　反映人补充：{each.answer}"))
    asked += [Paragraph(f"{_instant(each.sent_at)}　{each.sender.label}：{each.text}") for each in case.messages]
    return asked or _none()


def _letters(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for each in [each for each in letters.list_of_case(case.id) if each.was_sent]:
        blocks.append(Paragraph(f"核实函 {each.number}，发{each.department.name}，{each.status.label}。"))
        blocks.append(Paragraph(f"事项：{each.matter}\n要求说明：{each.asked}"))
        if each.answer:
            blocks.append(Paragraph(f"回函：{each.answer}"))
    return blocks or _none()


def _replies(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for reply in case.replies:
        blocks.append(Paragraph(f"{reply.author.display_name}起草，{reply.status.label}。"))
        parts = tuple((label.replace("您的", "反映人的"), text) for label, text in reply.parts)
        blocks.append(Table(("项目", "内容"), parts, widths=(1, 4)))
    if case.finding is not None:
        blocks.append(Paragraph(f"认定：{case.finding.label}。\n措施：{case.measures}"))
    if case.commitment:
        due = f"，{case.commitment_due_on.isoformat()} 前" if case.commitment_due_on else ""
        blocks.append(Paragraph(f"承诺{due}：{case.commitment}"))
    return blocks or _none()


def _attachments(case: Case) -> Table:
    rows = tuple((str(number), each.display_name, f"{each.size_bytes:,}") for number, each in enumerate(files_of(case), 1))
    return Table(("序号", "名称", "大小（字节）"), rows or (("", "没有附件", ""),), widths=(1, 5, 2))
