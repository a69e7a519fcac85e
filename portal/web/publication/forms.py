"""The forms of the release desk: the parts of a text, what is done with each finding, the decision of the second person."""

from dataclasses import dataclass
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from portal.publication.checking import Found
from portal.publication.redaction import Choice
from portal.publication.vocabulary import PARTS
from portal.web.forms import HouseForm, Length, Needed

_LONGEST = {name: longest for name, _, _, longest in PARTS}


class VersionForm(HouseForm):
    """What every form about a text posts: the version of the text that was on the screen."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version the person saw; 0, which no text has, when it is missing."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() and len(text) < 10 else 0


class DraftForm(VersionForm):
    """The parts of a public text."""

    title = StringField("标题", [Needed("请写标题"), Length(4, _LONGEST["title"], ask="请写标题")])
    respondent_name = StringField("被反映单位", [Needed("请写被反映单位"), Length(2, _LONGEST["respondent_name"], ask="请写被反映单位")])
    facts = TextAreaField("查明的事实", [Needed("请写查明的事实"), Length(4, _LONGEST["facts"], ask="请写查明的事实")])
    basis = TextAreaField("依据", [Length(2, _LONGEST["basis"], ask="请写依据")])
    measures = TextAreaField("处理结果和措施", [Needed("请写处理结果和措施"), Length(4, _LONGEST["measures"], ask="请写处理结果和措施")])
    commitment = TextAreaField("承诺", [Length(2, _LONGEST["commitment"], ask="请写承诺")])
    findings = StringField("逐处处理")  # never shown: its id is that of the table, so that the error summary leads there

    @property
    def texts(self) -> dict[str, str]:
        """The parts as typed."""
        return {name: getattr(self, name).data or "" for name, _, _, _ in PARTS}


class ReviewForm(VersionForm):
    """The second person's decision."""

    confirmed = BooleanField("我已核对：不涉密，不泄露个人和企业信息，依据合法，内容准确")
    reason = TextAreaField("理由（退回、不予公开时写）", [Length(0, 1000)])


class WithdrawForm(VersionForm):
    """Why a public text goes."""

    reason = TextAreaField("撤下的理由", [Needed("请写明撤下的理由，会公开显示"), Length(4, 300, ask="请写明撤下的理由，会公开显示")])


@dataclass(frozen=True)
class FindingRow:
    """One finding with the choice that stands in the table: typed just now, kept earlier, or suggested."""

    found: Found
    number: int
    choice: str
    words: str
    row_id: str = ""

    @property
    def choice_name(self) -> str:
        """The name of the select."""
        return f"choice-{self.found.token}"

    @property
    def words_name(self) -> str:
        """The name of the input for the replacement or the reason."""
        return f"words-{self.found.token}"


def finding_rows(found: list[Found]) -> list[FindingRow]:
    """The rows of the table; what was just posted stays."""
    return [_row(each, number) for number, each in enumerate(found, 1)]


def _row(found: Found, number: int) -> FindingRow:
    typed = request.form.get(f"choice-{found.token}")
    if typed in {choice.value for choice in Choice}:
        choice, words = str(typed), request.form.get(f"words-{found.token}", "")
    elif found.keep_reason:
        choice, words = Choice.KEEP.value, found.keep_reason
    else:
        suggested = found.suggested
        choice, words = suggested.value, found.finding.suggestion if suggested is Choice.REPLACE else ""
    return FindingRow(found, number, choice, words, f"finding-{number}")


def chosen(found: list[Found]) -> dict[str, tuple[Choice, str]]:
    """What was posted for these findings; what was not posted is left undecided."""
    answers: dict[str, Any] = {
        each.key: (request.form.get(f"choice-{each.token}"), request.form.get(f"words-{each.token}", "")) for each in found
    }
    known = {choice.value for choice in Choice}
    return {key: (Choice(choice), words[:200]) for key, (choice, words) in answers.items() if choice in known}
