"""The reply templates a new installation begins with, as data, and putting them in. What stands in 「【】」 the officer fills in."""

from dataclasses import dataclass, field

from portal.cases import queries
from portal.cases.exchanges import ReplyTemplate
from portal.cases.templates import TemplatePurpose, add_template

_REMEDY = "如对本答复不服，可以自收到本答复之日起 30 日内，在查询页面申请复查，也可以向【上一级机关名称】书面提出复查请求。"
_ARREARS_BASIS = (
    "《保障中小企业款项支付条例》第九条：机关、事业单位从中小企业采购货物、工程、服务，应当自交付之日起 30 日内支付款项；"
    "合同另有约定的从其约定，但付款期限最长不得超过 60 日。"
    "《优化营商环境条例》第三十二条：国家机关、事业单位不得违约拖欠市场主体的货物、工程、服务等账款。"
    "双方签订的《【合同名称】》第【】条。"
)
_PROMISE_BASIS = (
    "《优化营商环境条例》第三十一条：地方各级人民政府及其有关部门应当履行向市场主体依法作出的政策承诺以及依法订立的各类合同，"
    "不得以行政区划调整、政府换届、机构或者职能调整以及相关责任人更替等为由违约毁约。"
    "【承诺文件名称和文号】第【】条。"
)


@dataclass(frozen=True)
class Words:
    """One template: name, purpose and texts."""

    name: str
    purpose: TemplatePurpose
    texts: dict[str, str] = field(default_factory=dict)
    area_key: str = ""


def _reply(name: str, claim: str, facts: str, basis: str, conclusion: str, area_key: str = "") -> Words:
    return Words(
        name, TemplatePurpose.REPLY, {"claim": claim, "facts": facts, "basis": basis, "conclusion": conclusion, "remedy": _REMEDY}, area_key
    )


def _text(name: str, purpose: TemplatePurpose, text: str) -> Words:
    return Words(name, purpose, {"text": text})


_P = TemplatePurpose
DEFAULTS: tuple[Words, ...] = (
    _reply(
        "拖欠款项（属实）",
        "请求【被反映单位】支付【合同名称】项下欠款【金额】。",
        "经核查合同、验收和付款记录：【日期】签订合同，【日期】验收合格，合同约定【付款条件】；截至【日期】已付【金额】，尚欠【金额】。",
        _ARREARS_BASIS,
        "反映的问题属实。已责成【被反映单位】于【日期】前支付【金额】，其余款项【付款安排】。",
    ),
    _reply(
        "拖欠款项（部分属实）",
        "请求【被反映单位】支付【合同名称】项下欠款【金额】。",
        "经核查，双方对【金额】没有争议，应当支付；对【金额】因【争议原因】还没有达成一致。",
        _ARREARS_BASIS,
        "反映的问题部分属实。没有争议的【金额】由【被反映单位】于【日期】前支付；有争议的部分，【处理办法】。",
    ),
    _reply(
        "承诺不兑现（属实）",
        "请求【被反映单位】兑现【承诺事项】。",
        "经核查，【被反映单位】于【日期】以【文件名称】作出承诺，约定【兑现条件】；反映人已满足条件，至今没有兑现。",
        _PROMISE_BASIS,
        "反映的问题属实。已责成【被反映单位】于【日期】前兑现【承诺事项】。",
    ),
    _reply(
        "通用（属实）",
        "【反映人的诉求】",
        "经核查：【查了什么】，查明【事实】。",
        "《优化营商环境条例》第【】条；【其他依据】。",
        "反映的问题属实。【处理结果、由谁在什么时候前做到】。",
    ),
    _reply(
        "通用（不属实）",
        "【反映人的诉求】",
        "经核查：【查了什么】，没有发现【反映的情况】。【说明核查到的事实】。",
        "【依据的法律、政策或者合同条款】。",
        "反映的问题不属实。【说明理由】。",
    ),
    _reply(
        "通用（无法核实）",
        "【反映人的诉求】",
        "经核查：【查了什么】。因【原因】，现有材料不足以认定【反映的情况】。",
        "【依据的法律、政策或者合同条款】。",
        "反映的问题目前无法核实。如有新的材料，可以再次反映。",
    ),
    _text(
        "补正：证明材料",
        _P.SUPPLEMENT,
        "为了核实情况，请补充：\n1. 【材料名称】，用来证明【事项】；\n2. 【材料名称】。\n可以拍照上传，看得清即可。没有的请说明原因。",
    ),
    _text(
        "补正：写明单位和时间",
        _P.SUPPLEMENT,
        "请补充说明：反映的是哪一个单位的什么事，大约发生在什么时候，有没有合同、文件或者聊天记录可以证明。",
    ),
    _text(
        "不予受理：诉讼、仲裁、复议",
        _P.DECLINE,
        "您反映的事项【已经／应当】通过【诉讼／仲裁／行政复议】解决，依照《信访条例》的规定，本平台不重复办理。请向【机关名称、地址、电话】提出。",
    ),
    _text(
        "不予受理：不属于本地区",
        _P.DECLINE,
        "您反映的单位属于【地区】管辖，不属于本地区。请向【机关名称】反映，电话【电话】。您填写的材料仍可以在查询页面看到，方便您转交。",
    ),
    _text(
        "不予受理：不属于政务失信",
        _P.DECLINE,
        "您反映的【事项】不属于政务失信事项，依照职责分工由【机关名称】办理，地址【地址】，电话【电话】。",
    ),
    _text("留言：进展", _P.MESSAGE, "您反映的事项正在办理：【已经做了什么】。下一步【还要做什么】，预计【日期】前有结果。"),
    _text(
        "留言：约时间",
        _P.MESSAGE,
        "为了核实情况，想请您于【日期】到【地点】当面说明，也可以写在查询页面的留言里。不方便可以另约时间，不会影响办理。",
    ),
)


def load_defaults() -> list[ReplyTemplate]:
    """Put in the default templates whose names nobody uses yet; returns what was made. Safe to repeat."""
    known = {each.name for each in queries.list_templates(active_only=False)}
    return [add_template(words.name, words.purpose, words.area_key, words.texts) for words in DEFAULTS if words.name not in known]
