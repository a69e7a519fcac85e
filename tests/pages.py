"""What every page must be, whoever made it."""

import re
from typing import Any

# The report form says nothing of its content in the title, so its titles do not repeat the h1.
_NEUTRAL = re.compile(r"第 \d 步，共 \d 步 – ")
_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


def check_page(page: Any, where: str) -> None:
    """Assert what holds for every page: heading, title, labels, ids, tokens, nothing inline."""
    problems = [problem for check in _CHECKS for problem in check(page)]
    assert not problems, f"{where}: " + "; ".join(problems)


def _headings(page: Any) -> list[str]:
    found = page.xpath("//h1")
    if len(found) != 1:
        return [f"{len(found)} h1"]
    words = " ".join(found[0].text_content().split())
    title = " ".join((page.findtext(".//title") or "").split())
    told = title.removeprefix("出错：")
    if not told.startswith(words) and not _NEUTRAL.match(told):
        return [f"title 「{title}」 does not start with h1 「{words}」"]
    if page.xpath("//*[@role='alert']//li") and not title.startswith("出错："):
        return [f"title 「{title}」 does not say 「出错：」"]
    return []


def _language(page: Any) -> list[str]:
    return [] if page.get("lang") == "zh-CN" else ["no lang=zh-CN"]


def _labels(page: Any) -> list[str]:
    labelled = set(page.xpath("//label/@for"))
    problems = []
    for control in page.xpath("//input | //textarea | //select"):
        if control.tag == "input" and (control.get("type") or "text").lower() in _UNLABELLED:
            continue
        if not (
            control.get("id") in labelled
            or control.get("aria-label")
            or control.get("aria-labelledby")
            or list(control.iterancestors("label"))
        ):
            problems.append(f"field {control.get('name')!r} has no label")
    return problems


def _identifiers(page: Any) -> list[str]:
    ids = page.xpath("//@id")
    twice = sorted({one for one in ids if ids.count(one) > 1})
    described = {one for value in page.xpath("//@aria-describedby | //@aria-labelledby | //@aria-controls") for one in value.split()}
    dangling = sorted((described | set(page.xpath("//label/@for"))) - set(ids))
    return [f"id {one!r} twice" for one in twice] + [f"nothing has the id {one!r}" for one in dangling]


def _tokens(page: Any) -> list[str]:
    posts = [form for form in page.xpath("//form") if (form.get("method") or "get").lower() == "post"]
    return ["a POST form without csrf_token" for form in posts if not form.xpath(".//input[@name='csrf_token']")]


def _nothing_inline(page: Any) -> list[str]:
    problems = ["style attribute"] * len(page.xpath("//@style")) + ["style element"] * len(page.xpath("//style"))
    problems += ["inline script" for script in page.xpath("//script") if not script.get("src")]
    problems += [f"{attribute} attribute" for element in page.iter() for attribute in element.attrib if attribute.startswith("on")]
    problems += [
        "javascript: address"
        for address in page.xpath("//@href | //@src | //@action")
        if address.strip().lower().startswith(("javascript:", "data:"))
    ]
    return problems


def _buttons_and_links_say_something(page: Any) -> list[str]:
    silent = [
        element for element in page.xpath("//button | //a[@href]") if not (element.text_content().strip() or element.get("aria-label"))
    ]
    return [f"a {element.tag} without words" for element in silent]


_CHECKS = (_headings, _language, _labels, _identifiers, _tokens, _nothing_inline, _buttons_and_links_say_something)
