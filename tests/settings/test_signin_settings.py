"""``[signin]`` of hub.toml, and the pepper that a hub with PINs needs."""

from pathlib import Path

import pytest

from hubops.answers.examination import examine
from hubops.clock import ManualClock
from hubops.errors import SetupFault
from hubops.open_hub import OpenHub
from hubops.operations import pins, signing
from hubops.settings import load

OFF = 'pin = "off"'


def write(hub: OpenHub, old: str, new: str) -> Path:
    """Change a line of hub.toml; the hub's folder is returned."""
    file = hub.settings.folder / "hub.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return hub.settings.folder


def set_a_pin(hub: OpenHub) -> None:
    """Give Kari a PIN."""
    desk = hub.desk("dock1")
    key = desk.look(lambda booking: signing.of_badge(booking, "0001")).key
    assert key is not None
    desk.book(lambda booking: pins.set_pin(booking, key, "0001", pins.seal(hub.house.signin.pepper, "2580")))


def test_a_new_hub_asks_for_no_pin_and_locks_nothing(hub: OpenHub) -> None:
    signin = hub.house.signin

    assert (signin.pin, signin.idle_lock_minutes, signin.pepper) == ("off", 0, b"")
    assert (signin.lockout.free_tries, signin.lockout.first_wait_s, signin.lockout.longest_wait_s) == (3, 30, 1800)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (OFF, 'pin = "some"', "signin.pin"),
        (OFF, "pin = 1234", "signin.pin"),
        ("idle_lock_minutes = 0", "idle_lock_minutes = -1", "signin.idle_lock_minutes"),
        ("idle_lock_minutes = 0", 'idle_lock_minutes = "10"', "signin.idle_lock_minutes"),
        (OFF, f"{OFF}\nPIN = 2580", "PIN"),
    ],
)
def test_a_slip_in_the_file_is_refused_by_its_place(hub: OpenHub, old: str, new: str, fault: str) -> None:
    folder = write(hub, old, new)

    with pytest.raises(SetupFault, match=r"settings\.bad_file") as refused:
        load(folder)

    assert fault in str(refused.value.values["fault"])


def test_a_hub_that_was_founded_has_its_pepper(hub: OpenHub, clock: ManualClock) -> None:
    again = OpenHub.open(write(hub, OFF, 'pin = "all"'), clock)

    assert len(again.house.signin.pepper) == 32
    assert "pepper=" not in repr(again.house)
    again.close()


def test_a_hub_from_before_gets_a_pepper_on_first_need(hub: OpenHub, clock: ManualClock) -> None:
    (hub.settings.folder / "secrets" / "pepper").unlink()

    again = OpenHub.open(write(hub, OFF, 'pin = "all"'), clock)

    assert len(again.house.signin.pepper) == 32
    again.close()


def test_a_pepper_under_which_pins_lie_is_not_made_anew(hub: OpenHub, clock: ManualClock) -> None:
    set_a_pin(hub)
    (hub.settings.folder / "secrets" / "pepper").unlink()

    with pytest.raises(SetupFault, match=r"pepper\.missing"):
        OpenHub.open(write(hub, OFF, 'pin = "all"'), clock)


def test_without_its_pepper_a_hub_still_opens_where_no_pin_is_asked(hub: OpenHub, clock: ManualClock) -> None:
    """So that an admin can reset the PINs."""
    set_a_pin(hub)
    (hub.settings.folder / "secrets" / "pepper").unlink()

    OpenHub.open(hub.settings.folder, clock).close()


@pytest.mark.parametrize(("harm", "sound"), [("", True), ("public", False), ("gone", False)])
def test_the_doctor_looks_at_the_pepper(hub: OpenHub, harm: str, sound: bool) -> None:
    path = hub.settings.folder / "secrets" / "pepper"
    if harm == "public":
        path.chmod(0o644)
    elif harm == "gone":
        path.unlink()

    found = {what: fine for what, _, fine in examine(hub)}

    assert found["pepper"] is sound
