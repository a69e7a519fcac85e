"""Atom feeds of the public lists: one form for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template

from portal import clock
from portal.web.addresses import absolute
from portal.web.filters import feed_day

ROWS = 50


@dataclass(frozen=True)
class FeedEntry:
    """One entry: its permanent address, when its page last changed, since when it is public as the feed says it, its kind if any."""

    url: str
    title: str
    changed_at: datetime
    published: str
    summary: str
    category: tuple[str, str] | None = None


@dataclass(frozen=True)
class Feed:
    """What is said of a list: its title, the filters in force in words, the paths of page and feed."""

    title: str
    conditions: Sequence[str]
    list_path: str
    feed_path: str

    def answer(self, entries: Sequence[FeedEntry]) -> Response:
        """The feed of these entries, days and months no finer than the pages tell them."""
        updated = max((each.changed_at for each in entries), default=clock.start_of(clock.today()))
        body = render_template(
            "public/feed.xml",
            title=self.title,
            conditions="，".join(self.conditions),
            updated=feed_day(updated),
            list_url=absolute(self.list_path),
            feed_url=absolute(self.feed_path),
            entries=entries,
        )
        response = make_response(body)
        response.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
        return response
