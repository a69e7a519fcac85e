"""Tags: plain words of a department for its own order. They never tell who reported something."""

import re

from portal import clock
from portal.access import Actor
from portal.cases.lists import queries
from portal.cases.lists.models import WORDS_MAX, CaseTag, Tag
from portal.cases.models import Case
from portal.db import add, flush, session
from portal.errors import RuleBroken

_OF_REPORTERS = ("反映人", "举报人", "投诉人", "检举人", "控告人", "实名", "匿名", "姓名")
_NUMBER = re.compile(r"\d{5,}")


def checked_words(words: str) -> str:
    """The words of a tag, or ``RuleBroken`` when they are too long or could point to a reporter."""
    words = words.strip()
    if not 1 <= len(words) <= WORDS_MAX:
        raise RuleBroken("words", f"标签要写 1 到 {WORDS_MAX} 个字（现在 {len(words)} 个字）。")
    if any(each in words for each in _OF_REPORTERS) or _NUMBER.search(words):
        raise RuleBroken("words", "标签只说事情，不能写反映人的情况或号码。")
    return words


def get_or_make(actor: Actor, words: str) -> Tag:
    """The own department's tag of these words. Raises ``RuleBroken`` when the words will not do or there are too many tags."""
    found = queries.find_tag(actor, checked_words(words))
    if found is not None:
        return found
    if len(queries.list_tags(actor)) >= queries.MOST_TAGS:
        raise RuleBroken("words", f"本单位已有 {queries.MOST_TAGS} 个标签，请用已有的。")
    tag = add(Tag(department_id=actor.department.id, words=words.strip(), made_at=clock.now()))
    flush()
    return tag


def put(case: Case, tag: Tag) -> None:
    """Let a case bear a tag. The caller has checked that it may and does not yet."""
    add(CaseTag(case_id=case.id, tag_id=tag.id))
    flush()


def take_off(case: Case, tag: Tag) -> None:
    """Take a tag off a case."""
    for mark in queries.list_case_tags(tag, [case.id]):
        session.delete(mark)
    flush()
