"""What travels with a case, and what comes back: described once, checked by these models. Nothing says who the reporter is."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal import clock
from portal.cases.handling import TEXT_MAX
from portal.cases.intake import NARRATIVE_MAX, NARRATIVE_MIN
from portal.cases.vocabulary import Conduct
from portal.errors import RuleBroken

Model = TypeVar("Model", bound=BaseModel)
LONGEST_TERM = timedelta(days=200)  # longer than any legal term with its extension (信访条例 art. 34: 60 and 30 days), pauses included
_PARTS = 5  # of a written reply, each as long as it may be, with two line breaks
_DAY = r"^20\d{2}-\d{2}-\d{2}$"
_TEXT = r"^[^\x00]*$"
Event = Literal["accepted", "declined", "answered", "reopened"]
End = Literal["withdrawn", "taken_back"]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{16,40}$", title="转交编号")]


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class CasePacket(_Said):
    """A complaint with the clock that runs on it."""

    reference: Reference
    number: Annotated[str, Field(min_length=1, max_length=60, pattern=_TEXT, title="上级受理编号")]
    reporter: Literal["person", "organisation"] = Field(title="反映方式")
    conduct: Conduct = Field(title="问题类别", strict=False)  # the code is text, strictly it were no member
    area: Annotated[str, Field(max_length=40, pattern=r"^[a-z_]*$", title="领域代码")]
    respondent: Annotated[str, Field(max_length=120, pattern=_TEXT, title="被反映单位")]
    narrative: Annotated[str, Field(min_length=NARRATIVE_MIN, max_length=NARRATIVE_MAX, pattern=_TEXT, title="反映内容")]
    happened_in: Annotated[str, Field(max_length=7, pattern=_TEXT, title="发生时间")]
    amount_fen: Annotated[int, Field(ge=0, le=10**15)] | None = Field(title="金额（分）")
    started_on: Annotated[str, Field(pattern=_DAY, title="期限起算日")]
    due_on: Annotated[str, Field(pattern=_DAY, title="办理期限")]
    note: Annotated[str, Field(max_length=1000, pattern=_TEXT, title="交办要求")]


class CaseNews(_Said):
    """How far the platform below is."""

    reference: Reference
    number: Annotated[str, Field(min_length=1, max_length=60, pattern=_TEXT, title="受理编号")]
    event: Event = Field(title="进展")
    text: Annotated[str, Field(max_length=_PARTS * (TEXT_MAX + 2), pattern=_TEXT, title="答复或者理由")]


class CaseEnd(_Said):
    """The case that was handed down is over above."""

    reference: Reference
    event: End = Field(title="原因")


def read_packet(content: dict[str, Any]) -> CasePacket:
    """A case that came. Raises ``RuleBroken`` that names what does not fit and repeats nothing of it."""
    packet = _read(CasePacket, content)
    started_on, due_on = _day(packet.started_on), _day(packet.due_on)
    if started_on > clock.today():
        raise RuleBroken("body", "期限起算日不能晚于今天。")
    if not started_on < due_on <= started_on + LONGEST_TERM:
        raise RuleBroken("body", f"办理期限要晚于起算日，最长 {LONGEST_TERM.days} 天。")
    return packet


def read_news(content: dict[str, Any]) -> CaseNews:
    """News that came. Raises ``RuleBroken``."""
    return _read(CaseNews, content)


def read_end(content: dict[str, Any]) -> CaseEnd:
    """An end that came. Raises ``RuleBroken``."""
    return _read(CaseEnd, content)


def _read(model: type[Model], content: dict[str, Any]) -> Model:
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        titles = {name: field.title or name for name, field in model.model_fields.items()}
        wrong = dict.fromkeys(titles.get(str(each["loc"][0]), "格式里没有的字段") if each["loc"] else "内容" for each in found)
        raise RuleBroken("body", f"这些内容缺少或者不对：{'、'.join(wrong)}。") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("body", "日期不对。") from None
