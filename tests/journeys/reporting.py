"""How the company files a report at the window of a browser, page by page."""

from pathlib import Path

from tests.journeys import cast
from tests.journeys.serving import Served
from tests.journeys.visitor import Visitor


def file_report(company: Visitor, *files: Path) -> tuple[str, str]:
    """A whole named report; returns the tracking code and the case number. The window then shows the page with the code."""
    fill_in_all_pages(company, *files).press("提交反映")
    return shown_code(company), company.page.locator("main strong.code").first.inner_text()


def fill_in_all_pages(company: Visitor, *files: Path) -> Visitor:
    """Everything up to the last button."""
    company.open("/").follow("我要反映").follow("开始填写")
    company.fill(reporter_kind="organisation").press("继续")
    company.fill(conduct="arrears", area_key="gov_procurement").press("继续")
    company.fill(respondent_text=cast.RESPONDENT).press("继续")
    year, month, day = cast.CONTRACT_DAY
    company.fill(narrative=cast.NARRATIVE, amount_fen=cast.AMOUNT, **{"amount_fen-unit": "万元"})
    company.fill(**{"contract_on-year": str(year), "contract_on-month": str(month), "contract_on-day": str(day)}).press("继续")
    company.fill(elsewhere="none").press("继续")
    for number, file in enumerate(files, start=1):
        company.fill(file=file, description=f"第 {number} 份材料").press("上传这份，再加一份")
        company.sees(f"材料{number}.", "材料已上传")
    company.press("继续")
    company.fill(organisation=cast.COMPANY, name=cast.CONTACT, phone=cast.PHONE, email=cast.EMAIL).press("继续")
    company.sees(cast.COMPANY, "386.5 万元", f"{len(files)} 份" if files else "没有附材料")
    return company.fill(publication_choice="agree", is_truthful=True)


def shown_code(company: Visitor) -> str:
    """The tracking code on the page; from now on it must show nowhere else."""
    code = "".join(company.page.locator(".panel-digits").inner_text().split()).replace("-", "")
    assert len(code) == 20
    company.secrets += [code, "-".join(code[start : start + 4] for start in range(0, 20, 4))]
    return code


def come_back(company: Visitor, code: str) -> Visitor:
    """Open the progress page with the code, typed in small letters and groups as people do."""
    typed = " ".join(code[start : start + 4] for start in range(0, 20, 4)).lower()
    return company.open("/track").fill(code=typed).press("查进度")


def letters_hold_nothing_of_the_case(served: Served, *secrets: str) -> None:
    """Every mail that left the house is silent about the case, the people and the code."""
    assert served.sink is not None and served.sink.letters
    for letter in served.sink.letters:
        words = " ".join(part.get_content() for part in letter.walk() if part.get_content_maintype() == "text") + str(letter["Subject"])
        leaked = [secret for secret in (*cast.CANARIES, *secrets, cast.RESPONDENT, "工程款") if secret in words]
        assert not leaked, f"{letter['Subject']} to {letter['To']} tells {leaked}"
