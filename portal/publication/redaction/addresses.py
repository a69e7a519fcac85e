"""Addresses finer than a township: roads with numbers, communities, buildings, rooms, villages and their groups."""

import re
from collections.abc import Iterator

from portal.publication.redaction.lexicon import longest_suffix
from portal.publication.redaction.reading import Reading
from portal.publication.redaction.vocabulary import Finding, Label
from portal.publication.redaction.walking import name_start

_NUMBER = r"(?:[0-9一二三四五六七八九十百零〇甲乙丙丁A-Za-z]{1,6}(?:-[0-9A-Za-z]{1,4})?)"
_UNIT = r"(?:号楼|号院|号公寓|栋|幢|座|单元|号|室|户|层|楼|门|弄|院|排|区|期|组|队|社|屯|房|铺|间|#|巷|支巷)"
_PIECE = rf"(?:附?{_NUMBER} ?{_UNIT}[ ,]?)"
_TAIL = r"(?:院内|门面|商铺|底商|地下室|车库|[东西南北]户|内)?"
_NAMED = r"(?:[一-龥]{2,6}(?:小区|花园|家园|公寓|大厦|苑|城|府|广场|园|里|庭|居|湾|中心))?"
_CHAIN = re.compile(rf"(?:[东西南北中]区)?附?{_NUMBER} ?{_UNIT}[ ,]?(?:{_NAMED}{_PIECE}){{0,6}}(?:[0-9]{{1,4}}(?![0-9年月日号元万]))?{_TAIL}")
_FLOOR_ROOM = re.compile(r"(?<=[宿楼店馆厦场寓栈居院])[0-9一二三四五六七八九十]{1,3}(?:楼|层)[一-龥]{0,4}[室厅房](?![内外])")
_DASHED = re.compile(r"(?<=[一-龥])(?:[0-9A-Za-z]{1,3}-[0-9]{1,2}-[0-9]{2,4}(?:-[0-9]{1,5})?|[0-9]{1,3}-[0-9]{3,4})(?:室|号|户)?(?![0-9\-])")
_STRONG = re.compile(r"号楼|栋|幢|单元|室$|号院|座[0-9一二三四五六七八九十]|弄|[0-9一二三四五六七八九十]室")
_ROAD = re.compile(r"(?:大道|大街|路|街|巷|胡同|弄|道|里|段|条|线|街坊|环路|公路)(?:[东西南北中]段|[东西南北]侧)?$")
_VILLAGE_END = re.compile(r"(?:村|嘎查|屯|庄|寨|湾|沟|坪|坝|营|堡|洼|岭|坡|塘|冲|店|社区|苏木|浩特|牧点)$")
_COMMUNITIES = frozenset(
    "小区 花园 家园 嘉园 公寓 花苑 雅苑 新苑 苑 名苑 佳苑 华庭 豪庭 公馆 名邸 山庄 新村 新城 名城 家属院 家属楼 安置房 安置区 安置小区 回迁小区 大院 大厦 广场 城 府 里 园 湾 庭 居 堡 明珠 国际 商城 市场 工业园 产业园 筒子楼 宿舍 国际城 半岛 豪苑 丽景 景苑 丽苑 学府 世家 庄园 华府 商厦 写字楼 科技园 创业园 物流园".split()
)
_STANDALONE = re.compile(r"(?:小区|家园|花园|花苑|雅苑|新苑|佳苑|名苑|嘉园|华庭|豪庭|公馆|名邸|丽景|景苑|丽苑|华府|家属院|公寓)")
_COMMUNITY_BODY = re.compile(r"(?:业委会|业主委员会|业主群|[一二三四五六七八九十0-9]{0,2}(?:期|区)?业主|住户)")
_VILLAGE = re.compile(rf"(?:村|嘎查)(?!区|市|县|镇|乡|街道|委|民(?!小组)|级|集体|里人|官|干部|支|主任|长|医|镇|务|口|头|小学|务|账|办|改|容|情|规)(?:{_NUMBER} ?(?:村民小组|组|队|社|屯|号)(?:{_PIECE}){{0,2}})?")
_GROUP = re.compile(rf"{_NUMBER} ?(?:村民小组|组|队|社)(?![织会长员伍区保团])")
_STOPS = frozenset(
    "住所地 住所 号码 电话 联系电话 手机 传真 在 于 到 至 住 住在 位于 坐落 坐落于 坐落在 地址 住址 现住 原住 家住 家 是 为 系 的 了 从 由 向 取 调取 将 和 与 及 经 往 我 我们 俺 俺们 咱 咱们 借住 租住 居住 搬到 搬至 门牌 送到 送至 寄到 邮寄 寄 现 原 因 给 把 被 对 他 她 你 全 本 该 各 每 这 那 哪 某 几 两 三 有 后 进 出 回 去 来 说 叫 让 喺 嘅 找 办公 办公地点 地点 门面 商铺 房屋 房子 房产 房 店铺 户籍 籍贯 老家 家里 注册 经营 拆 拆除 征收 征 购买 买 卖 租赁 租 承包 承包了 修建 修 建 老旧 住宅 沿 沿街 附近 路过 途经 安置 安置在 回迁 回迁到 涉及 包括 例如 如 即 其 名下 户口 同 至于 关于 针对 家庭 户主 此 通讯 联系 现在 目前 原来 当时 迁入 搬进 停 停在 停放 落户 厂房 仓库 门口 整个 所有 全体 其他 相邻 邻近 不少 多个 一个 两个 三个 几个 老 新 等 及其 以及 或 还是 跟 帮 替 都 就 也 又 还 不 没 没有 已 反映 投诉 关于 经查 核实 查 查明 现场 前往 到达 村民 居民 业主 农户 牧民 群众 社员 同村 本村 邻村 贫困 行政 自然 移民 示范 空心 城中 帮扶 驻 进村 入 下 包 联 乡 农 山 全县 全镇 走 走访 回到 返回 走进 周边 易地 搬迁 美丽 乡村 扶贫 他们 她们 你们 一 二 家在 地处 送 上 抵 登记 登记在 组织 属 属于 出生 出生于 老屋 祖屋 宅 宅基地 是在 就在 打工 务工 高档 普通 开放式 封闭 无物业 开发 物业 管理 该小区 我国 全国 多 某某 镇上 住户 代表 组成 分 数 以 出现 大型 中心 安置房 保障 商品房 经济适用房 公租 公租房 廉租 廉租房 棚改 职工 教师 专家 人才 员工 学生 老年 长租 回购 购 花 交 交付 烂尾 停工 竣工 涉 电梯 收取 承接 旧 实施 改造 整治 一等".split()
)
_PLACE_ENDS = "省市县区旗镇乡盟州道"
_NOT_A_PLACE = frozenset("农村 全村 本村 各村 我村 行政村 自然村 城中村 乡村 山村 同村 邻村 外村 一村 两村 贫困村 示范村 移民村 进村 驻村 入村 回村 出村 下村 村村 新农村 空心村 联村 包村 每村 该村 几村 镇村 乡村 区村 到村 离村 在村 度假村 地球村".split())


