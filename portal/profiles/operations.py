"""What an administrator sets for the site beside the profile."""

from collections.abc import Mapping

from portal.errors import RuleBroken
from portal.profiles.models import Jurisdiction
from portal.profiles.sites import SITE_SETTINGS
from portal.versions.operations import Writer, keep

LONGEST = 200
VERSIONS = "site"


def set_site(jurisdiction: Jurisdiction, values: Mapping[str, str], by: Writer | None = None) -> list[str]:
    """Keep what was entered for the site, as a new version; an empty value goes back to the default. Returns the names of what changed.

    Raises ``RuleBroken`` for a text that is too long or a setting that does not exist.
    """
    changed, before = [], site_texts(jurisdiction)
    kept = dict(jurisdiction.settings)
    for key, value in values.items():
        if key not in SITE_SETTINGS:
            raise RuleBroken(key, "没有这项设置。")
        value = value.strip()
        if len(value) > LONGEST:
            raise RuleBroken(key, f"最多 {LONGEST} 个字（现在 {len(value)} 个字）。")
        if value != kept.get(key, ""):
            changed.append(SITE_SETTINGS[key])
        kept[key] = value
    jurisdiction.settings = {key: value for key, value in kept.items() if value != ""}
    keep(VERSIONS, VERSIONS, site_texts(jurisdiction), by, before)
    return changed


def site_texts(jurisdiction: Jurisdiction) -> dict[str, str]:
    """What stands for the site now, setting by setting."""
    return {key: str(jurisdiction.settings.get(key, "")) for key in SITE_SETTINGS}
