"""The register of contracts, promises and PPP projects."""

from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from portal.access import Permission, allows, require
from portal.accounts.departments import queries as departments
from portal.records.agreements import operations, queries
from portal.records.agreements.lawfulness import Change
from portal.records.agreements.models import Agreement
from portal.records.agreements.operations import NewAgreement
from portal.records.agreements.vocabulary import AgreementKind, AgreementStatus, LawfulGround, PppStage
from portal.records.recognising import NewSubject
from portal.records.vocabulary import Pretext
from portal.routing import queries as routing
from portal.web import sessions
from portal.web.acting import Act, given, posted_version, run
from portal.web.filters import day, money, url_with
from portal.web.forms import DayText, HouseForm, Length, MoneyField, Needed, OneChoice, SelectOne
from portal.web.records.blueprint import blueprint

PAGE_ROWS = 50
_ENDS = (AgreementStatus.FULFILLED, AgreementStatus.BREACHED)


class AgreementForm(HouseForm):
    """What was signed or promised, by whom, until when."""

    kind = SelectOne("种类", [Needed("请选择种类")], choices=AgreementKind)
    title = StringField("名称", [Needed("请填写名称"), Length(4, 120)])
    department = SelectOne("责任主体", [Needed("请选择责任主体")], coerce=int)
    counterparty = StringField("相对人", [Length(0, 120)])
    area = SelectOne("领域", empty="不分领域")
    content = TextAreaField("主要内容", [Needed("请写明主要内容"), Length(4, 3000, ask="请写明主要内容")])
    amount = MoneyField("金额")
    signed_on = DayText("签订（承诺）日期", [Needed("请填写日期")])
    due_on = DayText("履行期限")
    stage = SelectOne("PPP 项目现在的阶段", choices=PppStage, empty="不是 PPP 项目")


class StageForm(HouseForm):
    """The stage entered, and who is responsible in it."""

    stage = SelectOne("进入的阶段", [Needed("请选择阶段")], choices=PppStage)
    responsible = StringField("责任主体", [Needed("请填写责任主体"), Length(2, 120)])
    note = TextAreaField("说明", [Length(0, 1000)])


class ChangeForm(HouseForm):
    """What changes, why, by what procedure, with what compensation."""

    what = TextAreaField("变更或者解除的内容", [Needed("请写明内容"), Length(4, 2000, ask="请写明内容")])
    ground = SelectOne("法定理由", choices=LawfulGround, empty="不属于这些")
    pretext = SelectOne("单位说的其他理由", choices=Pretext, empty="不属于这些")
    procedure = TextAreaField("经过的法定程序", [Length(0, 2000)])
    document_number = StringField("决定的文号", [Length(0, 80)])
    compensation = TextAreaField("对损失的补偿", [Length(0, 2000)])
    compensation_amount = MoneyField("补偿金额")


class ConclusionForm(HouseForm):
    """How it ended."""

    status = OneChoice("结果", [Needed("请选择结果")], choices=[(each.value, each.label) for each in _ENDS])


@blueprint.get("/agreements")
def list_agreements() -> str:
    """Agreements this person may see, newest first."""
    actor, name = sessions.actor(), request.args.get("status", "")
    require(actor, Permission.AGREEMENT_READ)
    status = AgreementStatus(name) if name in set(AgreementStatus) else None
    found = queries.list_visible(actor, None, status, request.args.get("before", type=int), PAGE_ROWS + 1)
    counts = queries.count_visible(actor)
    tabs: list[dict[str, Any]] = [
        {
            "label": each.label if each else "全部",
            "url": url_for("records.list_agreements", status=each.value if each else None),
            "count": counts[each] if each else sum(counts.values()),
            "current": each is status,
        }
        for each in (None, *AgreementStatus)
    ]
    next_url = url_with(before=found[PAGE_ROWS - 1].id) if len(found) > PAGE_ROWS else None
    may_register = allows(actor, Permission.AGREEMENT_EDIT)
    return render_template(
        "records/list_agreements.html", agreements=found[:PAGE_ROWS], tabs=tabs, next_url=next_url, may_register=may_register
    )


