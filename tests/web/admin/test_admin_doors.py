"""Who may enter which admin page."""

import pytest

from portal.accounts.vocabulary import CASE_ROLES, Role
from tests import factories

PAGES = {
    "/admin/departments": {Role.SYSTEM_ADMIN},
    "/admin/departments/new": {Role.SYSTEM_ADMIN},
    "/admin/users": {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN},
    "/admin/users/new": {Role.SYSTEM_ADMIN},
    "/admin/permissions": {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN},
    "/admin/reply-templates": {Role.SYSTEM_ADMIN},
    "/admin/calendar": {Role.SYSTEM_ADMIN},
    "/admin/limits": {Role.SYSTEM_ADMIN},
    "/admin/calendar/import": {Role.SYSTEM_ADMIN},
    "/admin/routing": {Role.SYSTEM_ADMIN},
    "/admin/profile": {Role.SYSTEM_ADMIN},
    "/admin/profile/site": {Role.SYSTEM_ADMIN},
    "/admin/profile/load": {Role.SYSTEM_ADMIN},
    "/admin/audit": {Role.AUDIT_ADMIN},
    "/admin/health": {Role.SYSTEM_ADMIN},
}


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_each_administrator_enters_their_own_pages_only_and_the_bar_shows_the_same(heping, sign_in_as, role):
    browser = sign_in_as(factories.make_user(role))
    browser.open("/admin/")
    offered = set(browser.page.xpath("//ul[@class='big-links']//a/@href"))
    assert offered == set(browser.page.xpath("//nav[@aria-label='主导航']//a/@href"))
    for path, admitted in PAGES.items():
        browser.open(path, status=200 if role in admitted else 403)
        if path.count("/") == 2:
            assert (path in offered) == (role in admitted)


def test_the_page_of_the_present_section_is_marked(system_admin):
    system_admin.open("/admin/departments/new")
    assert system_admin.page.xpath("//nav//a[@aria-current='page']/text()") == ["单位"]


@pytest.mark.same_queries
@pytest.mark.parametrize("role", sorted(CASE_ROLES))
def test_nobody_who_works_on_cases_enters_at_all(heping, sign_in_as, role):
    browser = sign_in_as(factories.make_user(role))
    for path in ["/admin/", *PAGES]:
        browser.open(path, status=404)


def test_a_forced_post_is_refused_like_the_page(audit_admin):
    person = factories.make_user(Role.OFFICER)
    user_id = person.id
    audit_admin.open("/admin/users")
    for path in (f"/admin/users/{user_id}/enable", f"/admin/users/{user_id}/unlock", f"/admin/users/{user_id}/invite", "/admin/users/new"):
        audit_admin.post(path, {"username": "xx1"}, status=403)
