"""What a finding may be about, what may be done with it, and the values a case already knows."""

from dataclasses import dataclass, field

from portal.vocabulary import Labelled


class Label(Labelled):
    """The kind of identifying text."""

    PERSON = "PERSON", "姓名"
    PERSON_TITLE = "PERSON_TITLE", "姓氏与称谓"
    PHONE = "PHONE", "电话号码"
    ID = "ID", "证件号码"
    BANK = "BANK", "银行账号"
    PLATE = "PLATE", "车牌号"
    EMAIL = "EMAIL", "电子邮箱"
    IM = "IM", "社交账号"
    ADDRESS = "ADDRESS", "详细地址"
    ORG_PRIVATE = "ORG_PRIVATE", "企业名称"
    USCC = "USCC", "统一社会信用代码"
    DOC_NO = "DOC_NO", "文书或单据编号"
    BIRTH = "BIRTH", "出生日期"
    EXACT_DATE = "EXACT_DATE", "具体日期"


class Choice(Labelled):
    """What the officer decided for one finding."""

    HIDE = "hide", "隐去"
    REPLACE = "replace", "替换为"
    KEEP = "keep", "保留"


@dataclass(frozen=True)
class Finding:
    """Identifying text at ``text[start:end]`` (code points); ``is_direct`` blocks release whatever was decided.

    ``confidence`` is 0..1; ``rule`` names the detector; ``suggestion`` is the text to put in its place.
    """

    start: int
    end: int
    label: Label
    rule: str
    confidence: float
    text: str
    suggestion: str = ""
    is_direct: bool = False


@dataclass(frozen=True)
class Known:
    """The case's own identity values; an empty string or tuple means the case does not know it."""

    name: str = ""
    phone: str = ""
    email: str = ""
    id_number: str = ""
    organisation: str = ""
    credit_code: str = ""
    contact_person: str = ""
    address: str = ""
    tracking_code: str = ""
    case_number: str = ""
    attachment_names: tuple[str, ...] = field(default=())


NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class Decision:
    """One choice for the finding at ``start``..``end``; ``replacement`` is used by ``REPLACE`` alone."""

    start: int
    end: int
    label: Label
    choice: Choice = Choice.HIDE
    replacement: str = ""
