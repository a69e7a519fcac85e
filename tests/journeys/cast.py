"""Who plays in the journeys: staff of 和平区 with password and authenticator, and a company with a name that nobody else has."""

from dataclasses import dataclass
from pathlib import Path

from portal.accounts.departments import queries as departments
from portal.accounts.vocabulary import Role
from tests import factories
from tests.attachments import sample_files

LEAD, SUPPORTING, RESPONDENT, THIRD, CREDIT_LEAD = "区财政局", "区合作交流办", "区建委", "区民政局", "区发展改革委"

COMPANY = "天津海河筑路工程有限公司"
CONTACT = "欧阳明远"
PHONE = "13920457718"
EMAIL = "mingyuan.ouyang@haihe-build.example"
AMOUNT = "386.5"
CONTRACT_DAY = (2025, 8, 17)
NARRATIVE = "我公司承建的道路改造工程已经验收十四个月，区建委至今没有支付工程款。多次催要，经办人只说资金紧张。请求督促尽快支付。"
# Nothing of this may ever be on a public page or in a mail.
CANARIES = (
    COMPANY,
    "海河筑路",
    CONTACT,
    "欧阳",
    PHONE,
    "139 2045",
    EMAIL,
    "haihe-build",
    "8 月 17 日",
    "2025-08-17",
    "资金紧张",
    "合同摘要",
)


@dataclass(frozen=True)
class Person:
    """Somebody of the staff: with this user name and authenticator they sign in."""

    username: str
    secret: str
    department: str


def staff() -> dict[str, Person]:
    """Everybody the story needs, by what they do in it."""
    roles = {
        "officer": (LEAD, Role.OFFICER),
        "colleague": (LEAD, Role.OFFICER),
        "head": (LEAD, Role.HEAD),
        "supporting": (SUPPORTING, Role.OFFICER),
        "respondent": (RESPONDENT, Role.OFFICER),
        "respondent_head": (RESPONDENT, Role.HEAD),
        "third": (THIRD, Role.OFFICER),
        "supervisor": (CREDIT_LEAD, Role.SUPERVISOR),
        "publisher": (CREDIT_LEAD, Role.PUBLISHER),
        "signer": (CREDIT_LEAD, Role.PUBLISHER),
    }
    return {part: hired(part, department, role) for part, (department, role) in roles.items()}


def hired(part: str, department: str, role: Role) -> Person:
    """Somebody of the staff of a department, with password and authenticator."""
    home = departments.find_department(department)
    assert home is not None, department
    user = factories.make_user(role, department=home, username=part.replace("_", "-"), email=f"{part}@heping.example")
    factories.give_password(user)
    return Person(user.username, factories.give_second_factor(user), department)


def evidence(folder: Path) -> tuple[Path, Path]:
    """A PDF and a photo, with everything in them that cameras and offices leave."""
    contract, photo = folder / "合同摘要.pdf", folder / "验收现场.jpg"
    contract.write_bytes(sample_files.pdf())
    photo.write_bytes(sample_files.photo())
    return contract, photo
