"""Where the portal does not know the reporter, the people who write and release are told to look themselves."""

import pytest

from portal.access import Reporter
from portal.cases import queries as cases
from portal.cases import reporting, retention
from portal.cases.vocabulary import ReporterKind
from portal.publication import redaction
from portal.publication.checking import known_values, unknown_words
from tests.factories import do_to, make_case


@pytest.mark.same_queries
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (ReporterKind.ORGANISATION, ""),
        (ReporterKind.PERSON, ""),
        (ReporterKind.WITNESS, "身份已密封，系统不掌握姓名，请特别留意。"),
        (ReporterKind.ANONYMOUS, "匿名反映"),
    ],
)
def test_the_warning_stands_exactly_where_the_name_is_unknown(app, kind, words):
    case = make_case(reporter_kind=kind)
    said = unknown_words(case)
    assert said.startswith(words) or words in said
    assert bool(said) is (known_values(case).name == known_values(case).contact_person == "")


def test_a_sealed_name_is_still_found_as_a_name_by_the_general_rules(app):
    known = known_values(make_case(reporter_kind=ReporterKind.WITNESS))
    found = list(redaction.find("举报人李建国（电话13800138000）到现场核对。", known))
    assert {each.text for each in found} >= {"李建国", "13800138000"} and not any(each.is_direct for each in found)


def test_after_erasure_the_text_can_still_be_checked(app):
    case = make_case()
    do_to(case, reporting.withdraw, Reporter(case.id, case.report.id))
    do_to(case, retention.erase_on_request, Reporter(case.id, case.report.id))
    assert "已经销毁" in unknown_words(cases.get_case(case.id))
