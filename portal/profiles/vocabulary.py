"""The words of a jurisdiction profile: levels, parts an organ can have, and functions somebody answers for."""

from portal.vocabulary import Labelled


class Level(Labelled):
    """What kind of jurisdiction or organ a profile describes."""

    PROVINCE = "province", "省"
    MUNICIPALITY = "municipality", "直辖市"
    PREFECTURE_CITY = "prefecture_city", "设区的市"
    DISTRICT = "district", "区"
    COUNTY = "county", "县"
    BUREAU = "bureau", "部门"


class OrganRole(Labelled):
    """The part an organ has in a task or area: 牵头, 负责 or 配合."""

    LEAD = "lead", "牵头"
    RESPONSIBLE = "responsible", "负责"
    SUPPORT = "support", "配合"


class OwnerFunction(Labelled):
    """What a jurisdiction needs somebody to answer for. The last two are inferred, no source names them."""

    INTAKE = "intake", "投诉举报受理"
    RECORDS = "records", "政务失信记录"
    OBJECTIONS = "objections", "异议处理"
    EVALUATION = "evaluation", "考核评价"
    SANCTIONS = "sanctions", "失信惩戒"
    SUPERVISION = "supervision", "督查问责"
    TYPICAL_CASES = "typical_cases", "典型案例"
    REGION_STATISTICS = "region_statistics", "分区域统计"
    CREDIT_LEAD = "credit_lead", "信用建设牵头"
    GOVERNMENT_OFFICE = "government_office", "政府办公室"
