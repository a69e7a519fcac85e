"""The order of the report form: which pages there are for whom, what is still open, and the rows of the page that checks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.cases import drafts
from portal.cases import vocabulary as v
from portal.errors import NotFound
from portal.routing import queries as routing
from portal.web.filters import day, money, month
from portal.web.forms import HouseForm
from portal.web.public import report_forms as forms

Answers = Mapping[str, Any]
EVIDENCE = 6
NOT_SURE_OF_AREA = ("", "说不准")


@dataclass(frozen=True)
class Step:
    """One page. ``needs`` are the answers without which it is open; ``heading`` names it on the page that checks."""

    number: int
    form_class: type[HouseForm]
    needs: tuple[str, ...] = ()


STEPS = (
    Step(1, forms.MannerForm, ("reporter_kind",)),
    Step(2, forms.CategoryForm, ("conduct",)),
    Step(3, forms.RespondentForm, ("respondent_text",)),
    Step(4, forms.NarrativeForm, ("narrative",)),
    Step(5, forms.ElsewhereForm),
    Step(EVIDENCE, forms.EvidenceForm),
    Step(7, forms.ContactForm, ("name", "phone")),
)


def steps_for(answers: Answers) -> list[Step]:
    """The pages before the check; whoever stays anonymous is not asked for contact."""
    is_anonymous = answers.get("reporter_kind") == v.ReporterKind.ANONYMOUS.value
    return [step for step in STEPS if not (is_anonymous and step.number == STEPS[-1].number)]


def get_step(number: int, answers: Answers) -> Step:
    """The page with this number. Raises ``NotFound``."""
    for step in steps_for(answers):
        if step.number == number:
            return step
    raise NotFound


def place(number: int | None, answers: Answers) -> str:
    """The neutral title of a page: 「第 2 步，共 8 步」; None is the page that checks."""
    total = len(steps_for(answers)) + 1
    return f"第 {number or total} 步，共 {total} 步"


def first_open(answers: Answers) -> int | None:
    """The first page whose needed answers are missing; None when everything can be checked."""
    return next((step.number for step in steps_for(answers) if not is_answered(step, answers)), None)


def is_answered(step: Step, answers: Answers) -> bool:
    """Whether the needed answers of a page are there."""
    if step.number == 3 and answers.get("respondent_unsure"):
        return True
    if step.number == 7 and answers.get("reporter_kind") == v.ReporterKind.ORGANISATION.value and not answers.get("organisation"):
        return False
    return all(answers.get(name) for name in step.needs)


def next_after(number: int, answers: Answers, goes_to_check: bool) -> int | None:
    """The page to go to from here: the next one, or when coming from the check only what the change made necessary."""
    if goes_to_check:
        return first_open(answers)
    return next((step.number for step in steps_for(answers) if step.number > number), None)


def fitted(form: HouseForm, answers: Answers) -> HouseForm:
    """The form without the questions that these answers make pointless, and with the choices of this place."""
    if isinstance(form, forms.CategoryForm):
        _offer_areas(form)
    if isinstance(form, forms.NarrativeForm) and not v.Conduct(answers.get("conduct") or v.Conduct.UNSURE).has_amount:
        del form.amount_fen, form.contract_on
    if isinstance(form, forms.ContactForm):
        if answers.get("reporter_kind") != v.ReporterKind.ORGANISATION.value:
            del form.organisation, form.credit_code, form.role
        if not drafts.may_share_identity(answers):
            del form.shares_identity
    return form


def _offer_areas(form: forms.CategoryForm) -> None:
    areas = routing.areas()
    if areas:
        form.area_key.offer([*((area.key, area.title) for area in areas), NOT_SURE_OF_AREA])
    else:
        del form.area_key


def summary(answers: Answers, files: int, change_url: Any) -> list[dict[str, Any]]:
    """Question and answer for the page that checks. ``change_url(number)`` gives the address of a page."""
    rows = [(1, "反映方式", v.ReporterKind(answers["reporter_kind"]).label), (2, "哪一类问题", v.Conduct(answers["conduct"]).label)]
    area = routing.find_area(answers.get("area_key") or "")
    if area is not None:
        rows.append((2, "哪个方面", area.title))
    rows.append((3, "反映的单位", answers.get("respondent_text") or "说不准"))
    rows.append((3, "被反映的工作人员", answers.get("respondent_person") or "没有写"))
    rows += _narrative_rows(answers)
    elsewhere = answers.get("elsewhere")
    rows.append((5, "在别处处理过吗", v.Elsewhere(elsewhere).label if elsewhere else ""))
    rows.append((EVIDENCE, "材料", f"{files} 份" if files else "没有附材料"))
    rows += _contact_rows(answers)
    return [{"label": label, "value": value, "url": change_url(number)} for number, label, value in rows]


def _narrative_rows(answers: Answers) -> list[tuple[int, str, Any]]:
    rows: list[tuple[int, str, Any]] = [(4, "发生了什么", answers["narrative"].splitlines())]
    rows.append((4, "大约时间", month(answers.get("happened_in"))))
    if v.Conduct(answers["conduct"]).has_amount:
        contract_on = forms.unpacked(forms.NarrativeForm, answers).get("contract_on")
        rows += [(4, "涉及金额", money(answers.get("amount_fen"))), (4, "合同日期", day(contract_on))]
    return rows


def _contact_rows(answers: Answers) -> list[tuple[int, str, Any]]:
    kind = v.ReporterKind(answers["reporter_kind"])
    if not kind.is_named:
        return []
    rows: list[tuple[int, str, Any]] = []
    if kind is v.ReporterKind.ORGANISATION:
        rows += [(7, "企业（单位）名称", answers.get("organisation")), (7, "统一社会信用代码", answers.get("credit_code"))]
        rows += [(7, "联系人", answers.get("name")), (7, "职务", answers.get("role"))]
    else:
        rows.append((7, "姓名", answers.get("name")))
    rows += [(7, "手机或电话", answers.get("phone")), (7, "电子邮箱", answers.get("email"))]
    if drafts.may_share_identity(answers):
        rows.append((7, "承办部门查看我的身份", "同意" if answers.get("shares_identity") else "不同意，身份保密"))
    return rows
