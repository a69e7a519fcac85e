"""Standing pages: help, about, privacy, accessibility, the map of the site."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from portal.deadlines import queries as deadlines
from portal.deadlines.explanation import said_days
from portal.web.public import blueprint
from portal.web.public.privacy import LIMITS, kept
from portal.web.registers import REGISTERS
from portal.web.revalidation import revalidated

_MAP: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...] = (
    ("反映和查询", (("我要反映", "public.report"), ("空白反映表", "public.report_paper"), ("查进度", "public.track"))),
    (
        "公示和核对",
        (
            ("信用公示", "public.outcomes"),
            ("失信记录", "public.records"),
            ("对公示的信息提出异议", "public.objection_start"),
            ("申请信用修复", "public.repair_start"),
            ("各单位办理情况", "public.departments_table"),
            ("通报批评", "public.criticisms"),
            ("办理情况通报", "public.bulletins"),
            ("考评排名", "public.evaluations"),
            ("考评办法", "public.evaluation_method"),
            ("办理数字", "public.figures"),
            ("开放数据", "public.data"),
            ("核对回执", "public.verify"),
            ("期限计算", "public.deadline"),
        ),
    ),
    (
        "承诺、评价和评议",
        (
            *((each.title, ("public.register", {"register": each.path})) for each in REGISTERS),
            ("网上评议", "public.appraisals"),
            ("相关网站", "public.links"),
        ),
    ),
    (
        "帮助和说明",
        (
            ("帮助", "public.help"),
            ("关于本平台", "public.about"),
            ("隐私说明", "public.privacy"),
            ("无障碍说明", "public.accessibility"),
            ("显示设置", "display.show"),
        ),
    ),
)


def _address(page: Any) -> str:
    """The path of an endpoint, or of an endpoint with its values."""
    endpoint, values = page if isinstance(page, tuple) else (page, {})
    return url_for(endpoint, **values)


@blueprint.get("/help")
def help() -> Response | str:
    """Answers by question, the phone first."""
    terms = {key: said_days(limit.value, limit.unit) for key, limit in deadlines.limits().items()}
    return revalidated(None, terms, lambda: render_template("public/help.html", terms=terms))


@blueprint.get("/about")
def about() -> Response | str:
    """Who runs the portal, by what law, and how its figures are made."""
    return revalidated(None, [], lambda: render_template("public/about.html"))


@blueprint.get("/privacy")
def privacy() -> Response | str:
    """What is kept about a reporter, what for, who sees it, how long (个人信息保护法 17)."""
    rows = kept()
    return revalidated(None, rows, lambda: render_template("public/privacy.html", rows=rows, limits=LIMITS))


@blueprint.get("/accessibility")
def accessibility() -> Response | str:
    """The level aimed at, what is missing, whom to tell."""
    return revalidated(None, [], lambda: render_template("public/accessibility.html"))


@blueprint.get("/sitemap")
def sitemap() -> Response | str:
    """Every page a visitor can open."""
    groups = [(heading, [(words, _address(page)) for words, page in pages]) for heading, pages in _MAP]
    return revalidated(None, groups, lambda: render_template("public/sitemap.html", groups=groups))
