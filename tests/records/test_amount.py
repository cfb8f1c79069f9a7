"""What people write for an amount is read as they mean it, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector_app.records.amount import MOST, amount_of


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ("35", "35"),
        ("￥1，234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("１２３４．５", "1234.5"),
        ("人民币 130,000.00元整", "130000.00"),
        (" 0.005 ", "0.005"),
        ("50万元", None),
        ("-5", None),
        ("1e9", None),
        ("1，5", None),
        ("1.2.3", None),
        ("NaN", None),
        ("∞", None),
        ("元", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_it_reads_what_is_meant(words, figures):
    assert amount_of(words) == (None if figures is None else Decimal(figures))


@given(st.decimals(min_value=0, max_value=MOST - 1, places=2, allow_nan=False))
def test_what_a_document_prints_is_read_back(amount):
    assert amount_of(f"人民币{amount:,.2f}元") == amount
    assert amount_of(f"{amount:f}") == amount


@given(st.text(max_size=40))
def test_no_text_breaks_it(words):
    found = amount_of(words)
    assert found is None or 0 <= found < MOST
