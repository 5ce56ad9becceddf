"""The SSCC, against the examples of devices.md 6 and domain-rules.md 3.2."""

import pytest

from hubops.model.sscc import sscc


def test_sscc_is_filled_up_with_zeros() -> None:
    assert sscc(3, "7012345", 12) == "370123450000000120"
    assert sscc(0, "7012345", 999_999_999) == "070123459999999995"


@pytest.mark.parametrize("serial", [-1, 1_000_000_000])
def test_a_serial_number_that_does_not_fit(serial: int) -> None:
    with pytest.raises(ValueError, match=str(serial)):
        sscc(3, "7012345", serial)
