"""What revision 0002 does to reports of the first version."""

from sqlalchemy import text

from migrations.data_0002 import SECRECY
from portal import jobs
from portal.cases import queries
from portal.cases.identity import Identity, known_identity
from portal.cases.secrecy.queries import find_consent
from portal.cases.vocabulary import ReporterKind, Secrecy
from portal.db import transaction
from tests.factories import make_case


def test_named_tip_offs_become_sealed_and_consent_of_then_keeps_its_words(app):
    kinds = {kind: make_case(reporter_kind=kind, shares_identity=kind is ReporterKind.ORGANISATION).report.id for kind in ReporterKind}
    with transaction() as current:  # as the first version left it
        current.execute(text("UPDATE report SET secrecy = 'confidential' WHERE reporter_kind = 'witness'"))
        current.execute(text("UPDATE reporter_identity SET masked_name = '李某'"))
        current.execute(text("DELETE FROM reporter_consent"))
        for statement in SECRECY:
            current.execute(text(statement))
    found = {kind: queries.get_report(report_id) for kind, report_id in kinds.items()}
    assert {kind: report.secrecy for kind, report in found.items()} == {
        ReporterKind.WITNESS: Secrecy.SEALED,
        ReporterKind.PERSON: Secrecy.CONFIDENTIAL,
        ReporterKind.ORGANISATION: Secrecy.OPEN,
        ReporterKind.ANONYMOUS: Secrecy.ANONYMOUS,
    }
    assert queries.find_identity(kinds[ReporterKind.WITNESS]).masked_name == "举报人"
    assert queries.find_identity(kinds[ReporterKind.PERSON]).masked_name == "李某"
    consent = find_consent(kinds[ReporterKind.ORGANISATION])
    assert consent.wording_version == 1 and consent.given_at == found[ReporterKind.ORGANISATION].submitted_at
    assert find_consent(kinds[ReporterKind.PERSON]) is None
    assert known_identity(found[ReporterKind.WITNESS]) == Identity()
    assert jobs.renew_seals() == 0
