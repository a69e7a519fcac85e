"""Sites of others where the public finds procurement, bidding blacklists, debts: from the profile and kept by staff."""

from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from flask import render_template
from werkzeug.wrappers import Response

from portal import clock
from portal.errors import NotFound
from portal.profiles import queries as profiles
from portal.registers import queries
from portal.registers.fields import is_web_address
from portal.registers.queries import EntryFilter
from portal.registers.vocabulary import Kind, LinkGroup
from portal.web import registers as words
from portal.web.public import blueprint
from portal.web.revalidation import revalidated

MOST_LINKS = 200
_KIND_GROUPS = {"credit_site": LinkGroup.CREDIT, "trading_site": LinkGroup.BIDDING}


@dataclass(frozen=True)
class Link:
    """A site: what it is called, where it lies (empty: the profile names it without an address), and what is found there."""

    key: str
    group: LinkGroup
    title: str
    url: str
    text: str

    @property
    def host(self) -> str:
        """The name of the host, as people recognise it."""
        return urlsplit(self.url).hostname or ""


@blueprint.get("/links")
def links() -> Response | str:
    """All sites by what they are for."""
    found = list_links()
    groups = [(group.label, [(each, words.outside(each.key, each.url)) for each in found if each.group is group]) for group in LinkGroup]
    shown = [(label, sites) for label, sites in groups if sites]
    corrected = [(clock.local_date(step.at), entry.title, step.words) for entry, step in queries.list_corrected(Kind.LINK)]
    page = {"groups": shown, "corrections": corrected}
    return revalidated(queries.last_change(), [found, corrected], lambda: render_template("public/links.html", **page))


@blueprint.get("/links/<register_id>")
def leave_site(register_id: str) -> str:
    """The notice before a site that is not a government's. Only addresses that stand in a register or the profile can be reached."""
    link = next((each for each in [*list_links(), *_linked_in(register_id)] if each.key == register_id), None)
    if link is None or not is_web_address(link.url):
        raise NotFound("没有这个网站。")
    return render_template("public/leave_site.html", link=link)


def list_links() -> list[Link]:
    """The published sites, then those of the profile whose names are not among them."""
    own = [
        Link(each.public_id, LinkGroup(each.topic), each.title, each.url, each.body)
        for each in queries.list_entries(EntryFilter(Kind.LINK), limit=MOST_LINKS)
        if each.topic in set(LinkGroup)
    ]
    named = {each.title for each in own}
    return own + [each for each in _of_profile() if each.title not in named]


def _of_profile() -> list[Link]:
    jurisdiction = profiles.current()
    return [
        Link(
            sha256(site["name"].encode()).hexdigest()[:12],
            _KIND_GROUPS.get(site["kind"], LinkGroup.OTHER),
            site["name"],
            f"https://{site['host']}/" if site.get("host") else "",
            site.get("publishes") or "",
        )
        for site in (jurisdiction.sites if jurisdiction else [])
    ]


def _linked_in(register_id: str) -> list[Link]:
    """The address that an article or a rating refers to."""
    entry = queries.find_published(register_id)
    return [Link(entry.public_id, LinkGroup.OTHER, entry.title, entry.url, "")] if entry is not None else []
