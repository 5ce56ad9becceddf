"""Messages as JSON files in a folder, for a system that fetches files: whole or not there, one file a message."""

import base64
import json
import os
from dataclasses import dataclass
from pathlib import Path

from hubops.exchange.outgoing import Outcome, Outgoing, Told
from hubops.exchange.webhook import body_of


@dataclass(frozen=True, slots=True)
class FileDrop:
    """Writes ``<kind>-<key>.json``: sent twice, it is the same file. Never raises."""

    folder: Path

    def send(self, message: Outgoing) -> Told:
        """Write one message and say what became of it."""
        papers = [
            {"name": paper.name, "kind": paper.kind, "base64": base64.b64encode(paper.content).decode()}
            for paper in message.attachments
        ]
        text = json.dumps({**body_of(message), "attachments": papers}, ensure_ascii=False, indent=1)
        target = self.folder / f"{message.kind}-{message.key}.json"
        part = target.with_suffix(".part")
        try:
            self.folder.mkdir(exist_ok=True)
            with part.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            return Told(Outcome.AGAIN, "notice.no_folder", str(error))
        return Told(Outcome.SENT, answer=target.name)
