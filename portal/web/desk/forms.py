"""The forms of the steps. Each carries the version of the case it was opened on."""

from wtforms import BooleanField, HiddenField, IntegerField, StringField, TextAreaField

from portal.cases import vocabulary as v
from portal.cases.secrecy.vocabulary import Purpose
from portal.deadlines.limits import Pause
from portal.web.forms import DayText, HouseForm, Length, Needed, OneChoice, SelectOne

LONGEST = 5000
IDENTITY = "identity"  # asked for the identity itself, where it might be a file's token


def _reason(label: str = "理由", ask: str = "请写明理由") -> TextAreaField:
    return TextAreaField(label, [Needed(ask), Length(2, 1000, ask=ask)])


class StepForm(HouseForm):
    """What every step posts: token, one-time key, and the version of the case that was on the screen."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the person saw; 0, which no case has, when it is missing."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class DeclineForm(StepForm):
    """A ground of the list, and the text the reporter gets."""

    ground = OneChoice("不予受理的依据", [Needed("请选择一项依据")], choices=v.DeclineGround)
    text = TextAreaField(
        "给反映人的说明", [Needed("请写明理由，以及反映人可以去哪里办理"), Length(10, LONGEST, ask="请写明理由，以及反映人可以去哪里办理")]
    )


class SupplementForm(StepForm):
    """What the reporter is asked to add."""

    wanted = TextAreaField("需要补充什么", [Needed("请写明需要补充什么材料"), Length(5, LONGEST, ask="请写明需要补充什么材料")])


class DepartmentForm(StepForm):
    """One department."""

    department = SelectOne("单位", [Needed("请选择单位")], coerce=int)


class DepartmentReasonForm(DepartmentForm):
    """One department, and why."""

    reason = _reason()


class ReasonForm(StepForm):
    """Why."""

    reason = _reason()


class OfficerForm(StepForm):
    """One officer of the own department."""

    officer = SelectOne("承办人", [Needed("请选择承办人")], coerce=int)


class ClassifyForm(ReasonForm):
    """What it is instead of a complaint."""

    matter = OneChoice(
        "按哪一类办理",
        [Needed("请选择咨询或者建议")],
        choices=[(each.value, each.label) for each in (v.Matter.ENQUIRY, v.Matter.SUGGESTION)],
        coerce=v.Matter,
    )


class TransferForm(ReasonForm):
    """To which discipline organ, and why."""

    organ = StringField("移送给", [Needed("请写明移送给哪个机关"), Length(4, 120, ask="请写明移送给哪个机关")])


class SupportAnswerForm(StepForm):
    """What a supporting department has to say."""

    answer = TextAreaField("配合意见", [Needed("请写明配合意见"), Length(5, LONGEST, ask="请写明配合意见")])


class PersonForm(StepForm):
    """One member of staff."""

    person = SelectOne("工作人员", [Needed("请选择工作人员")], coerce=int)


class PersonReasonForm(PersonForm):
    """One member of staff, and why."""

    reason = _reason()


class RecusalDecisionForm(StepForm):
    """Yes or no to a request for recusal, and who keeps out."""

    outcome = OneChoice("决定", [Needed("请选择同意或者不同意")], choices=[("grant", "同意回避"), ("refuse", "不同意回避")])
    person = SelectOne("回避的人", empty="不选（不同意，或者已经改派给别的单位）", coerce=int)
    decision = _reason("给反映人的答复", "请写明决定和理由")


class RespondentForm(StepForm):
    """The body complained of: one of our departments, or a name."""

    department = SelectOne("本地部门", empty="不是本地部门，写在下面", coerce=int)
    respondent = StringField("单位名称", [Length(0, 120)])


class NoteForm(StepForm):
    """An internal note."""

    note = TextAreaField("备注", [Needed("请写明备注内容"), Length(2, LONGEST, ask="请写明备注内容")])


class MessageForm(StepForm):
    """A message to the reporter."""

    message = TextAreaField("留言", [Needed("请写明留言内容"), Length(2, LONGEST, ask="请写明留言内容")])


class ExtensionForm(StepForm):
    """How many days more, and why."""

    days = IntegerField("延长天数", [Needed("请写明延长多少天")], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    reason = _reason("延期理由", "请写明延期理由")


class ExtensionDecisionForm(StepForm):
    """Yes or no to more days."""

    decision = OneChoice("决定", [Needed("请选择批准或者不批准")], choices=[("approve", "批准延期"), ("refuse", "不批准")])
    reason = TextAreaField("不批准的理由", [Length(0, 1000)])


class SuspensionForm(StepForm):
    """For what the clock stops (信访条例 art. 36)."""

    ground = OneChoice(
        "中止的原因",
        [Needed("请选择中止的原因")],
        choices=[(each.value, each.label) for each in Pause if each is not Pause.SUPPLEMENT],
        coerce=Pause,
    )
    reason = _reason("说明", "请写明具体情况")


class ReplyForm(StepForm):
    """The five parts of the written reply."""

    claim = TextAreaField("反映人的诉求", [Needed("请写明反映人的诉求"), Length(4, LONGEST, ask="请写明反映人的诉求")])
    facts = TextAreaField("查明的事实", [Needed("请写明查明的事实"), Length(4, LONGEST, ask="请写明查明的事实")])
    basis = TextAreaField("依据", [Needed("请写明依据的法律、政策或者合同条款"), Length(4, LONGEST, ask="请写明依据")])
    conclusion = TextAreaField("结论", [Needed("请写明结论"), Length(4, LONGEST, ask="请写明结论")])
    remedy = TextAreaField("救济途径", [Needed("请写明不服答复时可以怎么办、期限多长"), Length(4, LONGEST, ask="请写明救济途径")])


class CloseForm(StepForm):
    """Finding, measures, and what was promised by when."""

    finding = OneChoice("认定结果", [Needed("请选择认定结果")], choices=v.Finding)
    measures = TextAreaField("处理结果和措施", [Needed("请写明处理结果和措施"), Length(4, LONGEST, ask="请写明处理结果和措施")])
    commitment = TextAreaField("被反映单位的承诺", [Length(0, 1000)])
    commitment_due_on = DayText("承诺在哪一天前做到")


class CallbackForm(StepForm):
    """How the reporter was asked after the reply, and what was asked or said."""

    way = OneChoice("回访方式", [Needed("请选择回访方式")], choices=v.CallbackWay)
    text = TextAreaField("回访内容", [Needed("请写明回访内容"), Length(2, LONGEST, ask="请写明回访内容")])


class MergeForm(StepForm):
    """With which case this one is handled, what its own reporter asks for, and why."""

    main_case = SelectOne("可能重复的办件", empty="不在这里，编号写在下面", coerce=int)
    number = StringField("主办件的受理编号", [Length(0, 40)], render_kw={"autocomplete": "off", "spellcheck": "false"})
    claim = TextAreaField("本件反映人的诉求", [Needed("请写明本件反映人的诉求"), Length(4, LONGEST, ask="请写明本件反映人的诉求")])
    reason = _reason("合并的理由", "请写明合并的理由")


class ReviewDecisionForm(StepForm):
    """Uphold the reply, or have the case handled again."""

    outcome = OneChoice("结论", [Needed("请选择结论")], choices=[("uphold", "维持原答复"), ("overturn", "撤销原答复，重新办理")])
    decision = TextAreaField("决定和理由", [Needed("请写明决定和理由"), Length(10, LONGEST, ask="请写明决定和理由")])


class IdentityForm(HouseForm):
    """For what the reporter's identity is needed, and why; of a sealed report either the identity or one original."""

    purpose = OneChoice("用来做什么", [Needed("请选择用来做什么")], choices=Purpose)
    what = OneChoice("要看什么", choices=[(IDENTITY, "身份信息")], default=IDENTITY)
    reason = TextAreaField("理由", [Length(0, 500)])
    with_originals = BooleanField("还要看材料的原件（没有去掉隐藏信息的文件）")

    def offer(self, originals: list[tuple[str, str]]) -> None:
        """The originals that can be asked for by themselves, as (token, name)."""
        self.what.offer([(IDENTITY, "身份信息"), *originals])

    @property
    def original(self) -> str:
        """The token of the original asked for, empty for the identity."""
        return "" if self.what.data in (None, "", IDENTITY) else str(self.what.data)


class PickupForm(HouseForm):
    """The code under which a sealed identity is collected; others need none."""

    pickup_code = StringField("取件码", render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
