"""What is taken out of pasted text, and what must stay."""

import pytest

from portal.richtext import plain_text


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("经核查，反映的问题属实。", "经核查，反映的问题属实。"),
        ("<p>已支付<strong>第一笔</strong>款项</p>", "已支付第一笔款项"),
        ("金额 < 100 万元，A&B 两家", "金额 < 100 万元，A&B 两家"),
        ("<!-- 备注 -->正文", "正文"),
        ('<a href="javascript:alert(1)">链接</a>', "链接"),
        ("<img src=x onerror=alert(1)>图", "图"),
        ("第一行\n第二行", "第一行\n第二行"),
        ("", ""),
    ],
)
def test_markup_goes_and_words_stay(pasted: str, kept: str) -> None:
    assert plain_text(pasted) == kept


@pytest.mark.parametrize("pasted", ["<script>alert(1)</script>甲", "<ScRiPt src=//x>乙", "<svg/onload=alert(1)>丙", "<style>b{}</style>丁"])
def test_no_tag_survives_in_any_spelling(pasted: str) -> None:
    left = plain_text(pasted).lower()
    assert "<script" not in left and "<svg" not in left and "<style" not in left
    assert left[-1] in "甲乙丙丁"
