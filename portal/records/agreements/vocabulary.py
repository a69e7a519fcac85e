"""The words of agreements."""

from portal.vocabulary import Labelled


class AgreementKind(Labelled):
    """What binds the body."""

    CONTRACT = "contract", "合同"
    PROMISE = "promise", "政策或招商承诺"
    PPP = "ppp", "PPP 项目"


class PppStage(Labelled):
    """The five stages of a PPP project."""

    PREPARATION = "preparation", "项目筹备"
    BIDDING = "bidding", "招标投标"
    PROCUREMENT = "procurement", "政府采购"
    FINANCING = "financing", "融资"
    IMPLEMENTATION = "implementation", "实施"


class AgreementStatus(Labelled):
    """How the agreement stands."""

    PERFORMING = "performing", "履行中"
    FULFILLED = "fulfilled", "已履行"
    CHANGED = "changed", "依法变更"
    BREACHED = "breached", "违约"


class LawfulGround(Labelled):
    """What alone can carry a change of a promise (优化营商环境条例 31)."""

    NATIONAL_INTEREST = "national_interest", "国家利益"
    PUBLIC_INTEREST = "public_interest", "社会公共利益"
    STATUTORY = "statutory", "其他法定事由"
