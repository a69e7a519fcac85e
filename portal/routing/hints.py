"""Everyday words for the key areas: what each is about, and an example, until somebody edits them."""

HINTS: dict[str, tuple[str, str]] = {
    "gov_procurement": ("政府单位买东西、买服务、发包工程之后不守约", "给单位供货或者做工程，验收合格了却一直拿不到钱"),
    "ppp": ("政府和企业合作建设、运营的项目，政府一方不守约", "合作建设的污水处理厂已经运行，约定的费用没有按期支付"),
    "bidding": ("招标投标不公正，或者中标以后政府一方不守约", "招标条件像是给某家单位定做的，中标以后迟迟不签合同"),
    "investment_promotion": ("招商时答应的政策、土地、奖励没有兑现", "企业按约定落户并投产，答应的补贴一直没有到位"),
    "gov_debt": ("政府单位借了钱不按约定还，或者违规借钱", "单位的借款早已到期，多次去要都说没有钱"),
    "subdistrict_township": ("街道、乡镇公开承诺的事没有做到", "承诺当年装好的电梯、修好的路，到现在没有动工"),
    "environment": ("环境保护和治理的公开承诺没有做到", "承诺年底前治理好的河道，到期仍然没有治理"),
    "contract": ("政府单位签了合同不履行，或者随意更改", "租用场地签了五年合同，第二年就要求搬走又不补偿"),
    "guarantee": ("政府单位违规对外担保，或者担保以后不认账", "单位出具了担保函，到了该承担的时候说不算数"),
}


def hint_for(area_key: str) -> tuple[str, str]:
    """The default hint and example of an area; empty words for an area that is not in the table."""
    return HINTS.get(area_key, ("", ""))
