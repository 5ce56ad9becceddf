"""The hub folder's files as typed settings: hub.toml, devices.toml, rules.toml.

A wrong file is refused with the file, the place in it and what was expected; unknown keys are refused too, so that a
slip of the fingers is not taken for a default.
"""

from hubops.settings.devices_toml import Devices, PrinterSettings, Scale, Scanner, StationSettings
from hubops.settings.folder import FOLDERS, Settings, load
from hubops.settings.hub_toml import Hub
from hubops.settings.messages_table import Messages, Smtp, Webhook
from hubops.settings.toml_file import parse

__all__ = [
    "FOLDERS",
    "Devices",
    "Hub",
    "Messages",
    "PrinterSettings",
    "Scale",
    "Scanner",
    "Settings",
    "Smtp",
    "StationSettings",
    "Webhook",
    "load",
    "parse",
]