def find_addresses(reading: Reading) -> Iterator[Finding]:
    """All findings of this module; they may overlap."""
    view = reading.plain
    for match in _CHAIN.finditer(view):
        yield from _from_chain(reading, match.start(), match.end())
    for match in _FLOOR_ROOM.finditer(view):
        yield _finding(reading, _start(reading, match.start()), match.end(), "floor-room", 0.8)
    for match in _DASHED.finditer(view):
        start = _start(reading, match.start())
        if start < match.start() and longest_suffix(view, match.start(), _COMMUNITIES, 4):
            yield _finding(reading, start, match.end(), "community-dashed")
        elif match[0].count("-") > 1 and start < match.start() - 1:
            yield _finding(reading, start, match.end(), "dashed")
    for match in _VILLAGE.finditer(view):
        yield from _from_village(reading, match)
    for match in _STANDALONE.finditer(view):
        start = name_start(reading, match.start(), 6, _STOPS, _PLACE_ENDS)
        if match.start() - start >= 2:
            yield _finding(reading, start, match.end(), "community", 0.8)
    for match in _COMMUNITY_BODY.finditer(view):
        start = name_start(reading, match.start(), 5, _STOPS, _PLACE_ENDS)
        if match.start() - start >= 3 and view[match.start() - 1] in "里苑城府园庄湾庭轩阁居邸郡馆都堡":
            yield _finding(reading, start, match.start(), "community-body", 0.75)


def _from_chain(reading: Reading, start: int, end: int) -> Iterator[Finding]:
    """A chain of numbered parts is an address when it is strong in itself or follows the name of a road or village."""
    value, view = reading.plain[start:end].rstrip(" ,"), reading.plain
    end = start + len(value)
    before = view[max(0, start - 8) : start]
    if _STRONG.search(value) and re.search(r"[0-9一二三四五六七八九十A-Z]", value):
        yield _finding(reading, _start(reading, start), end, "building")
    elif _ROAD.search(before) and re.search(r"[号弄院#]", value) and not re.search(r"[路道街]$", before) is None:
        yield _finding(reading, _start(reading, start), end, "road-number")
    elif re.search(r"(?:巷|胡同|弄|里|段)$", before) and "号" in value:
        yield _finding(reading, _start(reading, start), end, "lane-number", 0.85)
    elif _VILLAGE_END.search(before) and re.search(r"[组队社屯号]", value) and not re.search(r"号[文令]", value):
        yield _finding(reading, _start(reading, start), end, "village-group")
    elif longest_suffix(view, start, _COMMUNITIES, 4) and re.search(r"[区楼号层]", value):
        yield _finding(reading, _start(reading, start), end, "community-part", 0.8)


def _start(reading: Reading, end: int) -> int:
    """Where the name before a numbered part begins; its own last word (小区, 路) never stops the walk."""
    for suffix in (longest_suffix(reading.plain, end, _COMMUNITIES, 4), _suffix(_ROAD, reading, end), _suffix(_VILLAGE_END, reading, end)):
        if suffix:
            return name_start(reading, end - len(suffix), 7, _STOPS, _PLACE_ENDS)
    return name_start(reading, end, 7, _STOPS, _PLACE_ENDS)


def _suffix(regex: re.Pattern[str], reading: Reading, end: int) -> str:
    match = regex.search(reading.plain[max(0, end - 6) : end])
    return match[0] if match else ""


def _from_village(reading: Reading, match: re.Match[str]) -> Iterator[Finding]:
    start = name_start(reading, match.start(), 6, _STOPS, _PLACE_ENDS)
    name = reading.plain[start : match.start() + 1]
    has_group = match.end() - match.start() > 2
    if not has_group and longest_suffix(reading.plain, match.start() + 1, _NOT_A_PLACE, 4):
        return
    if 2 <= len(name) and (name not in _NOT_A_PLACE or has_group) and name[:-1] not in _STOPS:
        yield _finding(reading, start, match.end(), "village", 0.85)


def _finding(reading: Reading, start: int, end: int, rule: str, confidence: float = 0.93) -> Finding:
    return Finding(start, end, Label.ADDRESS, rule, confidence, reading.text[start:end])
