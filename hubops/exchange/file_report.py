"""What became of a file of orders or answers, as text for whoever sent it, in both languages: the hub's first."""

from datetime import tzinfo

from hubops.exchange.report import Report
from hubops.messages import LANGUAGES, Message
from hubops.operations.order_files import Arrived


def report_text(file: Arrived, report: Report, language: str, zone: tzinfo) -> str:
    """The text that lies beside an archived file."""
    languages = (language, *(other for other in LANGUAGES if other != language))
    return "\n".join(_in_language(file, report, each, zone) for each in languages)


def _in_language(file: Arrived, report: Report, language: str, zone: tzinfo) -> str:
    counts = {"added": report.added, "changed": report.changed, "same": report.same}
    accepted = f"{'answers' if report.kind == 'call-off-answers' else 'orders'}.file_accepted"
    code = "orders.file_refused" if report.faults else accepted
    head = Message(code, {"file": file.name, "sender": file.sender, **counts})
    paper = (Message("import.on_paper", {"messages": report.on_paper}),) if report.on_paper else ()
    messages = (head, *paper, *report.warnings, *report.faults, *report.orders)
    return "".join(f"{message.text(language, zone)}\n" for message in messages)
