"""The public holidays of Norway, computed: the package ``holidays`` loads every country of the world for one year.

The days are those of lov om helligdager og helligdagsfred (24 February 1995) and of lov om 1 og 17 mai (26 April 1947).
"""

from datetime import date, timedelta

FIXED = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
"""Month and day."""
AFTER_EASTER = (-3, -2, 0, 1, 39, 49, 50)
"""Maundy Thursday, Good Friday, Easter Sunday and Monday, Ascension Day, Whit Sunday and Monday."""


def public_holidays(year: int) -> frozenset[date]:
    """The public holidays of a year, those that fall on a Sunday too."""
    easter = easter_sunday(year)
    moving = {easter + timedelta(days=days) for days in AFTER_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in FIXED})


def easter_sunday(year: int) -> date:
    """Easter Sunday of a Gregorian year, by the rule of Meeus, Jones and Butcher ("Nature", 20 April 1876)."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
