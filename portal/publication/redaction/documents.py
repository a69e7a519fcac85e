"""Numbers of papers that lead to one person's or firm's case; numbers of policies and laws stay."""

import re
from collections.abc import Iterator

from portal.publication.redaction.reading import Reading
from portal.publication.redaction.vocabulary import Finding, Label

_HAN = "一-龥"
_KINDS = (
    r"(?:注册|执业|资格|核准|全宗|档案|合同|协议|案件|案|立案|工单|受理|回执|发票|收据|票据|票|凭证|流水|回单|交易|订单|证书|证|登记|产权证|不动产权证|房产证|土地证|项目|招标|中标|投标|采购|标段|标|文书"
    r"|决定书|通知书|告知书|裁决书|判决书|裁定书|调解书|意见书|信访|信访件|问题|举报件|投诉件|办件|件|查询|编码|备案|许可|批文|公证书|鉴定|报告|票号|单据|运单|快递|借据|欠条|业"
    r"务|申请|档案|转办|交办|督办|仲裁|存单|保单|保函|报案|学籍|证明|执照|许可证|资格证|参考|索赔|序列)"
)
_NUMBER_WORD = r"(?:编号|号码|单号|号|代码|字号|文号|流水号|查询码|序号|编码|No\.?|NO\.?)"
_PATTERNS = tuple(
    (rule, re.compile(regex), confidence)
    for rule, regex, confidence in (
        ("court", (
            rf"\(?(?:19|20)[0-9]{{2}}\)? ?(?!年)[{_HAN}](?:[0-9]{{2,6}})?[{_HAN}]{{1,6}} ?字?第? ?"
            rf"[0-9]{{1,7}} ?号(?:之[{_HAN}0-9]{{1,2}})?"
        ), 0.97),
        ("bracketed-year", (
            rf"[{_HAN}]{{1,12}}(?:\([{_HAN}]{{1,4}}\)[{_HAN}]{{0,6}})?[(<《] ?(?:19|20)[0-9]{{2}} ?[)>》](?:[{_HAN}]"
            rf"{{0,8}}) ?第? ?[0-9A-Za-z\-]{{1,12}} ?号?(?:\-[0-9]{{1,8}})?"
        ), 0.9),
        ("words-year-ordinal", rf"[{_HAN}]{{2,7}}字 ?(?:19|20)[0-9]{{2}}年?第? ?[0-9]{{1,8}} ?号", 0.9),
        ("year-word-number", rf"(?<![0-9])(?:19|20)[0-9]{{2}}年?\-?[{_HAN}]{{1,6}}字? ?\-?第? ?[0-9]{{1,8}} ?号", 0.85),
        ("dashed-year", rf"(?<![0-9A-Za-z])(?:19|20)[0-9]{{2}}\-[{_HAN}A-Za-z]{{1,6}}\-[0-9]{{1,8}}号?", 0.95),
        ("words-year-dash", rf"[{_HAN}]{{1,5}}(?:19|20)[0-9]{{2}}\-[0-9]{{2,8}}号?(?![0-9\-年至到]| ?年)", 0.85),
        ("letters-year", (
            r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]{0,9}(?:[\-/_(][A-Za-z0-9]{1,8}){0,2}[\-/_ (](?:19|20)[0-9]{2}(?:"
            r"[0-9]{2,4})?[\-/_)][ ]?(?:[A-Za-z0-9一-龥]{1,6}[\-/_]){0,2}[0-9A-Za-z]{1,10}号?(?![0-9])"
        ), 0.95),
        ("letters-year-joined", (
            r"(?<![A-Za-z0-9])[A-Za-z]{1,8}(?:19|20)[0-9]{2}[\-/_][0-9A-Za-z]{1,10}(?:[\-/_][0-9A-Za-z]{1,10})?(?!"
            r"[0-9A-Za-z])"
        ), 0.93),
        ("letters-year-ordinal", r"(?<![A-Za-z0-9])[A-Za-z]{1,8} ?\((?:19|20)[0-9]{2}\) ?第? ?[0-9]{1,8} ?号?", 0.95),
        ("letters-digits", (
            r"(?<![A-Za-z0-9])(?!(?:QQ|VX|WX|Qq|qq|vx|wx)[0-9])(?:[A-Za-z]{1,8}[\-/_]){0,2}[A-Za-z]{1,8}[\-/_]?[0-9]{6,20}"
            r"(?:[\-/][0-9A-Za-z]{1,10}){0,3}(?![0-9A-Za-z@])"
        ), 0.85),
        ("letters-two-groups", r"(?<![A-Za-z0-9])[A-Z]{2,6}[\-/][0-9]{2,6}[\-/][0-9]{2,6}(?![0-9A-Za-z])", 0.85),
        ("number-in-row", r"(?<=[0-9]{6}、)(?P<value>[0-9]{6,20})(?![0-9元万.,])", 0.8),
        ("number-in-brackets", (
            r"(?:收据|收条|发票|凭证|存单|欠条|借据|票据|证书|保单|单子)[^。;()\n]{0,10}\((?P<value>[0-9]{5,20})\)"
        ), 0.85),
        ("further-number", (
            r"(?:发票|收据|收条|票据|合同|证书|保单|存单)[^。;\n]{0,40}[,、/ ]"
            r"(?:号码|编号|票号|单号|号)[:是为]{0,2} ?(?P<value>[0-9]{5,20})(?![0-9元万])"
        ), 0.85),
        ("word-and-number", rf"(?:编号|单号|账号页|序号)[:是为]{{0,2}} ?(?P<value>[{_HAN}]{{1,6}}[0-9]{{3,10}}号?)(?![0-9年月])", 0.85),
        ("number-sign", r"(?:№|(?<![A-Za-z])N[oO]\.?) ?[0-9]{4,12}(?![0-9])", 0.9),
        ("real-estate", (
            rf"[{_HAN}]\((?:19|20)[0-9]{{2}}\)[{_HAN}]{{2,14}}(?:不动产权|农村土地承包经营权)第 ?[0-9]{{4,20}} ?号"
        ), 0.95),
        ("court-without-year", (
            rf"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋内陕吉闽贵粤青藏川宁琼][0-9]{{2,4}}[民刑行执破仲赔][{_HAN}]{{0,3}}[0-9]{{1,6}}号"
        ), 0.95),
        ("paper-label", (
            rf"{_KINDS}\(?{_NUMBER_WORD}(?:是|为|[:(]){{0,2}} ?(?P<value>[0-9A-Za-z№{_HAN}()\-/_.]{{0,12}}[0-9](?:[0-9A-"
            rf"Za-z()\-/_.年字第号]|[ \-][0-9]){{1,40}})"
        ), 0.95),
        ("paper-ordinal", rf"{_KINDS}字?第 ?[0-9][0-9A-Za-z\-]{{2,15}} ?号", 0.9),
        ("paper-number-first", (
            r"(?:编号|单号|案号|票号|文号|流水|回单|工单|订单|查询码|受理号|回执号|No\.?|NO\.?|№)[:是为(]{0,2} ?(?P<value>[A-Za-z.]{0,8}[\-"
            r"/]?[0-9][0-9A-Za-z()\-/_]{3,40}号?)(?![0-9套件台个只份张吨])"
        ), 0.95),
        ("certificate", (
            rf"[{_HAN}]{{0,3}}(?:\((?:19|20)[0-9]{{2}}\))?[{_HAN}]{{0,10}}(?:不动产权|房权证|房产证|国用|集用|林证|土地使用证|经营权证|承包经营权"
            rf"|房地权证|农地承包|建字|地字|公证|证字|鲁字|营字)[{_HAN}(0-9)]{{0,14}}第? ?[0-9A-Za-z\-]{{3,24}} ?号?"
        ), 0.93),
        ("word-number", rf"(?:[{_HAN}]{{1,10}})字 ?第? ?(?:\(?(?:19|20)[0-9]{{2}}\)?)? ?[\-]?[0-9]{{2,14}}(?:\-[0-9]{{1,6}})? ?号", 0.9),
    )
)  # fmt: skip
_POLICY = re.compile(
    r"[政府](?:办)?[发规函字令办]|国办?[发函令]|发改|财[建企社教农资税库预综]|建[市办村房质城规]|(?:委|党|厅|部|局|办)(?:办)?[发字规]|农[办计]?财?发|税[总发]|法释|法"
    r"发|银[发保]|水[建财]|[发规令函]$|纪发|公告|人社部"
    r"|^[京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新](?:[政林农水财建教卫交环民科文发]|国土|人社|自然资){1,2}[发造规函计综管保]$"
)
_CASE = re.compile(
    r"罚|裁|仲|招|采|标|监[令责]|立字|信复|信访|复[字查核]|诉|告字|受字|受理|鉴|拆|协议|合同|责[令改]|不予|听[证字]|决|补正|许[可准]|认[定字]|公\(经|执"
)
_STANDARD = re.compile(
    r"(?:GF|GB|GB/T|DB|JGJ|CJJ|ISO|IEC|HJ|SL|DL|YY|NY|JTG|CECS|TCVN|GA|LY|TB|AQ|JT|WS|SN|QB|HG|SH|K|G|S|X|"
    r"Y|COVID|PPP|BOT|EPC|DN|PE|PVC|HDPE|LED)[0-9]{0,2}(?:/T)?[\-/ ]?[0-9]"
)


def find_documents(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _RANGE.finditer(view):
        if abs(len(match[1]) - len(match[2])) < 1:
            yield Finding(*match.span(2), Label.DOC_NO, "end-of-range", 0.85, reading.text[match.start(2) : match.end(2)])
    for rule, regex, confidence in _PATTERNS:
        for match in regex.finditer(view):
            start, end = match.span("value") if "value" in regex.groupindex else match.span()
            court = _COURT_INSIDE.search(view, start, end + 1) if rule == "bracketed-year" else None
            start, end = (court.start(), end) if court else _trim(view, start, end)
            if end > start and not _is_public(view, start, end, rule):
                yield Finding(start, end, Label.DOC_NO, rule, confidence, reading.text[start:end])


_COURT_INSIDE = re.compile(rf"\((?:19|20)[0-9]{{2}}\)(?!第)[{_HAN}][0-9]{{2,6}}[{_HAN}]")
_SUPPLEMENT = re.compile(r"[\-/ ]?(?:[补变增续改更附甲乙丙](?:充|更)?[0-9]{1,2}|之[0-9一二三四五六七八九]{1,2})(?![0-9年月日])")
_RANGE = re.compile(r"(?:No\.?|NO\.?|№|号|编号:?) ?([0-9]{5,12})(?:至|到|\-|、)(?:No\.?|NO\.?|№)? ?([0-9]{5,12})(?![0-9])")
_LEAD = re.compile(
    rf"^(?:[{_HAN}]{{0,10}}?(?:通知书?|告知书?|意见书?|决定书?|裁决书?|判决书?|答复|[一二再]审|补偿协议|权证书(?!号)|(?<!权)证书?编?号?|根据|依据|按照|依照|领取|领到|取得|办理|换发|作出的?|下达|出具|收到|发出|认定|逾期|文号|文书|编号|案号|证书|权证号?|原案号|合同号"
    rf"|原案|批文|批复|文件|评估报告|报告|裁定书?|见|系|持|凭|以|由|即|为|是|号))(?!字)(?=[{_HAN}(0-9])"
)


def _trim(view: str, start: int, end: int) -> tuple[int, int]:
    """Cut words that only lead up to the number, and brackets without their partner."""
    lead = _LEAD.match(view[start : min(end, start + 14)])
    start += lead.end() if lead else 0
    start += 2 if view.startswith(("编号", "文号", "字号", "案号"), start) else 0
    unpaired = re.match(r"[^()]{4,60}?(?=\))", view[start:end])
    end = start + unpaired.end() if unpaired else end
    more = _SUPPLEMENT.match(view, end)
    end = more.end() if more else end
    while end > start and view[end - 1] in "(-/_." + (")" if view.count("(", start, end) < view.count(")", start, end) else ""):
        end -= 1
    if view.startswith("(", start) and ")" not in view[start:end]:
        start += 1
    elif view[start - 1 : start] == "(" and view.count(")", start, end) > view.count("(", start, end):
        start -= 1  # 证书编号(陕)JZ安许证字(2018)030417 begins with its bracket
    return start, end


def _is_public(view: str, start: int, end: int, rule: str) -> bool:
    """Whether the number is that of a policy, a law, a standard form or a place on a road."""
    value = view[start:end]
    if re.fullmatch(r"[A-Za-z]{2,4}/(?:19|20)[0-9]{2}\-[0-9]{1,6}号?", value):
        return False  # DB/2016-155: a standard tells its year last
    if _STANDARD.match(value) and not re.match(r"[A-Za-z]+[\-/_]?[0-9]{8}", value):
        return True
    if rule == "bracketed-year":
        prefix = re.split(r"[(<《] ?(?:19|20)[0-9]{2}", value)[0]
        return not prefix or bool(_POLICY.search(prefix) and not _CASE.search(prefix))
    if rule in ("year-word-number", "word-number"):
        return bool(re.search(r"令第|令 ?[0-9]|公告|年第[0-9]+号$|条|届", value))
    return rule == "letters-digits" and len(re.sub(r"[^0-9]", "", value)) < 6
