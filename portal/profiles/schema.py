"""The shape of a jurisdiction profile (schema 1), as strict models: an unknown key or a wrong type is refused."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1)]
Names = list[Text]
PositiveNumber = Annotated[int, Field(ge=1)]

AreaKey = Literal[
    "gov_procurement",
    "ppp",
    "bidding",
    "investment_promotion",
    "gov_debt",
    "subdistrict_township",
    "environment",
    "contract",
    "guarantee",
]
RuleKey = Literal[
    "accountability", "aggregation", "area_channel", "area_publicity", "bidding", "blacklist", "cadence", "catalogue",
    "commitment_record", "compensation", "complaint_channel", "complaint_scope", "contract", "coordination", "data_platform",
    "data_sources", "deadline", "early_warning", "evaluation", "evaluation_use", "exposure", "guarantee", "inspection",
    "joint_punishment", "ledger", "leniency", "monitoring", "no_default", "objection", "officer_file",
    "online_appraisal", "openness", "people_congress", "pilot", "ppp_record", "privacy", "procurement",
    "public_commitment", "publicity", "ranking", "record_collector", "record_publication", "record_scope",
    "record_store", "region_statistics", "remedy", "repair", "retention_rules", "sanction_officer", "sanction_org",
    "scale", "service_commitment", "supervision", "third_party", "typical_cases", "update_duty",
]  # fmt: skip


class Part(BaseModel):
    """The base of every part of a profile: frozen, strictly typed, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Inferred(Part):
    """What the source does not say and general knowledge adds: an editable default."""

    parent: Text | None = None
    code: Annotated[str, Field(pattern=r"^[0-9]{6}$")] | None = None
    why: Text | None = None


class Region(Part):
    """The region by name, its parents outermost first."""

    name: Text
    parents: Names = []
    inferred: Inferred = Inferred()


class Basis(Part):
    """A document the source rests on."""

    title: Text
    doc_no: Text | None = None


class Source(Part):
    """The document the profile was taken from."""

    file: Text
    part: Text | None = None
    kind: Literal["ledger", "opinion", "plan", "news_report", "task_table"]
    title: Text
    doc_no: Text | None = None
    issuer: Text | None = None
    issued: Text | None = None
    printed: Text | None = None
    attachment_title: Text | None = None
    based_on: list[Basis] = []
    notes: Names = []


class PublicationSite(Part):
    """A place where the source wants records or commitments published."""

    name: Text
    kind: Literal["credit_site", "gov_portal", "portal_column", "trading_site", "department_site", "media"]
    host: Text | None = None
    publishes: Text | None = None
    quote: Text | None = None


class Publishing(Part):
    """The places of publication, in the order of the source."""

    sites: list[PublicationSite] = []


class Quoted(Part):
    """A name with the words of the source."""

    name: Text
    quote: Text | None = None


class Channel(Part):
    """A way to complain that the source names."""

    name: Text
    kind: Literal["gov_portal", "website", "hotline", "office", "letter_visit", "suggestion_box", "appraisal", "area", "unnamed"]
    area: AreaKey | None = None
    scope: Text | None = None
    quote: Text | None = None


class DepartmentEntry(Part):
    """A name that occurs in a responsibility cell; a collective names nobody in particular."""

    name: Text
    kind: Literal["organ", "collective"]
    roles: list[Literal["lead", "responsible", "support"]] = []


class OrganLists(Part):
    """Who leads, who is responsible, who supports, each in the order of the source."""

    lead: Names = []
    responsible: Names = []
    support: Names = []


class OwnerEntry(OrganLists):
    """Who the source makes answer for a function, and from which tasks that follows."""

    tasks: list[PositiveNumber] = []


class Owners(Part):
    """The functions a source can give somebody to answer for."""

    intake: OwnerEntry | None = None
    records: OwnerEntry | None = None
    objections: OwnerEntry | None = None
    evaluation: OwnerEntry | None = None
    sanctions: OwnerEntry | None = None
    supervision: OwnerEntry | None = None
    typical_cases: OwnerEntry | None = None
    region_statistics: OwnerEntry | None = None


class AreaEntry(OrganLists):
    """A key area and who answers for it."""

    key: AreaKey
    title: Text
    tasks: list[PositiveNumber] = []
    responsible_text: Text | None = None
    quote: Text | None = None


class Cadence(Part):
    """An event that the source wants repeated."""

    event: Text
    period: Literal["quarter", "half_year", "year", "regular", "as_needed", "once"]
    when: Text | None = None
    publish: bool | None = None
    quote: Text | None = None


class Phase(Part):
    """A phase of carrying the plan out."""

    title: Text
    period: Text | None = None
    text: Text | None = None


class RuleEntry(Part):
    """A rule of the source in its own words."""

    key: RuleKey
    quote: Text


class TaskEntry(OrganLists):
    """One row of the source's ledger, every cell verbatim."""

    seq: PositiveNumber
    id: Text
    group: Text
    section: Text | None = None
    title: Text | None = None
    text: Text
    responsible_text: Text | None = None
    schedule: Text | None = None
    inspection: Names = []
    deliverables: Names = []
    items: Names = []
    detail: Text | None = None
    detail_responsible_text: Text | None = None


class LimitEntry(Part):
    """A term that the jurisdiction sets otherwise than the law's table, or one of its own.

    ``limits: {triage: {value: 5, unit: working, basis: 《某市条例》第九条}}``. A term of its own needs value, unit and basis, and says what
    it is called (``label``) and from when it runs (``start``).
    """

    value: PositiveNumber | None = None
    unit: Literal["working", "natural"] | None = None
    basis: Text | None = None
    label: Text | None = None
    start: Text | None = None


class Profile(Part):
    """A jurisdiction profile as its file says it."""

    schema_version: Literal[1] = Field(alias="schema")
    key: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    name: Text
    level: Literal["province", "municipality", "prefecture_city", "district", "county", "bureau"]
    region: Region
    source: Source
    publication: Publishing = Publishing()
    aggregation: list[Quoted] = []
    channels: list[Channel] = []
    departments: Annotated[list[DepartmentEntry], Field(min_length=1)]
    owners: Owners = Owners()
    areas: list[AreaEntry]
    cadence: list[Cadence] = []
    phases: list[Phase] = []
    commitment_categories: Names = []
    limits: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")], LimitEntry] = {}
    rules: list[RuleEntry]
    tasks: list[TaskEntry]

    def plain(self) -> dict[str, object]:
        """The profile as plain data with the keys of the file; what the file leaves out stays out."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)
