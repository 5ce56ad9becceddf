"""The SSCC, against the examples of devices.md 6 and domain-rules.md 3.2."""

import pytest
from biip.checksums import gs1_standard_check_digit

from hubops.model.sscc import sscc


def test_sscc_is_filled_up_with_zeros() -> None:
    assert sscc(3, "7012345", 12) == "370123450000000120"
    assert sscc(0, "7012345", 999_999_999) == "070123459999999995"


@pytest.mark.parametrize("serial", [-1, 1_000_000_000])
def test_a_serial_number_that_does_not_fit(serial: int) -> None:
    with pytest.raises(ValueError, match=str(serial)):
        sscc(3, "7012345", serial)


@pytest.mark.parametrize("serial", range(0, 1000, 37))
def test_the_check_digit_is_that_of_gs1(serial: int) -> None:
    code = sscc(serial % 10, "7012345", serial)

    assert int(code[-1]) == gs1_standard_check_digit(code[:-1])
