"""Numbers that lead to a person: phones, documents of identity, accounts, plates, mail, messengers, codes.

Every quantifier is bounded, so a hostile text costs no more per character than a friendly one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.identifiers import passes_luhn, valid_credit_code, valid_id_number
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.vocabulary import Finding, Label

_GAP = r"(?: ?[\-.·_/]{0,2} ?)"
_SIGN = r"(?:[.、·*_~/:]|[,。] ?)"
_SEPARATORS = r"(?: ?[\-.·_/*~()。、\n] ?){1,2}"
_NOT_AMOUNT = (  # after four digits in a row a comma parts no thousands (0872-2190557，187****6130)
    r"(?![0-9])(?:(?<=[0-9]{4})|(?!,[0-9]{3}(?![0-9*\-]| [0-9]{4})))"
    r"(?!(?:\.[0-9]{1,4})? ?(?:元|万|亿|千元|美元|港元|欧元|吨|公斤|千克|平方|立方|株|棵"
    r"|只(?!有|能|是|好|要|收|打|发|给)|%))"
)
_NOT_DIGIT_BEFORE = r"(?<![0-9])(?:(?<![0-9][.,])|(?<=,)(?=[0-9]{4})|(?=[0-9]{15}))"
_NO_DECIMAL = r"(?<![0-9])(?:(?<!\.)|(?=1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9])|0[1-9][0-9]{1,2}-[0-9]{7}))"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PHONE_WORDS = r"(?:电话|手机|座机|固话|号码|传真|热线|拨打|拨|联系|打|tel|Tel|TEL|call|分机|短号|小灵通|总机|值班)"
_ACCOUNT_WORDS = r"(?:账号|帐号|账户|帐户|卡号|卡|户头|对公户|打到|汇入|汇至|汇到|转入|转到|打入|开户|存折|折号|支行|银行|信用社)"
_MESSENGERS = (
    r"(?:微 ?信|薇信|加薇|绿泡泡|[威薇微Vv]❤ ?|"
    r"威信|卫星|徽信|V信|v信|WeChat|Wechat|wechat|WECHAT|VX|Vx|vx|WX|Wx|wx|QQ|Qq|qq|扣扣|企鹅|抖音|快手|钉钉|微博|小红书"
    r"|支付宝|陌陌|加V|加v|加微|TG|Telegram|Skype|skype|Line|whatsapp|WhatsApp)"
)
_MAIL_DOMAIN = r"[A-Za-z0-9][A-Za-z0-9\-]{0,62}(?: ?(?:\.|。|点| dot |\(dot\)|\(点\)) ?[A-Za-z][A-Za-z0-9\-]{1,20}){1,4}"


@dataclass(frozen=True)
class _Pattern:
    """A kind of number: its regex over one view; the group ``value`` (or all of it) is the finding."""

    label: Label
    rule: str
    regex: re.Pattern[str]
    confidence: float
    view: str = "digits"


def _pattern(label: Label, rule: str, regex: str, confidence: float = 0.95, view: str = "digits") -> _Pattern:
    return _Pattern(label, rule, re.compile(regex), confidence, view)


_PATTERNS = (
    _pattern(Label.ID, "id-18", rf"{_NOT_DIGIT_BEFORE}[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx×*](?![0-9])", 0.97),
    _pattern(Label.ID, "id-15", (
        rf"{_NOT_DIGIT_BEFORE}[1-8][0-9]{{5}}{_GAP}[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_GAP}["
        rf"0-9]{{3}}{_NOT_AMOUNT}"
    ), 0.9),
    _pattern(Label.ID, "passport", r"(?<![A-Za-z0-9])(?:[EeGgDdSsPpHhMm][A-Za-z]?[ \-]?[0-9]{7,10})(?![0-9A-Za-z])", 0.8, "plain"),
    _pattern(
        Label.ID,
        "document-label",
        (
            r"(?:护照|通行证|居留证|居住证|台胞证|回乡证|军官证|士兵证|驾驶证|驾照|身份证|证件|居留许可|返乡证|残疾证|社保卡|医保卡|老年证|学生证|警官证)[^0-9A-Za-z。;\n]{0,"
            r"10}(?P<value>[A-Za-z]{0,4}[ \-]?[0-9][0-9 \-]{4,22}[0-9Xx])(?![0-9])"
        ),
    ),
    _pattern(Label.ID, "passport-label", (
        r"(?:护照|通行证|居留证|居留许可|Passport|passport)[^0-9A-Za-z。;\n]{0,8}(?P<value>(?=[A-Z]{0,8}[0-9])[0-9A-Z]{7,12})(?![0-9A-Za-z])"
    ), 0.95, "plain"),
    _pattern(Label.ID, "island-card", r"(?<![A-Za-z0-9])[A-Z]{1,2}[0-9]{6}\([0-9A]\)", 0.95, "plain"),
    _pattern(Label.ID, "residence-permit", r"(?<![A-Za-z0-9])[A-Z]{3}[ \-]?[0-9]{12}(?![0-9])", 0.9, "plain"),
    _pattern(Label.USCC, "credit-code", (
        rf"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUWXYa-hj-np-rtuwxy]{{2}}(?:{_GAP}[0-9]){{6}}(?:{_GAP}[0-9A-Za-z]){{10"
        rf"}}(?![0-9A-Za-z])"
    ), 0.95, "plain"),
    _pattern(Label.USCC, "credit-code-label", (
        r"(?:信用代码|机构代码|注册号|营业执照|税号|识别号)[^0-9A-Za-z。;\n]{0,8}(?P<value>[0-9A-Za-z](?:[ \-]?[0-9A-Za-z]){7,19})"
    )),
    _pattern(Label.PHONE, "mobile", rf"{_NO_DECIMAL}(?:\(?\+?(?:00)?86\)?[ \-]{{0,2}})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}{_NOT_AMOUNT}"),
    _pattern(Label.PHONE, "mobile-in-groups", (
        rf"(?<![0-9.])1[3-9][0-9]{_SEPARATORS}[0-9]{{4}}{_SEPARATORS}[0-9]{{4}}{_NOT_AMOUNT}"
    )),
    _pattern(Label.PHONE, "mobile-digit-by-digit", rf"(?<![0-9.])1(?P<sign>{_SIGN})[3-9](?:(?P=sign)[0-9]){{9}}(?![0-9])"),
    _pattern(Label.PHONE, "mobile-by-comma", r"(?<![0-9.])1[3-9][0-9],[0-9]{4},[0-9]{4}(?![0-9])(?! ?[元万亿])"),
    _pattern(Label.PHONE, "second-landline", (
        r"0[1-9][0-9]{1,2}[\- ]?[0-9]{7,8} ?[/、,或和] ?(?P<value>[2-8][0-9]{6,7})(?![0-9])"
    )),
    _pattern(Label.PHONE, "mobile-label", (
        rf"{_PHONE_WORDS}[^0-9。;\n]{{0,6}}(?P<value>\+?(?:86)?[ \-]?1[3-9](?:[^0-9一-龥。;\n]{{0,2}}[0-9]){{9}})"
    )),
    _pattern(Label.PHONE, "landline", (
        rf"{_NO_DECIMAL}(?:\+?86[ \-]?\(?0?[1-9][0-9]{{1,2}}|\(?0[1-9][0-9]{{1,2}})\)?{_GAP}[1-9](?:{_GAP}[0-9])"
        rf"{{6,7}}(?: ?(?:转|-|分机) ?(?!0[1-9][0-9]{{1,2}}-)[0-9]{{1,5}})?{_NOT_AMOUNT}"
    ), 0.93),
    _pattern(Label.PHONE, "local-number", (
        rf"{_PHONE_WORDS}[^0-9。;\n]{{0,8}}(?P<value>[2-8](?:[ \-]?[0-9]){{6,7}}(?: ?(?:转|-|分机) ?[0-9]{{1,5}})?)"
        rf"{_NOT_AMOUNT}"
    ), 0.9),
    _pattern(Label.PHONE, "foreign-number", r"(?<![0-9A-Za-z])\+(?!86)[1-9](?:[ \-()]{0,2}[0-9]){7,14}(?![0-9])", 0.9),
    _pattern(Label.PHONE, "island-number", (
        rf"(?<![0-9])(?:\((?:\+|00)?(?:852|853|886)\)[ \-]?|(?:\+|00)(?:852|853|886)[ \-]?|(?:852|853|886)[ \-]{{1,2}})"
        rf"[0-9](?:{_GAP}[0-9]){{6,8}}(?![0-9])"
    ), 0.9),
    _pattern(Label.PHONE, "bare-number-spaced", r"(?<=[,;:(。 \n])[2-8](?: [0-9]){6,7}(?=[。,;()\n ]|$)", 0.7),
    _pattern(Label.PHONE, "bare-number", (
        r"(?<=[,;:(。 \n])[2-8][0-9]{2,3}[ \-]?[0-9]{4}(?=[。,;()\n]|$)(?!,[0-9]{3})"
    ), 0.7),
    _pattern(Label.PHONE, "service-number", r"(?<![0-9])[48]00[ \-]?[0-9]{3,4}[ \-]?[0-9]{3,4}" + _NOT_AMOUNT, 0.8),
    _pattern(Label.PHONE, "extension", r"(?:分机|短号|转)(?:号|:| )?(?P<value>[0-9]{3,6})(?=[)。,;]|$)", 0.7),
    _pattern(Label.BANK, "bank-card", rf"{_NOT_DIGIT_BEFORE}[1-9](?:{_GAP}[0-9]){{15,18}}{_NOT_AMOUNT}", 0.95),
    _pattern(
        Label.BANK,
        "account-label",
        rf"{_ACCOUNT_WORDS}[^0-9。;\n]{{0,10}}(?P<value>[0-9](?:[ \-]{{0,2}}[0-9]){{8,29}}){_NOT_AMOUNT}",
    ),
    _pattern(Label.BANK, "long-number", rf"{_NOT_DIGIT_BEFORE}[0-9](?:[ \-]?[0-9]){{11,31}}{_NOT_AMOUNT}", 0.7),
    _pattern(
        Label.PLATE,
        "plate",
        (
            rf"(?<![A-Za-z])[{_PROVINCES}][ ·.]?[A-Za-z][ \-.·_]{{0,2}}(?:[0-9A-Za-z][ \-.·_]?){{4,5}}[0-9A-Za-z挂学警港澳"
            rf"](?![0-9A-Za-z])"
            rf"|[{_PROVINCES}][0-9]{{2}}[ \-·]?[0-9A-Z]{{4,6}}(?![0-9A-Za-z])"
            r"|(?:WJ|军|空|海|北|南|兰|沈|济|成|广)[A-Z][ ·\-]?[0-9]{5}(?![0-9])"
        ),
    ),
    _pattern(Label.IM, "messenger-label", (
        rf"{_MESSENGERS}(?:账号|帐号|号码|号|群|ID|id)?[^0-9A-Za-z。;\n]{{0,4}}(?P<value>[0-9A-Za-z][0-9A-Za-z_\-.]{{3,2"
        rf"4}})"
    ), 0.95, "digits"),
    _pattern(Label.IM, "messenger-prefix", r"(?<![0-9A-Za-z])wxid[_\-][0-9A-Za-z]{4,24}", 0.97, "plain"),
    _pattern(Label.IM, "messenger-sign", (
        r"(?<![0-9A-Za-z])(?:[vV]\+?|加我?)(?:信|❤ ?|♥|我|:)[^0-9A-Za-z。;\n]{0,3}(?P<value>[A-Za-z0-9][0-9A-Za-z_\-]{4,24})"
    ), 0.85, "plain"),
    _pattern(Label.IM, "handle", (
        r"(?:联系|联络|加我?|发我|发到|私我|私信我?|滴我|搜|找我|号是|号为|私信|ID|id)[:是为 ]{0,3}"
        r"(?P<value>(?![A-Za-z]{1,4}[\-_]?(?:19|20)[0-9]{2})"
        r"(?=[A-Za-z0-9]{0,20}[_\-0-9])[A-Za-z][A-Za-z0-9_\-]{4,24})"
        r"(?![0-9A-Za-z_@.\-])"
    ), 0.85, "plain"),
    _pattern(Label.IM, "handle-of-somebody", (
        r"(?:网民|网友|网名|昵称|用户名|用户|账号|帐号|楼主|博主|群主|ID|id)[:是为叫 ]{0,2}[\"“(]?@?"
        r"(?P<value>(?=[A-Za-z_\-]{0,22}[0-9])[A-Za-z][A-Za-z0-9_\-]{3,24})(?![0-9A-Za-z_@.])"
    ), 0.85, "plain"),
    _pattern(Label.IM, "name-on-the-net", (
        r"(?:网民|网友|网名|昵称|微信名|用户|博主)[:是为叫]{0,2}[\"“(](?P<value>[^\"”)\n,。;:]{2,16})[\"”)]"
    ), 0.85, "plain"),
    _pattern(Label.IM, "messenger-spaced", (
        rf"{_MESSENGERS}(?:号码|号)?[^0-9A-Za-z。;\n]{{0,4}}(?P<value>[1-9][0-9]{{0,4}}(?:[ \-][0-9]{{1,4}}){{1,11}})(?![0-9年月元万])"
    ), 0.9),
)  # fmt: skip
_KEYCAP = "\ufe0f\u20e3"  # a digit on a key is three characters
_MAIL = re.compile(rf"(?: ?(?:@|\(at\)|\(AT\)| at |艾特|小老鼠|#) ?)(?={_MAIL_DOMAIN})({_MAIL_DOMAIN})")
_MAIL_LOCAL = re.compile(r"[A-Za-z0-9._%+\-]")


def find_numbers(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    for pattern in _PATTERNS:
        view = getattr(reading, pattern.view)
        for match in pattern.regex.finditer(view):
            start, end = match.span("value") if "value" in match.re.groupindex else match.span()
            while end < len(view) and reading.text[end] in _KEYCAP:
                end += 1
            start += view[start] == "(" and ")" not in view[start:end]
            if _is_plausible(pattern, view[start:end]):
                yield Finding(start, end, pattern.label, pattern.rule, _confidence(pattern, view[start:end]), reading.text[start:end])
    yield from _find_mail(reading)


def _is_plausible(pattern: _Pattern, value: str) -> bool:
    if pattern.rule == "plate":
        return sum(char in "0123456789" for char in value) >= 2
    if pattern.rule == "credit-code":
        return any(char.isalpha() for char in value) or valid_credit_code(re.sub(r"[^0-9]", "", value))
    if pattern.label in (Label.BANK, Label.ID):  # a phone and an amount in the row of a table are neither
        return not re.fullmatch(r"(?:1[3-9][0-9](?:[0-9]{8}| [0-9]{4} [0-9]{4})|0[0-9]{2,3}-?[0-9]{7,8}) {1,3}[0-9]{1,6}", value)
    if pattern.rule == "messenger-label":
        return not value.lower().startswith(("http", "www"))
    return True


def _confidence(pattern: _Pattern, value: str) -> float:
    """Certain when a check character or the Luhn sum agrees; people mistype, so a wrong sum is still a finding."""
    compact = re.sub(r"[^0-9A-Za-z]", "", value).upper()
    checks = {Label.ID: valid_id_number, Label.USCC: valid_credit_code, Label.BANK: passes_luhn}
    check = checks.get(pattern.label)
    return 0.99 if check and compact.isascii() and check(compact) else pattern.confidence


def _find_mail(reading: Reading) -> Iterator[Finding]:
    """Addresses from their ``@`` outwards: searching for the local part first would be quadratic."""
    view = reading.plain
    for match in _MAIL.finditer(view):
        start = match.start()
        while start > max(0, match.start() - 64) and _MAIL_LOCAL.match(view[start - 1]):
            start -= 1
        if start < match.start():
            yield Finding(start, match.end(), Label.EMAIL, "mail", 0.97, reading.text[start : match.end()])
