"""The administrator sets how outcomes are released; the pages of the release desk say it."""

from portal.accounts.vocabulary import Role
from portal.publication.rules import rules
from tests.factories import make_user
from tests.publication import stories


def test_the_rules_are_shown_changed_and_told_to_the_desk(app, sign_in_as):
    people = stories.cast(at_once=False)
    admin = sign_in_as(make_user(Role.SYSTEM_ADMIN)).open("admin.profile").follow("公示规则")
    assert (admin.value("people"), admin.value("moment"), admin.value("silence")) == ("3", "batch", "publish")
    admin.fill(people="2", moment="once", silence="hold").press("保存")
    assert "已保存公示规则" in admin.banner
    assert (rules().people, rules().at_once, rules().silence_publishes) == (2, True, False)
    desk = sign_in_as(people.publisher).open("publication.list_drafts")
    assert "审核和签发可以是同一个人" in desk.main and "签发后马上公开" in desk.main


def test_others_find_no_rules(app, sign_in_as):
    for role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
        sign_in_as(make_user(role)).open("admin.edit_publication_rules", 403)
