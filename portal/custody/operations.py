"""What other packages ask of custody besides data keys and acts."""

from collections.abc import Iterable

from portal.custody import data_keys
from portal.custody.models import DataKey


def adopt(keys: Iterable[DataKey]) -> int:
    """Put data keys that wait under the server key into custody; for handlers of ``CustodyKeyMade``. Returns how many were moved.

    Keys that are in custody or destroyed stay as they are. Raises ``NoCustodyKey`` before the ceremony.
    """
    waiting = [key for key in keys if key.custody_key_id is None and key.wrapped is not None]
    for key in waiting:
        data_keys.put_in_custody(key)
    return len(waiting)
