"""The versions of a public text: one for each time the public page changed, with the month and what changed in words."""

from portal import clock
from portal.db import add, flush
from portal.publication import queries
from portal.publication.models import Publication, PublicationVersion
from portal.publication.vocabulary import PARTS


def texts_of(publication: Publication) -> dict[str, str]:
    """The parts as they stand."""
    return {name: getattr(publication, name) for name, _, _, _ in PARTS}


def keep(publication: Publication, made_by_id: int | None, what: str) -> PublicationVersion:
    """Keep the text as it stands now as its next version."""
    number = len(queries.list_versions(publication.id)) + 1
    version = PublicationVersion(
        publication_id=publication.id,
        number=number,
        month=f"{clock.today():%Y-%m}",
        what=what,
        texts=texts_of(publication),
        made_by_id=made_by_id,
        made_at=clock.now(),
    )
    add(version)
    flush()
    return version


def corrections_of(publication: Publication) -> list[tuple[str, str]]:
    """The corrections log of the public page: (month, what changed), the oldest first."""
    return [(each.month, each.what) for each in queries.list_versions(publication.id) if each.made_by_id is not None]
