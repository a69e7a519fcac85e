"""What is found, label by label; all texts are invented."""

import pytest

from portal.publication.redaction import find

FOUND = [
    ("PHONE", "请打 138 0013 8000 找我", "138 0013 8000"),
    ("PERSON", "经办人：张伟，已答复。", "张伟"),
]


@pytest.mark.parametrize(("label", "text", "value"), FOUND)
def test_identifying_text_is_found_whole(label, text, value):
    assert (label, value) in [(item.label.value, item.text) for item in find(text)]
