"""The protocols that scales speak, by their names in devices.toml."""

from hubops.devices.scales.a_and_d import A_AND_D
from hubops.devices.scales.cas import CAS
from hubops.devices.scales.dini import DINI
from hubops.devices.scales.driver import ScaleDriver
from hubops.devices.scales.frames import GRAMS_PER_UNIT
from hubops.devices.scales.mt_sics import KERN_KCP, MT_SICS
from hubops.devices.scales.ohaus import OHAUS
from hubops.devices.scales.radwag import RADWAG
from hubops.devices.scales.sartorius_sbi import SARTORIUS_SBI
from hubops.devices.scales.sma import SMA
from hubops.devices.scales.toledo_8217 import TOLEDO_8217
from hubops.devices.scales.toledo_continuous import TOLEDO_CONTINUOUS
from hubops.errors import SetupFault

DRIVERS = {
    driver.name: driver
    for driver in (
        MT_SICS,
        KERN_KCP,
        TOLEDO_8217,
        SMA,
        A_AND_D,
        DINI,
        CAS,
        SARTORIUS_SBI,
        OHAUS,
        RADWAG,
        TOLEDO_CONTINUOUS,
    )
}


def driver_for(protocol: str, unit: str = "", *, alibi: bool = False) -> ScaleDriver:
    """The driver of a scale that devices.toml describes.

    Raises:
        SetupFault: ``scale.unknown_protocol``, ``scale.unknown_unit``, ``scale.unit_missing``: the protocol sends no
            unit, and to guess one would take pounds for kilograms; or ``scale.no_alibi``: it has no command to store.
    """
    driver = DRIVERS.get(protocol)
    if driver is None:
        raise SetupFault("scale.unknown_protocol", protocol=protocol, known=", ".join(DRIVERS))
    if unit and unit not in GRAMS_PER_UNIT:
        raise SetupFault("scale.unknown_unit", unit=unit, known=", ".join(GRAMS_PER_UNIT))
    if driver.needs_unit and not unit:
        raise SetupFault("scale.unit_missing", protocol=protocol, known=", ".join(GRAMS_PER_UNIT))
    if alibi and not driver.store:
        able = ", ".join(name for name, each in DRIVERS.items() if each.store)
        raise SetupFault("scale.no_alibi", protocol=protocol, known=able)
    return driver
