"""The part of a manifest that says what changed since the version before."""

from dataclasses import replace

import pytest
from documents_samples import MANIFEST, STOP, sscc, words_of

from hubops.documents.manifest import manifest_pdf
from hubops.documents.manifest_changes import FactChange, GoodsChange, VersionChanges
from hubops.documents.render import freeze, thaw

GONE = GoodsChange(3, "Åsen barnehage", sscc(1), 2, "Melk", "L1", 4, 4120, 0, 0)
LESS = GoodsChange(3, "Åsen barnehage", sscc(2), 1, "Kjøttdeig", "L2", 12, 4800, 10, 4000)
LATER = FactChange(0, "", "planned", "2026-11-24T07:15:00+01:00", "2026-11-24T07:45:00+01:00")
EARLIER = FactChange(3, "Åsen barnehage", "window", "07:30–08:30", "07:00–08:00")
LEFT = FactChange(0, "Rykkinn skole", "written_off", "", "damaged")
CHANGES = VersionChanges(1, (GONE, LESS), (LATER, EARLIER, LEFT))


@pytest.mark.parametrize(
    "said",
    [
        "Erstatter versjon 1. Endret siden da:",
        "3 Åsen barnehage Kolli 2: Melk L1 4 stk, 4,120 kg –",
        "3 Åsen barnehage Kolli 1: Kjøttdeig L2 12 stk, 4,800 kg 10 stk, 4,000 kg",
        "Planlagt avgang 24.11.2026 07:15 24.11.2026 07:45",
        "3 Åsen barnehage Tidsvindu 07:30–08:30 07:00–08:00",
        "Rykkinn skole Ikke med på bilen – skadet",
    ],
)
def test_each_change_is_told(said: str) -> None:
    assert said in words_of(manifest_pdf(replace(MANIFEST, changes=CHANGES)))


def test_in_english() -> None:
    words = words_of(manifest_pdf(replace(MANIFEST, changes=CHANGES, language="en")))

    assert "Replaces version 1. Changed since then:" in words


def test_a_first_version_tells_no_changes() -> None:
    assert "Erstatter" not in words_of(manifest_pdf(MANIFEST))


def test_a_version_that_replaces_one_with_the_same_load() -> None:
    words = words_of(manifest_pdf(replace(MANIFEST, changes=VersionChanges(1, (), ()))))

    assert "Ingenting om bord er endret." in words


def test_many_changes_run_over_the_page() -> None:
    words = words_of(manifest_pdf(replace(MANIFEST, stops=(STOP,), changes=VersionChanges(1, (GONE,) * 90, ()))))

    assert words.count("Kolli 2: Melk L1") == 90


def test_the_changes_are_frozen_with_the_paper() -> None:
    manifest = replace(MANIFEST, changes=CHANGES)

    assert thaw("manifest", freeze(manifest)) == manifest
