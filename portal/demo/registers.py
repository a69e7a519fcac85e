"""Demo entries of the public registers and two rounds of appraisal, made by the people who would make them, in a pretended past."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from portal import clock
from portal.access import Permission, allows
from portal.accounts import queries as accounts
from portal.accounts.models import Department, User
from portal.db import flush
from portal.demo.people import handling_departments
from portal.publication.checking import words_of_a_text
from portal.registers import commitments, corrections, operations
from portal.registers.appraisals import operations as appraisals
from portal.registers.appraisals import queries as appraisal_queries
from portal.registers.appraisals.vocabulary import Answer, Question
from portal.registers.fields import FIELDS
from portal.registers.models import RegisterEntry
from portal.registers.operations import FoundWords
from portal.registers.vocabulary import EntryStatus, Kind, Promise
from portal.registers.vocabulary import Promise as P

_FIRST_HOUR = timedelta(hours=10)
_ANSWERS = (Answer.VERY_GOOD, Answer.GOOD, Answer.GOOD, Answer.FAIR, Answer.GOOD, Answer.POOR, Answer.VERY_GOOD)
_REMARKS = ("窗口一次说清要带哪些材料，没有让我多跑。", "承诺的时间办好了，希望一直这样。")
_WAITING_REMARK = "电话很难打通，希望多安排人接听。"


@dataclass(frozen=True)
class Entry:
    """One demo entry: public ``ago`` days ago, ``due`` and ``kept`` so many days after that; ``stops`` says how far it gets.

    ``other`` is a body that somebody proposed later, with what changed; ``is_passed``, or it waits.
    """

    kind: Kind
    title: str
    body: str
    ago: int
    topic: str = ""
    promise: Promise | None = None
    due: int | None = None
    kept: int | None = None
    proof: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    stops: EntryStatus = EntryStatus.PUBLISHED
    other: tuple[str, str] = ("", "")
    is_passed: bool = True


_C, _T, _R, _A, _L = Kind.COMMITMENT, Kind.TYPICAL_CASE, Kind.RATING, Kind.ARTICLE, Kind.LINK
ENTRIES: tuple[Entry, ...] = (
    Entry(_C, "低保申请十五个工作日内办结", "材料齐全的，十五个工作日内办结；办不了的，书面说明理由。", 200, "便民服务", P.TIME_LIMIT),
    Entry(_C, "小区电梯停运当天派人查看", "接到反映当天到场查看，两个工作日内说明怎么修、什么时候修好。", 180, "物业", P.TIME_LIMIT),
    Entry(_C, "老年助餐点每天开餐不停供", "节假日照常开餐，停餐提前三天张贴通知并安排替代办法。", 160, "养老", P.SAFEGUARD),
    Entry(_C, "就业登记当场办结", "材料齐全的当场办结，不要求重复提交已经有的证明。", 150, "就业", P.QUALITY),
    Entry(_C, "停车收费明码标价", "收费标准在入口张贴，多收的当场退还。", 120, "停车", P.QUALITY),
    Entry(
        _C, "入驻企业租金补贴年内兑现", "按协议核定的租金补贴，年内分两次拨付到位。", 150, "", P.INVESTMENT, 90, 80, "拨付凭证和到账回单"
    ),
    Entry(
        _C,
        "园区污水管网改造完工",
        "完成管网改造并通水，公开检测结果。",
        170,
        "",
        P.ENVIRONMENT,
        100,
        125,
        "竣工验收报告",
    ),
    Entry(_C, "新入驻项目的水电接入", "项目开工前接通临时水电，验收前接通正式水电。", 120, "", P.INVESTMENT, 85),
    Entry(_C, "河道清淤和岸边种树", "完成两公里河道清淤，岸边补种树木。", 40, "", P.ENVIRONMENT, 45),
    Entry(_C, "人才公寓交付使用", "首批人才公寓完成装修并交付。", 30, "", P.INVESTMENT, 200),
    Entry(_C, "失业登记线上办理", "网上提交，一个工作日内回复。", 0, "就业", P.TIME_LIMIT, stops=EntryStatus.SUBMITTED),
    Entry(
        _T,
        "历年欠账一次清零",
        "某单位清理历年拖欠的合同款，逐笔核对后按期支付，并公开了支付台账。",
        90,
        "trustworthy",
        other=("某单位清理历年拖欠的合同款，逐笔核对后分两批按期支付，并公开了支付台账。", "写明是分两批支付的"),
    ),
    Entry(
        _T,
        "承诺的补贴换届不认账",
        "某单位以换了负责人为由不兑现书面承诺，经督办已列入资金安排。",
        75,
        "untrustworthy",
    ),
    Entry(_T, "采购验收不再拖", "某采购单位建立到货十日内验收的制度，当年没有一笔逾期验收。", 50, "trustworthy"),
    Entry(
        _R,
        "政务诚信状况第三方评估（演示）",
        "采用问卷和实地核查，重点看合同履约、承诺兑现、账款支付三项。主要问题是承诺没有公开期限。",
        100,
        more={"source": "某高校课题组（演示）", "grade": "良好"},
    ),
    Entry(
        _R,
        "办事体验暗访评价（演示）",
        "以普通办事人身份到窗口体验，记录等候时间、一次告知和办结时间。",
        60,
        more={"source": "某调查机构（演示）", "grade": "82 分"},
    ),
    Entry(
        _A,
        "关于公开服务承诺和兑现期限的通知（演示）",
        "各单位要把服务承诺、标准和期限向社会公开。\n有兑现期限的承诺，到期没有履行的要说明原因。",
        140,
        "policy",
        more={"source": "政务诚信建设牵头单位（演示）"},
    ),
    Entry(
        _A,
        "集中清欠取得进展（演示）",
        "各单位对照台账逐笔核对，约定了支付时间。",
        35,
        "work",
        more={"source": "本平台（演示）"},
        other=("各单位对照台账逐笔核对，和对方约定了支付时间。", "写明和谁约定"),
        is_passed=False,
    ),
    Entry(_A, "网上评议开始，请您来评（演示）", "评议不问姓名，五个问题，大约一分钟。", 8, "work", more={"source": "本平台（演示）"}),
    Entry(
        _L, "中国政府采购网", "采购公告、合同公告、严重违法失信行为记录名单。", 190, "procurement", more={"url": "https://www.ccgp.gov.cn/"}
    ),
    Entry(_L, "信用中国", "失信惩戒名单、信用承诺。", 190, "credit", more={"url": "https://www.creditchina.gov.cn/"}),
    Entry(_L, "中国地方政府债券信息公开平台", "地方政府债务限额、余额、债券使用。", 190, "debt", more={"url": "https://www.celma.org.cn/"}),
)


def inspect(text: str) -> FoundWords:
    """The detector of the release desk."""
    return FoundWords(*words_of_a_text(text))


def make() -> None:
    """Make what is missing, inside the caller's transaction; what is there is left alone."""
    homes = [each for each in handling_departments() if _of(each, "officer")]
    for number, each in enumerate(ENTRIES):
        _live(number, each, homes[number % len(homes)])
    _ended_round(homes)
    _open_round(homes)


