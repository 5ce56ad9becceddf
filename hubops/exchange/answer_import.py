"""Takes a file with the answers of producers to their call-offs whole or not at all; the same file again does nothing.

CSV with the columns ``call_off``, ``answer`` (yes, less, no), and for less a row with ``gtin`` and ``pieces`` for each
article of which less will come.
"""

from hubops.errors import BadInput
from hubops.exchange import csv_file, raw_file
from hubops.exchange.importing import take_table
from hubops.exchange.report import Report
from hubops.messages import Message
from hubops.operations.desk import Desk
from hubops.operations.order_files import Arrived

KIND = "call-off-answers"
_NAMES = {"call_off", "answer"}


def is_answers(file: Arrived) -> bool:
    """Whether a file has the columns of answers in its first line; only orders lack them."""
    first = (file.raw or b"")[:1000].decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0]
    return _NAMES.issubset(name.strip().strip('"').lower() for name in first.replace(",", ";").split(";"))


def take(desk: Desk, file: Arrived) -> Report:
    """Take a file in; if the report names a fault, nothing was taken."""
    try:
        if file.raw is None:
            raw_file.check_size(file.name, file.size_bytes)
        table = csv_file.table_of(*raw_file.text_of(file.name, file.raw or b""))
    except BadInput as error:
        return Report(KIND, faults=(Message(error.code, error.values),))
    return take_table(desk, KIND, table)
