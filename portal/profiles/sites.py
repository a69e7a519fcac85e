"""How the site of a jurisdiction is called, and what stands at its foot: plain values for templates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from portal.profiles.vocabulary import Level

DEFAULT_CREDIT_SITE = "政务诚信公示"
_OWN_PAGE = ("credit_site", "portal_column")
# What an administrator can set for the site; whatever is empty is not shown or has its default.
SITE_SETTINGS = {
    "phone": "咨询电话",
    "office_hours": "办公时间",
    "address": "地址",
    "organiser": "主办单位",
    "operator": "承办单位",
    "site_name": "平台名称",
    "site_short_name": "平台简称",
    "credit_site_name": "公示页面名称",
    "domain": "网站域名",
    "identification_code": "政府网站标识码",
    "icp": "ICP备案号",
    "police_record": "公安备案号",
    "leave_url": "“快速离开”去往的网址",
}


class _Jurisdiction(Protocol):
    """The part of a jurisdiction that names its site."""

    name: str
    level: Level
    sites: list[Any]
    settings: dict[str, Any]


@dataclass(frozen=True)
class FooterItem:
    """One line of the footer; ``url`` is empty when there is nothing to link to."""

    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Site:
    """What templates know as ``site``. Whatever is not known is empty and is then not shown; nothing is invented."""

    name: str
    short_name: str
    jurisdiction: str
    credit_site_name: str
    organiser: str
    phone: str
    office_hours: str
    domain: str
    identification_code: str
    leave_url: str
    footer: tuple[FooterItem, ...]


def short_name_of(name: str, level: Level) -> str:
    """A jurisdiction's name without its last administrative word; a bureau keeps its whole name."""
    if level is Level.BUREAU or len(name) < 3:
        return name
    return re.sub(r"[省市区县]$", "", name)


def credit_site_of(sites: Sequence[Mapping[str, Any]], short_name: str) -> str:
    """The jurisdiction's own 信用 page: the one that bears its name (周村's column, not 淄博's site), else the first, else the default."""
    own = [site["name"] for site in sites if site["kind"] in _OWN_PAGE]
    bearing = [name for name in own if short_name in name]
    return str((bearing or own or [DEFAULT_CREDIT_SITE])[0])


def full_name(department: str, jurisdiction: str, level: Level) -> str:
    """A department's name as people outside say it: 区财政局 of 和平区 → 和平区财政局, 财政厅 of 四川省 → 四川省财政厅."""
    short = short_name_of(jurisdiction, level)
    if short in department:
        return department
    own_word = jurisdiction[len(short) :]
    if own_word and department.startswith(own_word):
        return short + department
    return jurisdiction + department


def site_of(jurisdiction: _Jurisdiction | None) -> Site:
    """The site values of a jurisdiction; before any profile is loaded, neutral words."""
    if jurisdiction is None:
        return Site("政务诚信投诉举报平台", "政务诚信", "", DEFAULT_CREDIT_SITE, "", "", "", "", "", "", ())
    said = {key: str(value) for key, value in jurisdiction.settings.items() if isinstance(value, str)}
    short = short_name_of(jurisdiction.name, jurisdiction.level)
    return Site(
        name=said.get("site_name") or f"{jurisdiction.name}政务诚信投诉举报平台",
        short_name=said.get("site_short_name") or f"{short}政务诚信",
        jurisdiction=jurisdiction.name,
        credit_site_name=said.get("credit_site_name") or credit_site_of(jurisdiction.sites, short),
        organiser=said.get("organiser") or root_name_of(jurisdiction.name, jurisdiction.level),
        phone=said.get("phone", ""),
        office_hours=said.get("office_hours", ""),
        domain=said.get("domain", ""),
        identification_code=said.get("identification_code", ""),
        leave_url=said.get("leave_url", ""),
        footer=_footer(said),
    )


def root_name_of(name: str, level: Level) -> str:
    """The organ at the top of a jurisdiction: its people's government; a bureau is its own top."""
    return name if level is Level.BUREAU else f"{name}人民政府"


def _footer(said: Mapping[str, str]) -> tuple[FooterItem, ...]:
    items = (
        FooterItem("承办单位", said.get("operator", "")),
        FooterItem("地址", said.get("address", "")),
        FooterItem("政府网站标识码", said.get("identification_code", "")),
        FooterItem("ICP备案号", said.get("icp", ""), "https://beian.miit.gov.cn/"),
        FooterItem("公安备案号", said.get("police_record", ""), "https://beian.mps.gov.cn/"),
    )
    return tuple(item for item in items if item.text)
