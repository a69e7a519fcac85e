"""A public page that has not changed costs a 304: every page, feed and file that nobody fills in and that is nobody's own."""

import pytest

from tests.publication import stories

# Where somebody acts, or what is somebody's own: these are never kept.
_PERSONAL = ("/report", "/track", "/objections", "/repairs")
_ASKED = {"/verify", "/verify/file", "/verify/consistency", "/leave"}  # forms, a proof between two numbers, the way out


def standing(app):
    """The addresses of the public pages that need no value."""
    rules = [
        each for each in app.url_map.iter_rules() if each.endpoint.startswith("public.") and not each.arguments and "GET" in each.methods
    ]
    return sorted({each.rule for each in rules if not each.rule.startswith(_PERSONAL)} - _ASKED)


def test_every_standing_page_is_kept_and_asked_after(app):
    stories.released(stories.cast())
    client, costly = app.test_client(), []
    client.get("/")
    for path in standing(app):
        first = client.get(path)
        again = client.get(path, headers={"If-None-Match": first.headers.get("ETag", "")})
        if first.last_modified and f"{first.last_modified:%M:%S}" != "00:00":
            costly.append((path, "tells the moment"))
        if (first.status_code, again.status_code, again.data) != (200, 304, b""):
            costly.append((path, first.status_code, again.status_code))
    assert not costly


@pytest.mark.parametrize("path", ["/", "/deadline?start=2026-09-28&rule=handle", "/help"])
def test_another_day_or_other_words_of_the_site_are_another_page(app, path):
    client = app.test_client()
    client.get("/")
    stale = client.get(path).headers["ETag"]
    stories.cast()
    assert client.get(path, headers={"If-None-Match": stale}).status_code == 200


def test_the_first_page_follows_what_is_published(app):
    people = stories.cast()
    client = app.test_client()
    client.get("/")
    before = client.get("/").headers["ETag"]
    shown = stories.released(people)
    answer = client.get("/", headers={"If-None-Match": before})
    assert answer.status_code == 200 and shown.title in answer.text
