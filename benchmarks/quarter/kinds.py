"""All kinds of faults."""

from benchmarks.quarter import call_off_faults, day_faults, floor_faults, office_faults, road_faults

KINDS = (
    *floor_faults.KINDS,
    *road_faults.KINDS,
    *office_faults.KINDS,
    *day_faults.KINDS,
    *call_off_faults.KINDS,
)
