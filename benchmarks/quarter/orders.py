"""The kitchens order: made-up orders that can be delivered on the day asked for, with nothing in their way."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from random import Random

from benchmarks.quarter.world import World
from hubops.founding import EXAMPLE
from hubops.planning.calendar import HubCalendar, weekdays_of

HEAD = "order_number;kitchen;ordered_at;requested_date;line;gtin;quantity;unit;note;action"
AHEAD = timedelta(days=9)
"""So far ahead kitchens order."""
MOST_LINES = 4


@dataclass(frozen=True)
class Article:
    """An article with whoever makes it."""

    gtin: str
    name: str
    org_number: str
    producer: str
    direct: bool
    temperature_class: str
    pickup: frozenset[int]
    """Weekdays on which it is fetched; of a producer that drives to the kitchens, on which it does."""


@dataclass(frozen=True)
class Placed:
    """An order as its kitchen wrote it."""

    number: str
    kitchen: str
    ordered_at: str
    """Local."""
    requested: date
    lines: tuple[tuple[str, int], ...]
    """GTIN and pieces."""

    def rows(self, action: str = "new", only: Sequence[int] = ()) -> list[str]:
        """Its rows in an order file, all or those of some lines."""
        return [
            f"{self.number};{self.kitchen};{self.ordered_at};{self.requested};{n};{gtin};{pieces};piece;;{action}"
            for n, (gtin, pieces) in enumerate(self.lines, start=1)
            if not only or n in only
        ]

    def with_pieces(self, line: int, pieces: int) -> "Placed":
        """The same with another quantity in a line."""
        lines = list(self.lines)
        lines[line - 1] = (lines[line - 1][0], pieces)
        return replace(self, lines=tuple(lines))


@dataclass
class OrderBook:
    """What kitchens order; the same seed gives the same orders."""

    world: World
    random: Random
    per_day: int
    articles: dict[str, Article] = field(default_factory=dict)
    routes: dict[str, tuple[str, frozenset[int]]] = field(default_factory=dict)
    """By kitchen: its route and the weekdays on which that runs."""
    carried: dict[str, frozenset[str]] = field(default_factory=dict)
    """By kitchen: the temperature classes that its vehicle takes; empty: all."""
    placed: list[Placed] = field(default_factory=list)
    closed: set[tuple[str, date]] = field(default_factory=set)
    """Kitchens and days on which they are closed, or no route comes to them."""
    no_pickup: set[tuple[str, date]] = field(default_factory=set)
    """Producers (organisation numbers) and days on which their goods are not fetched."""
    calendar: HubCalendar = field(init=False)
    """With the days on which the hub itself is closed."""
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Read the master data."""
        self.calendar = self.world.hub_calendar()
        pickups = {
            row["cluster"] or row["producer_org_number"]: weekdays_of(row["weekdays"]) for row in rows("pickup-days")
        }
        producers = {row["org_number"]: row for row in rows("producers")}
        for row in rows("products"):
            maker = producers[row["producer_org_number"]]
            days = pickups.get(maker["org_number"], pickups.get(maker["cluster"], frozenset()))
            self.articles[row["gtin"].zfill(14)] = Article(
                row["gtin"].zfill(14),
                row["name"],
                maker["org_number"],
                maker["name"],
                maker["transport"] == "direct",
                row["temperature_class"],
                frozenset(days),
            )
        self.routes = {
            row["kitchen"]: (row["route"], frozenset(weekdays_of(row["weekdays"]))) for row in rows("routes")
        }
        classes = {row["code"]: row["classes"].split() for row in rows("vehicles")}
        self.carried = {row["kitchen"]: frozenset(classes[row["vehicle"]]) for row in rows("routes")}
        self.closed = set(_school_holidays())

    def order(self, kitchen: str, requested: date, articles: Sequence[Article], past: int = 30) -> Placed:
        """An order that was written in the ``past`` minutes."""
        now = self.world.clock.now().astimezone(self.world.calendar.zone)
        written = now - timedelta(minutes=self.random.randrange(past))
        lines = tuple((each.gtin, self.random.randint(1, 4)) for each in articles)
        placed = Placed(f"Q-{next(self.numbers)}", kitchen, f"{written:%Y-%m-%dT%H:%M}", requested, lines)
        self.placed.append(placed)
        return placed

    def of_today(self, how_many: int) -> list[Placed]:
        """As many orders as kitchens send on a day; where no day can be had, a kitchen orders nothing."""
        kitchens = sorted(self.routes)
        found = []
        for _ in range(how_many):
            kitchen = self.random.choice(kitchens)
            days = [day for day in self.days(kitchen) if self.possible(day, kitchen)]
            if days:
                day = self.random.choice(days)
                articles = self.possible(day, kitchen)
                some = self.random.sample(articles, min(len(articles), self.random.randint(1, MOST_LINES)))
                found.append(self.order(kitchen, day, some))
        return found

    def days(self, kitchen: str) -> list[date]:
        """The next days on which the kitchen's route runs and it is open."""
        today, weekdays = self.world.day, self.routes[kitchen][1]
        days = self.calendar.route_days(weekdays, today + timedelta(days=1), today + AHEAD)
        return [day for day in days if (kitchen, day) not in self.closed]

    def possible(self, day: date, kitchen: str) -> list[Article]:
        """The articles that can be fetched between tomorrow and a day, if they are ordered in the morning."""
        carried = self.carried[kitchen]
        return [
            each
            for each in self.articles.values()
            if (not carried or each.temperature_class in carried) and self.fetchable(each, day)
        ]

    def fetchable(self, article: Article, day: date) -> bool:
        """Whether an article that is ordered this morning can be fetched, or brought by its producer, for a day."""
        first = day if article.direct else self.world.day + timedelta(days=1)
        fetched = self.calendar.route_days(article.pickup, first, day)
        return any((article.org_number, each) not in self.no_pickup for each in fetched)


def file_of(*parts: Sequence[str]) -> str:
    """Rows as an order file."""
    return "\n".join([HEAD, *(row for part in parts for row in part)]) + "\n"


def rows(kind: str) -> list[dict[str, str]]:
    """The rows of a file of the example hub."""
    with (EXAMPLE / f"{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def _school_holidays() -> Iterator[tuple[str, date]]:
    """The kitchens and days of the rows that close a kind of kitchen, ``school/3201``: nobody there orders for them."""
    for row in rows("closed-days"):
        kind, _, municipality = row["code"].partition("/")
        first, last = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        for kitchen in rows("kitchens") if row["scope"] == "kind" else ():
            if kitchen["kind"] == kind and municipality in ("", kitchen["municipality_number"]):
                yield from ((kitchen["code"], first + timedelta(days=n)) for n in range((last - first).days + 1))
