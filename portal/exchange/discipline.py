"""The paper with which a tip-off goes to a discipline organ: a PDF that only its code opens (检举控告规则 art. 15, 16, 47)."""

import io
from typing import Any

import pikepdf

from portal.access import Permission, require
from portal.accounts.models import User
from portal.attachments.refusals import size_cn
from portal.audit import operations as audit
from portal.cases import queries
from portal.cases.evidence import files_of
from portal.cases.models import Case
from portal.cases.workflow import Action
from portal.clock import local, today
from portal.codes import grouped, new_code
from portal.crypto import seal, unseal
from portal.documents import PDF_TYPE, Document, Heading, Paragraph, Signature, Table, pdf_bytes
from portal.prepared.operations import Made, ask_for

KIND = "discipline_paper"
_CONTEXT = "discipline paper"
_WHO = "反映人身份由平台密封保管，本件不载明。确需核实的，请另行来函，按平台的身份查看程序办理。"


def ask_for_paper(case: Case, actor: User) -> str:
    """Queue the paper of a transferred case for the person who may take it out, and give the code that opens it, once."""
    require(actor, Permission.CASE_TAKE_TRANSFER, case)
    code = new_code()
    ask_for(actor, KIND, f"移送件 {case.number}", {"case_id": case.id, "code": seal(code, _CONTEXT).hex()})
    audit.record(actor, "case:take_transfer", "case", case.id, {})
    return code


def make_paper(asked_by: User, parameters: dict[str, Any]) -> Made:
    """The maker: asks again whether this person may have it. The code stands nowhere in the clear."""
    case = queries.get_visible(asked_by, int(parameters["case_id"]))
    require(asked_by, Permission.CASE_TAKE_TRANSFER, case)
    code = unseal(bytes.fromhex(parameters["code"]), _CONTEXT)
    return Made(f"{case.number}-移送件.pdf", PDF_TYPE, locked(pdf_bytes(paper_of(case)), code))


def locked(pdf: bytes, code: str) -> bytes:
    """The PDF under AES-256, to be opened with the code alone: typed as it is shown, in groups with hyphens, or without them."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, encryption=pikepdf.Encryption(owner=code, user="-".join(grouped(code)), R=6))
    return out.getvalue()


def paper_of(case: Case) -> Document:
    """What the discipline organ reads: the words of the tip-off, whom it accuses, which files there are; nothing of who the reporter is."""
    event = queries.find_last_event(case.id, Action.TRANSFER)
    organ = str(event.detail.get("organ", "")) if event else ""
    report = case.report
    facts = (
        ("编号", case.number),
        ("收到时间", f"{local(case.received_at):%Y-%m-%d %H:%M}"),
        ("反映方式", report.channel.label),
        ("被反映单位", case.respondent_name or "未写明"),
        ("被反映人员", report.respondent_person or "未写明"),
        ("反映事项", report.conduct.label),
        ("发生时间", report.happened_in or "未写明"),
        ("发生地点", report.region_text or "未写明"),
    )
    files = tuple((each.display_name, size_cn(each.size_bytes)) for each in files_of(case))
    return Document(
        title="关于移送检举控告材料的函",
        addressee=organ,
        blocks=(
            Paragraph(
                "下列检举控告反映公职人员涉嫌违纪违法，依法不属于本平台处理，现移送你单位。请注意保密，不得将材料转给或者告知被反映的组织、人员。"
            ),
            Heading("一、基本情况"),
            Table(("项目", "内容"), facts, widths=(1, 3)),
            Heading("二、反映的内容（原文）"),
            Paragraph(report.narrative),
            Heading("三、材料清单"),
            Table(("名称", "大小"), files or (("没有材料", ""),), widths=(3, 1)),
            Heading("四、反映人"),
            Paragraph(_WHO),
            Signature("政务诚信投诉举报平台", today()),
        ),
    )
