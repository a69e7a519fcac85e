"""The forms of the progress page."""

from typing import Any

from wtforms import BooleanField, MultipleFileField, StringField, TextAreaField

from portal.cases import vocabulary as v
from portal.web.forms import HouseForm, Length, Needed, OneChoice

_LONGEST = 5000


class SupplementForm(HouseForm):
    """What the reporter adds."""

    text = TextAreaField("补充说明", [Length(maximum=_LONGEST)])
    files = MultipleFileField("补充的文件")


class MessageForm(HouseForm):
    """A message to the office."""

    message = TextAreaField("留言内容", [Needed("请写留言内容"), Length(2, _LONGEST, ask="请写留言内容")])


class RecusalForm(HouseForm):
    """Who should keep out of the case, and why."""

    whom = StringField("申请谁回避？", [Needed("请写申请谁回避"), Length(2, 120, ask="请写申请谁回避")], render_kw={"autocomplete": "off"})
    reason = TextAreaField("为什么？", [Needed("请写为什么申请回避"), Length(5, _LONGEST, ask="请写为什么申请回避")])


class WithdrawForm(HouseForm):
    """Why the report is taken back."""

    reason = TextAreaField("为什么撤回？", [Length(maximum=500)])


class RateForm(HouseForm):
    """Two questions; a reason only when it went badly."""

    solved = OneChoice("问题解决了吗？", [Needed("请选问题解决了没有")], choices=v.Solved)
    satisfaction = OneChoice("对办理满意吗？", [Needed("请选您对办理满意不满意")], choices=v.Satisfaction)
    reason = TextAreaField("哪里没做好？", [Length(maximum=1000)])
    wants_peace = BooleanField("以后不用再为这件事联系我")

    def answers(self) -> dict[str, Any]:
        """The answers as the operation wants them."""
        return {
            "solved": self.solved.data,
            "satisfaction": self.satisfaction.data,
            "reason": self.reason.data or "",
            "wants_peace": bool(self.wants_peace.data),
        }

    def thanks(self) -> str:
        """What is said afterwards; whoever is not content learns of the review."""
        return "谢谢您的评价。如果不服答复，可以申请复查。" if self.satisfaction.data.is_low else "谢谢您的评价。"


class ReviewForm(HouseForm):
    """Why the reply should be reviewed."""

    ground = OneChoice("为什么不服？", [Needed("请选一个理由")], choices=v.ReviewGround)
    text = TextAreaField("请说明", [Needed("请说明理由，至少 10 个字"), Length(10, _LONGEST, ask="请说明理由")])

    def thanks(self) -> str:
        """What is said afterwards."""
        return "申请已提交，决定会写在这里。"
