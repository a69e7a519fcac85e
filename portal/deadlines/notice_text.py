"""Reading the yearly notice of the State Council as people paste it: numbered sections of whole sentences. Pure.

「二、春节：2月15日（农历腊月二十八、周日）至23日（周一）放假调休，共9天。2月14日（周六）上班。」 What stands in the notice twice is
checked against itself: the weekday in brackets against the date, and the number of days against the days read.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

from portal.deadlines.calendar import SpecialDay, days_from
from portal.errors import RuleBroken

_DATE = r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:\(([^()]*)\))?"
_SPAN = rf"{_DATE}(?:\s*(?:至|到|—+|–|-|~)\s*{_DATE})?"
_ONE_SPAN = re.compile(_SPAN)
_DUTY = re.compile(rf"((?:{_SPAN}[、和及]?)+)(?:\([^()]*\))?(?:照常)?(放假|补休|调休|上班)")
_SECTION = re.compile(r"^\s*[一二三四五六七八九十]+、\s*([^:\n]{1,40}):", re.MULTILINE)
_YEAR = re.compile(r"(\d{4})年(?:部分节假日|元旦、|放假|节假日)")
_TOTAL = re.compile(r"共(\d{1,2})天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_EXPLAINS = ("法定节假日", "公休日", "鼓励")
_LOOKS_LIKE_ONE = re.compile(r"\d{1,2}\s*月\s*\d{1,2}\s*日[^\n]*(?:放假|上班)")
_DECEMBER = 12


def is_notice_text(text: str) -> bool:
    """Whether the text is a notice in sentences, and no list of lines or data."""
    return _LOOKS_LIKE_ONE.search(unicodedata.normalize("NFKC", text)) is not None


def read_notice_text(text: str, year: int | None = None) -> tuple[int, list[SpecialDay]]:
    """The year of a notice and its days. ``year`` is taken when the text does not say which year it is for.

    Raises ``RuleBroken`` on the field ``days`` (``year`` when no year is known), naming the section that does not hold together.
    """
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    found = _YEAR.search(text)
    stated = int(found[1]) if found else year
    if stated is None:
        raise RuleBroken("year", "没有读到是哪一年的通知，请写明年份，例如 2027")
    parts = _SECTION.split(text)[1:]
    if not parts:
        raise RuleBroken("days", "没有读到“一、元旦：……”这样的条目，请粘贴通知全文。")
    days: list[SpecialDay] = []
    for name, words in zip(parts[::2], parts[1::2], strict=True):
        days += _section(name, words, stated)
    return stated, days


def _section(name: str, words: str, year: int) -> list[SpecialDay]:
    words = re.split(r"\n\s*\n|节假日期间", words)[0].replace("\n", "")
    off: list[SpecialDay] = []
    worked: list[SpecialDay] = []
    for sentence in filter(None, re.split("[。;;]", words)):
        for spans, duty in _duties(name, sentence):
            days = [day for span in _spans(name, spans, year) for day in span]
            if duty == "上班":
                worked += [SpecialDay(day, True, "调休上班") for day in days]
            else:
                off += [SpecialDay(day, False, name) for day in days]
    _check_total(name, words, len(off))
    return off + worked


def _duties(name: str, sentence: str) -> Iterator[tuple[str, str]]:
    duties = [(match[1], match[match.re.groups]) for match in _DUTY.finditer(sentence)]
    plain = re.sub(r"\([^()]*\)", "", sentence)
    if not duties and _ONE_SPAN.search(plain) and not any(each in plain for each in _EXPLAINS):
        raise RuleBroken("days", f"“{name}”里的这一句读不懂：{sentence[:60]}")
    yield from duties


def _spans(name: str, spans: str, year: int) -> Iterator[list[date]]:
    month: int | None = None
    for match in _ONE_SPAN.finditer(spans):
        first = _date(name, match.groups()[:4], year, month)
        last = _date(name, match.groups()[4:], first.year, first.month) if match[7] else first
        if not timedelta(0) <= last - first < timedelta(days=20):
            raise RuleBroken("days", f"“{name}”的起止日期不对：{match[0]}")
        month = last.month
        yield list(days_from(first, last))


def _date(name: str, said: tuple[str | None, ...], year: int, month: int | None) -> date:
    said_year, said_month, said_day, remark = said
    in_month = int(said_month) if said_month else month
    # A notice begins with New Year's Day: a December without a year is the one before.
    in_year = int(said_year) if said_year else year - (name.startswith("元旦") and in_month == _DECEMBER and month is None)
    try:
        day = date(in_year, in_month or 0, int(said_day or 0))
    except ValueError:
        raise RuleBroken("days", f"“{name}”里有不存在的日期：{said_month or ''}月{said_day}日") from None
    weekday = _WEEKDAY.search(remark or "")
    if weekday and "一二三四五六日".index(weekday[1].replace("天", "日")) != day.weekday():
        raise RuleBroken("days", f"“{name}”里 {day} 写的是{weekday[0]}，实际是周{'一二三四五六日'[day.weekday()]}，请核对年份和日期。")
    return day


def _check_total(name: str, words: str, n_days: int) -> None:
    if n_days == 0:
        raise RuleBroken("days", f"“{name}”没有读到放假的日子。")
    total = _TOTAL.search(words)
    if total and int(total[1]) != n_days:
        raise RuleBroken("days", f"“{name}”写明共 {total[1]} 天，读出 {n_days} 天，请核对。")
