"""How outcomes are released here: how many people, when, and what a reporter's silence means."""

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from portal.access import Permission
from portal.publication.rules import ReleaseRules, rules, set_rules
from portal.web.admin.acts import did, needs
from portal.web.admin.blueprint import blueprint
from portal.web.forms import HouseForm, Needed, OneChoice
from portal.web.sessions import actor

PEOPLE = (("3", "三个人：起草、审核、签发各是一个人"), ("2", "两个人：审核和签发可以是同一个人"))
MOMENTS = (("batch", "下个月1日和其他公示一起公开"), ("once", "签发后马上公开"))
SILENCE = (("publish", "继续审核公开"), ("hold", "不公开，只进入统计"))


class RulesForm(HouseForm):
    """The rules of release."""

    people = OneChoice("一份公示要几个人", [Needed("请选择要几个人")], choices=PEOPLE)
    moment = OneChoice("什么时候公开", [Needed("请选择什么时候公开")], choices=MOMENTS)
    silence = OneChoice("反映人要先看、到期没有回答", [Needed("请选择没有回答时怎么办")], choices=SILENCE)

    def wanted(self) -> ReleaseRules:
        """The rules as chosen."""
        return ReleaseRules(int(self.people.data), self.moment.data == "once", self.silence.data == "publish")


def _chosen(present: ReleaseRules) -> dict[str, Any]:
    return {
        "people": str(present.people),
        "moment": "once" if present.at_once else "batch",
        "silence": "publish" if present.silence_publishes else "hold",
    }


@blueprint.route("/profile/publication", methods=["GET", "POST"])
def edit_publication_rules() -> str | Response:
    """Show and change the rules; what changed is logged with the old value."""
    needs(Permission.PROFILE_LOAD)
    form = RulesForm(data=_chosen(rules()))
    if form.validate_on_submit() and did(form, lambda: set_rules(actor(), form.wanted()), "已保存公示规则。"):
        return redirect(url_for("admin.profile"), 303)
    return render_template("admin/edit_publication_rules.html", form=form)
