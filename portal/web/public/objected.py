"""What an objection is about, an outcome or a dishonesty record, as the pages of an objection need it."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import url_for

from portal.errors import NotFound
from portal.publication import objections as to_outcomes
from portal.publication import queries as publications
from portal.publication.models import Publication
from portal.publication.vocabulary import PublicationStatus
from portal.records import queries as records
from portal.records.models import DishonestyRecord
from portal.records.objections import operations as to_records
from portal.records.objections.filing import NewObjection
from portal.records.objections.models import PublicObjection
from portal.records.objections.queries import RECORD
from portal.records.objections.vocabulary import ObjectionOutcome

NO_SUCH = "没有找到这个编号的公示信息，请对照公示页面再看一遍。"
Receive = Callable[[NewObjection, str, tuple[str, int]], tuple[int, str]]


@dataclass(frozen=True)
class Objected:
    """One thing that is or was public; ``back`` says where the way back leads, ``withdrawn`` how it is said that it was taken down."""

    public_id: str
    title: str
    is_public: bool
    url: str
    back: str
    noun: str
    withdrawn: str
    receive: Receive

    def said(self, outcome: ObjectionOutcome) -> str:
        """What came of an objection, in words for whoever objected."""
        return f"异议成立，{self.withdrawn}" if outcome is ObjectionOutcome.WITHDRAWN else outcome.label


def _record(record: DishonestyRecord) -> Objected:
    def receive(new: NewObjection, key: str, proofs: tuple[str, int]) -> tuple[int, str]:
        return to_records.receive(record, new, key, proofs)

    url = url_for("public.record", public_id=record.public_id)
    words = ("返回失信记录", "这条记录", "记录已经撤销")
    return Objected(record.public_id, record.title, record.is_public, url, *words, receive)


def _outcome(publication: Publication) -> Objected:
    def receive(new: NewObjection, key: str, proofs: tuple[str, int]) -> tuple[int, str]:
        return to_outcomes.receive(publication, new, key, proofs)

    url, is_public = url_for("public.outcome", public_id=publication.public_id), publication.status is PublicationStatus.RELEASED
    words = ("返回公示", "这条公示", "公示已经撤下")
    return Objected(publication.public_id, publication.title, is_public, url, *words, receive)


def once_public(public_id: str) -> Objected:
    """What has this public id and is or was public. Raises ``NotFound``."""
    record, publication = records.find_place(public_id), publications.find_place(public_id)
    if record is not None:
        return _record(record)
    if publication is None:
        raise NotFound(NO_SUCH)
    return _outcome(publication)


def now_public(public_id: str) -> Objected:
    """The same, only what is public now. Raises ``Gone`` with the public reason when it is public no longer."""
    if records.find_place(public_id) is not None:
        return _record(records.get_public(public_id))
    if publications.find_place(public_id) is None:
        raise NotFound(NO_SUCH)
    return _outcome(publications.get_outcome(public_id))


def thing_of(objection: PublicObjection) -> Objected:
    """What an objection is about, public or not."""
    if objection.subject_kind == RECORD:
        return _record(records.get_record(objection.subject_id))
    return _outcome(publications.get_publication(objection.subject_id))
