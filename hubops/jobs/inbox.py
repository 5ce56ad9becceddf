"""The watched inbox: each complete file of orders, or of answers to call-offs, is taken whole or refused whole.

Then it moves to the archive. A file lies in ``inbox/`` or in a folder of its sender, ``inbox/<sender>/``. It is
complete when its size and time are the same at two looks in a row; whoever can should write it under a name that begins
with a dot or ends in ``.part`` and rename it. In ``archive/<day>/`` a report lies beside it, ``<name>.accepted`` or
``<name>.refused``.

What is in it is booked before it is moved: after a crash between the two it is found again, known, and moved.
"""

import logging
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from hubops.errors import BadInput, HubopsError, StoreFault
from hubops.exchange import answer_import, order_import
from hubops.exchange.file_report import report_text
from hubops.exchange.report import Report
from hubops.messages import Message
from hubops.operations import order_files
from hubops.operations.desk import Desk
from hubops.operations.order_files import Arrived

UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")
"""Endings under which programs write a file that is not complete yet."""
NO_SENDER = "inbox"
"""The sender of a file that lies in no folder of a sender."""

_log = logging.getLogger(__name__)
Look = tuple[int, int]


class Inbox:
    """Watches one inbox. Not for use by two threads at once."""

    def __init__(self, desk: Desk, inbox: Path, archive: Path) -> None:
        """Set up; nothing is looked at yet.

        Args:
            desk: books what is taken.
            inbox: the watched folder.
            archive: where files go, in a folder per day.
        """
        self._desk = desk
        self._inbox = inbox
        self._archive = archive
        self._seen: dict[Path, Look] = {}
        self._stuck: dict[Path, Look] = {}
        """Files that could not be read or moved: they were told of, and wait until somebody touches them."""

    def tick(self) -> list[Path]:
        """Take every file that is complete; where they lie now is returned. One that fails stops no other.

        Raises:
            StoreFault: the database can't be written now; the files stay and are tried at the next tick.
        """
        before, self._seen = self._seen, {}
        moved = []
        for path, look in self._files():
            if before.get(path) != look or self._stuck.get(path) == look:
                self._seen[path] = look
                continue
            try:
                moved.append(self._take(path))
            except (OSError, BadInput):
                _log.exception("inbox.stuck file=%s", path)
                self._stuck[path] = look
                values = {"file": order_import.name_of(path)}
                self._desk.book(lambda booking: booking.deviation("order_file_stuck", None, **values))  # noqa: B023
        return moved

    def _files(self) -> Iterator[tuple[Path, Look]]:
        """The files that somebody has finished writing, as far as their names tell; links are not followed."""
        for path in sorted((*self._inbox.glob("*"), *self._inbox.glob("*/*"))):
            hidden = any(part.startswith(".") for part in path.relative_to(self._inbox).parts)
            if hidden or path.name.lower().endswith(UNFINISHED):
                continue
            try:
                status = path.lstat()
            except OSError:
                continue  # taken back by who wrote it
            if stat.S_ISREG(status.st_mode):
                yield path, (status.st_size, status.st_mtime_ns)

    def _take(self, path: Path) -> Path:
        sender = NO_SENDER if path.parent == self._inbox else path.parent.name
        file = order_import.arrived(path, sender)
        report = self._report(file)
        if report.faults:
            self._desk.book(lambda booking: order_files.keep_refused(booking, file, _facts(report)))
            order_import.tell_dock(self._desk, report)
        return self._put_away(path, file, report)

    def _report(self, file: Arrived) -> Report:
        """What became of a file. Whatever a file can do to us, the next one has its turn."""
        try:
            if answer_import.is_answers(file):
                return answer_import.take(self._desk, file)
            return order_import.take(self._desk, file)
        except StoreFault:
            raise
        except HubopsError as error:
            return Report(order_import.KIND, faults=(Message(error.code, error.values),))
        except Exception:  # noqa: BLE001 - an error of ours: the orders must be seen by a person, and the others must come in
            _log.exception("inbox.failed file=%s", file.name)
            fault = Message("orders.file_failed", {"file": file.name})
            return Report(order_import.KIND, faults=(fault,))

    def _put_away(self, path: Path, file: Arrived, report: Report) -> Path:
        """Move a file to the archive and put its report beside it."""
        house = self._desk.house
        now = self._desk.writer.clock.now().astimezone(house.calendar.zone)
        folder = self._archive / now.date().isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        target = _free(folder, path.name)
        shutil.move(path, target)
        text = report_text(file, report, house.language, house.calendar.zone)
        beside = target.with_name(f"{target.name}.{'refused' if report.faults else 'accepted'}")
        beside.write_text(text, encoding="utf-8", errors="backslashreplace")
        return target


def _free(folder: Path, name: str) -> Path:
    """A name in a folder that no file has yet."""
    number, target = 1, folder / name
    while target.exists() or any(target.with_name(f"{target.name}.{end}").exists() for end in ("accepted", "refused")):
        number += 1
        target = folder / f"{number}-{name}"
    return target


def _facts(report: Report) -> dict[str, object]:
    """What the table keeps of a refusal: the number of faults and the first of them."""
    first = report.faults[0]
    sentence = first.text("en").encode("utf-8", "backslashreplace").decode()
    return {"faults": len(report.faults), "first": first.code, "sentence": sentence}
