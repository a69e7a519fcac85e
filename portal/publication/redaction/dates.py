"""Dates: of birth (to the month or finer), and any date to the day."""

import re
from collections.abc import Iterator

from portal.publication.redaction.reading import Reading
from portal.publication.redaction.vocabulary import Finding, Label

_YEAR = r"(?:(?:(?:公元|民国)?[0-9]{2,4}|民国[0-9十廿卅]{1,4}) ?年)"
_MONTH = r"(?:[0-9十]{1,3}|正|腊|冬|闰[0-9十]{1,2}) ?月"
_DAY = r"(?:[0-9十廿卅初]{1,4}) ?[日号]?"
_NUMERIC = r"(?:19|20)[0-9]{2}[\-./年] ?[0-9]{1,2}(?:[\-./月] ?[0-9]{1,2}[日号]?)?"
_COMPACT = r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])?"
_BIRTH_DATE = (
    rf"(?:{_YEAR}(?: ?(?:农历|阴历|阳历|公历))? ?{_MONTH}(?: ?{_DAY})?|{_NUMERIC}|{_COMPACT}|[0-9]{{2}}[\-./][0-9]"
    rf"{{1,2}}[\-./][0-9]{{1,2}}|(?:农历|阴历|阳历)?{_MONTH} ?{_DAY})"
)
_ON_PAPER = r"(?:身份证|户口本|户口簿|户籍|档案)(?:上|里)?(?:写|填|登记|记|印|是)(?:的|着|成|了)?(?:生日|出生)?"
_AFTER = re.compile(
    rf"(?<![0-9])(?:农历|阴历|阳历)?(?P<value>{_BIRTH_DATE}) ?(?:\((?:农历|阴历|阳历|公历)\))?(?:那天|早上|夜里)?(?=[,，]?(?:出生|"
    rf"生人|降生|生于|生的|生[,。;) 个]|生$|的人|所生|落地|满月|的生日|生日|我生|她生|他生))"
)
_BEFORE = re.compile(
    rf"(?:出生日期|出生年月日|出生年月|出生时间|出生于|出生在|生于|生在|生日|诞辰|出生|生辰|{_ON_PAPER})[^0-9一-龥。;,\n]{{0,4}}"
    rf"(?:(?:上|里)?(?:写|填|登记|记|印|报)(?:的|着|成|了)?(?:是|为)?|是|为|:|在)?[^0-9一-龥。;\n]{{0,3"
    rf"}}(?:农历|阴历|阳历|公历)?(?P<value>{_BIRTH_DATE})"
)
_OF_SOMEBODY = re.compile(
    rf"(?:(?<=[我俺他她爸妈娘爹儿女孩孙])|(?<=[我俺他她]是)|(?<=[一-龥],))"
    rf"(?P<value>(?:19[3-9]|200)[0-9] ?年 ?{_MONTH}(?: ?{_DAY})?)(?=的[,，。;)])"
)
_SEX = re.compile(
    rf"(?<![一-龥])[男女][,; ]{{0,2}}(?:[一-龥]{{1,4}}族[,; ]{{0,2}})?(?P<value>{_YEAR} ?{_MONTH}(?: ?{_DAY})?|{_NUMERIC})(?![0-9])"
)
_EXACT = re.compile(
    rf"(?<![0-9])(?:{_YEAR} ?)?(?:[0-9]{{1,2}}|十[0-9]?) ?月 ?(?:[0-9]{{1,2}}|[0-9]?十[0-9]?) ?[日号](?!楼|院|地|线|"
    rf"井|桥)|(?<![0-9.\-])(?:19|20)[0-9]{{2}}[\-./][0-9]{{1,2}}[\-./][0-9]{{1,2}}(?![0-9])"
)


def find_dates(reading: Reading) -> Iterator[Finding]:
    """Birth dates and dates to the day; the second kind is softened to its month."""
    for rule, regex in (("birth-after", _AFTER), ("birth-before", _BEFORE), ("birth-of-somebody", _OF_SOMEBODY), ("birth-after-sex", _SEX)):
        for match in regex.finditer(reading.digits):
            start, end = match.span("value")
            yield Finding(start, end, Label.BIRTH, rule, 0.95, reading.text[start:end])
    for match in _EXACT.finditer(reading.digits):
        yield Finding(
            match.start(),
            match.end(),
            Label.EXACT_DATE,
            ("date-to-the-day"),
            0.9,
            reading.text[match.start() : match.end()],
            month_of(match[0]),
        )


def month_of(date: str) -> str:
    """The month of a date to the day: 2019年7月3日 → 2019年7月, 2019-11-04 → 2019年11月."""
    if "月" in date:
        return date[: date.index("月") + 1]
    parts = re.split(r"[\-./]", date)
    return f"{parts[0]}年{int(parts[1])}月"
