"""The closed list of sanctions and of grounds for leniency, with their bases. Data only."""

from collections.abc import Mapping

from portal.vocabulary import Labelled


class SanctionKind(Labelled):
    """What may follow a record; nothing else may (国办发〔2020〕49号)."""

    EXPLANATION = "explanation", "书面说明原因并限期整改"
    HONOURS = "honours", "取消评选评优资格"
    CRITICISM = "criticism", "公开通报批评"
    ACCOUNTABILITY = "accountability", "追究责任"
    FUNDS = "funds", "限制资金安排"
    PROJECTS = "projects", "限制项目申报"
    PILOTS = "pilots", "限制试点、示范创建"


_TRUST = "《国务院关于加强政务诚信建设的指导意见》（国发〔2016〕76号）"
_LISTED = "国办发〔2020〕49号"
_BREACH = "《关于完善政府诚信履约机制优化民营经济发展环境的通知》（发改财金〔2023〕1103号）"
SANCTION_BASES: Mapping[SanctionKind, str] = {
    SanctionKind.EXPLANATION: _TRUST,
    SanctionKind.HONOURS: _TRUST,
    SanctionKind.CRITICISM: _TRUST,
    SanctionKind.ACCOUNTABILITY: "《优化营商环境条例》第六十九条",
    SanctionKind.FUNDS: f"{_BREACH}、{_LISTED}",
    SanctionKind.PROJECTS: f"{_BREACH}、{_LISTED}",
    SanctionKind.PILOTS: f"{_BREACH}、{_LISTED}",
}


class LeniencyGround(Labelled):
    """Why a sanction may be lighter or left away."""

    LOSS_MADE_GOOD = "loss_made_good", "主动挽回损失"
    EFFECT_UNDONE = "effect_undone", "消除不良影响"
    HARM_PREVENTED = "harm_prevented", "有效阻止危害结果发生"


class LeniencyKind(Labelled):
    """What is granted."""

    LIGHTER = "lighter", "从轻"
    EXEMPT = "exempt", "免于惩戒"


class CheckPurpose(Labelled):
    """What an organiser asks for."""

    AWARD = "award", "评优评先、表彰"
    PROJECT = "project", "项目申报"
    PILOT = "pilot", "试点、示范创建"
    FUNDS = "funds", "资金安排"