@blueprint.route("/agreements/new", methods=["GET", "POST"])
def register_agreement() -> str | Response:
    """Put an agreement into the register."""
    actor, form = sessions.actor(), AgreementForm()
    require(actor, Permission.AGREEMENT_EDIT)
    form.department.offer([(each.id, each.name) for each in departments.list_active_organs()])
    form.area.offer(list(routing.area_titles().items()))

    def do() -> str:
        new = NewAgreement(
            form.kind.data, form.title.data, NewSubject(form.department.data), form.content.data, given(form.signed_on.data),
            form.due_on.data,             form.counterparty.data or "", form.area.data or "", form.amount.data, form.stage.data,
        )  # fmt: skip
        return _page(operations.register(actor, new).id)

    hints = {"counterparty": "只有本单位和监督人员能看到。", "stage": "PPP 项目才选。"}
    return run(Act("登记合同或承诺", "登记", url_for("records.list_agreements"), "", (), hints), form, do, "已登记。")


@blueprint.get("/agreements/<int:agreement_id>")
def show_agreement(agreement_id: int) -> str:
    """The agreement with its stages and changes."""
    actor = sessions.actor()
    found = queries.get_visible(actor, agreement_id)
    may_edit = allows(actor, Permission.AGREEMENT_EDIT, found) and found.status in operations.STANDING
    return render_template("records/show_agreement.html", agreement=found, rows=_rows(found), may_edit=may_edit)


def _page(agreement_id: int) -> str:
    return url_for("records.show_agreement", agreement_id=agreement_id)


def _rows(found: Agreement) -> list[dict[str, Any]]:
    rows = [
        ("种类", found.kind.label),
        ("责任主体", found.subject.name),
        ("相对人", found.counterparty),
        ("主要内容", found.content.splitlines()),
        ("金额", money(found.amount_fen)),
        ("签订（承诺）", day(found.signed_on)),
        ("履行期限", day(found.due_on)),
        ("PPP 阶段", found.stage.label if found.stage else ""),
        ("登记单位", found.keeper.name),
    ]
    return [{"label": label, "value": value} for label, value in rows if value]


def _run(agreement_id: int, form: Any, act: tuple[str, str, str], do: Any, hints: dict[str, str] | None = None) -> str | Response:
    actor = sessions.actor()
    found = queries.get_visible(actor, agreement_id)
    require(actor, Permission.AGREEMENT_EDIT, found)

    def done() -> str:
        again = queries.get_visible(actor, agreement_id, for_update=True)
        operations.expect_version(again, posted_version())
        do(again, actor)
        return _page(agreement_id)

    said = Act(act[0], act[1], _page(agreement_id), act[2], _rows(found)[:2], hints or {}, version=found.version)
    return run(said, form, done, f"已{act[1]}。")


@blueprint.route("/agreements/<int:agreement_id>/stage", methods=["GET", "POST"])
def enter_stage(agreement_id: int) -> str | Response:
    """A PPP project goes on to another stage."""
    form = StageForm()
    words = ("登记 PPP 阶段", "登记", "")
    return _run(
        agreement_id,
        form,
        words,
        lambda again, actor: operations.enter_stage(again, actor, form.stage.data, form.responsible.data, form.note.data or ""),
    )


@blueprint.route("/agreements/<int:agreement_id>/change", methods=["GET", "POST"])
def report_change(agreement_id: int) -> str | Response:
    """Put a change to the test."""
    form = ChangeForm()

    def do(again: Agreement, actor: Any) -> None:
        said = (form.procedure.data or "", form.document_number.data or "", form.compensation.data or "", form.compensation_amount.data)
        operations.report_change(again, actor, Change(form.what.data, form.ground.data, form.pretext.data, *said))

    effect = "只有为了国家利益、社会公共利益或者其他法定事由，依照法定程序，并且补偿损失，才是依法变更；其他的都是违约。"
    hints = {"pretext": "政府换届、人员更替、机构调整等，依法都不能作为理由。两个理由选一个。"}
    return _run(agreement_id, form, ("登记变更、解除", "登记", effect), do, hints)


@blueprint.route("/agreements/<int:agreement_id>/conclusion", methods=["GET", "POST"])
def conclude_agreement(agreement_id: int) -> str | Response:
    """The agreement was fulfilled, or breached."""
    form = ConclusionForm()
    return _run(
        agreement_id,
        form,
        ("登记履行结果", "登记", ""),
        lambda again, actor: operations.conclude(again, actor, AgreementStatus(form.status.data)),
    )
