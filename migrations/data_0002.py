"""What revision 0002 does to rows that exist: plain SQL, so that later models cannot change it."""

from sqlalchemy import Connection, text

# A named tip-off is sealed, whatever an older version called it; its key goes into custody at the key ceremony, and until then
# the portal treats it as sealed already. What handlers see of the name tells nothing any more.
_SECRECY = (
    "UPDATE report SET secrecy = 'sealed', shares_identity = (1 = 0) WHERE kind = 'tip_off' AND reporter_kind <> 'anonymous'",
    "UPDATE reporter_identity SET masked_name = '举报人' WHERE report_id IN (SELECT id FROM report WHERE secrecy = 'sealed')",
    "INSERT INTO reporter_consent (report_id, wording_version, given_at)"
    " SELECT id, 1, submitted_at FROM report WHERE secrecy = 'open' AND shares_identity",
)


def up(connection: Connection) -> None:
    """Bring the rows of the first version to where this one wants them."""
    for statement in _SECRECY:
        connection.execute(text(statement))
