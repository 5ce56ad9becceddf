"""A station on a real terminal that writes what its floor hears to standard output, a JSON object per line."""

import json
import os
import sys

from tui_samples import LOT, RECEIVE, FakeFloor, Station, answer

from hubops.flows.floor import Answer
from hubops.inputs import Input, Key, Scan, Text


def hear(said: Input) -> Answer:
    """Tell what was heard. It is written past Textual, which takes standard output for itself."""
    text = said.aim_id + said.raw if isinstance(said, Scan) else getattr(said, "text", getattr(said, "name", ""))
    os.write(1, f"{json.dumps([type(said).__name__, text])}\n".encode())
    if said == Key("f4") or isinstance(said, Text):
        return answer(LOT)
    return answer(RECEIVE)


if __name__ == "__main__":
    sys.exit(Station(FakeFloor(answer(RECEIVE), hear)).app().run_station())
