"""Standing pages: help, about, privacy, accessibility, the map of the site."""

from flask import render_template, url_for

from portal.web.public import blueprint
from portal.web.security import is_published

_PRIVACY = (
    ("您写的经过、单位、金额", "查清事实、答复您", "承办部门、监督人员", "按机关档案管理规定保存"),
    ("您上传的材料", "核实情况；照片里的拍摄地点等信息自动去掉", "承办部门、监督人员", "按机关档案管理规定保存"),
    ("姓名、电话、企业名称（匿名的不收）", "核实、答复您", "写明理由的承办人，每次都有记录", "办理目的实现后删除或者封存"),
    ("电子邮箱（选填）", "有新进展时提醒您，不写内容", "谁也看不到，只由系统发信", "办理目的实现后删除；您可以选择不再打扰"),
    ("查询码", "让您查进度", "谁也看不到；我们只保存它的校验值", "按机关档案管理规定保存"),
    ("没有提交的草稿", "让您接着填", "谁也看不到，加密保存", "24 小时不动就删除"),
    ("网络地址", "防止恶意大量提交", "谁也看不到；只保存短时间的校验值", "不超过 1 天"),
)


_MAP = (
    ("反映和查询", (("我要反映", "public.report"), ("空白反映表", "public.report_paper"), ("查进度", "public.track"))),
    (
        "公示和核对",
        (("信用公示", "public.outcomes"), ("开放数据", "public.data"), ("核对回执", "public.verify"), ("期限计算", "public.deadline")),
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


@blueprint.get("/help")
def help() -> str:
    """Answers by question, the phone first."""
    is_published()
    return render_template("public/help.html")


@blueprint.get("/about")
def about() -> str:
    """Who runs the portal, by what law, and how its figures are made."""
    is_published()
    return render_template("public/about.html")


@blueprint.get("/privacy")
def privacy() -> str:
    """What is kept about a reporter, what for, who sees it, how long (个人信息保护法 17)."""
    is_published()
    return render_template("public/privacy.html", rows=_PRIVACY)


@blueprint.get("/accessibility")
def accessibility() -> str:
    """The level aimed at, what is missing, whom to tell."""
    is_published()
    return render_template("public/accessibility.html")


@blueprint.get("/sitemap")
def sitemap() -> str:
    """Every page a visitor can open."""
    is_published()
    groups = [(heading, [(words, url_for(endpoint)) for words, endpoint in pages]) for heading, pages in _MAP]
    return render_template("public/sitemap.html", groups=groups)