@contextmanager
def _days_ago(days: int) -> Iterator[None]:
    with clock.pretend(clock.start_of(clock.today() - timedelta(days)) + _FIRST_HOUR):
        yield


def _live(number: int, wanted: Entry, home: Department) -> None:
    is_commitment = wanted.kind is Kind.COMMITMENT
    author = _of(home, "officer") if is_commitment else _account("publisher")
    second = _account("publisher") if is_commitment else _account("publisher2")
    with _days_ago(wanted.ago):
        entry = operations.write(author, wanted.kind, _values(wanted, home), f"demo-register:{number}", is_demo=True)
        if entry.status is not EntryStatus.DRAFT:
            return
        operations.submit(entry, author, inspect)
        if wanted.stops is EntryStatus.SUBMITTED:
            return
        operations.review(entry, second, inspect)
        operations.publish(entry, second, inspect)
        flush()
    if wanted.other[0]:
        _correct(entry, author, second, wanted)
    if wanted.kept is not None:
        _keep(entry, author, wanted)


def _keep(entry: RegisterEntry, author: User, wanted: Entry) -> None:
    with _days_ago(wanted.ago - (wanted.kept or 0)):
        commitments.fulfil(entry, author, clock.today(), wanted.proof, inspect)


def _correct(entry: RegisterEntry, author: User, second: User, wanted: Entry) -> None:
    body, what = wanted.other
    values = {field.name: getattr(entry, field.name) for field in FIELDS[entry.kind]} | {"body": body, "keep_reason": entry.keep_reason}
    with _days_ago(wanted.ago - 10):
        correction = corrections.propose(entry, author, values, what, inspect)
        if wanted.is_passed:
            corrections.accept(correction, entry, second, inspect)


def _values(wanted: Entry, home: Department) -> dict[str, Any]:
    dated = clock.today() if wanted.kind in {Kind.TYPICAL_CASE, Kind.RATING} else None
    return {
        "title": wanted.title,
        "body": wanted.body,
        "topic": wanted.topic,
        "promise": wanted.promise,
        "department_id": home.id if wanted.kind is Kind.COMMITMENT else None,
        "due_on": clock.today() + timedelta(wanted.due) if wanted.due else None,
        "dated_on": dated,
        **wanted.more,
    }


def _ended_round(homes: list[Department]) -> None:
    with _days_ago(70):
        appraisal = _round("上半年网上评议（演示）", 30, homes)
        if appraisal_queries.count_voices(appraisal.id):
            return
        for place, home in enumerate(homes):
            for number in range(7 + 2 * place if place < len(homes) - 1 else 3):
                remark = _REMARKS[number] if place == 0 and number < len(_REMARKS) else ""
                knows = number % 2 == 0 and place == len(homes) - 2
                _speak(appraisal, home, f"demo:{number}", number + place, knows, remark)
        for voice in appraisal_queries.list_waiting_remarks():
            if voice.appraisal_id == appraisal.id and allows(_account("supervisor"), Permission.APPRAISAL_MODERATE, voice):
                appraisals.show_remark(voice, _account("supervisor"), inspect)
    with _days_ago(39):
        appraisals.end_due()


def _open_round(homes: list[Department]) -> None:
    with _days_ago(8):
        appraisal = _round("下半年网上评议（演示）", 40, homes)
        if not appraisal_queries.count_voices(appraisal.id):
            _speak(appraisal, homes[0], "demo:0", 3, False, _WAITING_REMARK)


def _round(title: str, days: int, homes: list[Department]) -> Any:
    wanted = appraisals.NewAppraisal(title, clock.today(), clock.today() + timedelta(days), tuple(homes))
    return appraisals.open_round(_account("supervisor"), wanted, f"demo:{title}", is_demo=True)


def _speak(appraisal: Any, home: Department, key: str, mood: int, is_verified: bool, remark: str) -> None:
    given = {each.value: _ANSWERS[(mood + place * place) % len(_ANSWERS)] for place, each in enumerate(Question)}
    appraisals.speak(appraisal, home, appraisals.Speaker(key, is_verified), given, remark)


def _account(username: str) -> User:
    user = accounts.find_by_username(username)
    if user is None:
        raise LookupError(username)
    return user


def _of(home: Department, kind: str) -> Any:
    return next((user for user in accounts.users_of_department(home.id) if user.is_demo and user.username.startswith(kind)), None)
