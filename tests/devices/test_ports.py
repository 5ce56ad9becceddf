"""Line settings and urls of ports."""

import pytest

from hubops.devices.ports import Line, check_url
from hubops.errors import SetupFault


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("9600 8N1", Line(9600, 8, "N", 1)),
        ("9600 7E1", Line(9600, 7, "E", 1)),  # Toledo 8217 (devices.md 1.1)
        ("1200 7o1", Line(1200, 7, "O", 1)),
        ("115200 8N1.5", Line(115200, 8, "N", 1.5)),
    ],
)
def test_line(text: str, line: Line) -> None:
    assert Line.parse(text) == line


@pytest.mark.parametrize("text", ["", "9600", "8N1", "9600 9N1", "9600 8X1", "9600 8N3", "0 8N1", "-9600 8N1"])
def test_a_malformed_line_is_refused(text: str) -> None:
    with pytest.raises(SetupFault, match=r"device\.bad_line"):
        Line.parse(text)


@pytest.mark.parametrize(
    "url", ["/dev/serial/by-id/usb-x", "COM3", "socket://192.0.2.1:4001", "rfc2217://192.0.2.1:23"]
)
def test_urls(url: str) -> None:
    assert check_url(url) == url


@pytest.mark.parametrize("url", ["", "http://192.0.2.1", "tcp://192.0.2.1:23", "://"])
def test_a_malformed_url_is_refused(url: str) -> None:
    with pytest.raises(SetupFault, match=r"device\.bad_port"):
        check_url(url)
