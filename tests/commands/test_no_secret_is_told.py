"""Passwords and keys are in no log, no list, no support bundle and in nothing that the doctor says."""

import base64
import json
import logging
import shutil
import socketserver
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hubops.cli import main
from hubops.jobs.outbox import Outbox
from hubops.message_watch import MessageWatch
from hubops.model.notices import Notice
from hubops.model.orders import Order
from hubops.open_hub import OpenHub
from hubops.operations import notices

PASSWORD, KEY = "hysj-passord-4711", "hysj-signatur-4712"
SECRETS = [PASSWORD, KEY]
SECRETS += [base64.b64encode(text.encode()).decode() for text in (*SECRETS, f"\0hub\0{PASSWORD}")]
WAYS = """
[messages.smtp]
host = "127.0.0.1"
port = {port}
security = "none"
sender = "hub@hub.example"
user = "hub"
timeout_s = 2
[messages.webhooks.kommune]
url = "http://127.0.0.1:{port}/"
timeout_s = 2
"""


class Parrot(socketserver.StreamRequestHandler):
    """A mail server that knows nobody, and repeats what it did not like."""

    def handle(self) -> None:
        """Answer each line."""
        self.wfile.write(b"220 hello\r\n")
        for line in self.rfile:
            if line.upper().startswith(b"EHLO"):
                self.wfile.write(b"250-parrot\r\n250 AUTH PLAIN LOGIN\r\n")
            else:
                self.wfile.write(b"535 what is " + line.strip() + b"\r\n")


@pytest.fixture
def port() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Parrot) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


@pytest.fixture
def folder(founded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, port: int) -> Path:
    """A hub with a password that its mail server does not take."""
    folder = tmp_path / "hub"
    shutil.copytree(founded, folder)
    with (folder / "hub.toml").open("a", encoding="utf-8") as file:
        file.write(WAYS.format(port=port))
    (folder / "secrets").mkdir(exist_ok=True)
    (folder / "secrets" / "smtp-password").write_text(PASSWORD)
    (folder / "secrets" / "webhook-kommune").write_text(KEY)
    monkeypatch.setenv("HUBOPS_HUB", str(folder))
    return folder


def test_no_secret_is_told(folder: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> None:
    hub = OpenHub.open(folder)
    desk, watch = hub.job_desk("outbox"), MessageWatch(hub, lambda _: None)
    with hub.store.read.begin() as conn:
        order = conn.execute(select(Order.id, Order.number).limit(1)).one()
    to = notices.Addressee(None, "Åsen barnehage", "kjokken@asen.example", "nb")
    values = {"number": order.number, "requested_on": "2026-11-24"}
    desk.book(lambda booking: notices.tell(booking, "order_accepted", to, order.id, "7", values))
    log = logging.FileHandler(folder / "logs" / "worker.log")
    logging.getLogger().addHandler(log)
    try:
        with caplog.at_level(logging.DEBUG):
            Outbox(desk, watch.look(), "me").tick()
            logging.getLogger("hubops").info("%r %r", hub, watch.look())
    finally:
        logging.getLogger().removeHandler(log)
        log.close()
    with hub.store.read.begin() as conn:
        answers = conn.execute(select(Notice.answer).where(Notice.channel == "smtp")).scalars().all()
    hub.close()

    assert any("535 what is AUTH" in answer for answer in answers), answers
    for command in (["doctor"], ["messages"], ["messages", "--undelivered", "--json"], ["explain", order.number]):
        main(command)
    main(["explain", order.number, "--bundle", str(folder / "bundle.zip")])
    told = capsys.readouterr()
    with zipfile.ZipFile(folder / "bundle.zip") as bundle:
        kept = {name: bundle.read(name).decode("utf-8", "replace") for name in bundle.namelist()}
    assert "hub.toml" in "".join(kept)
    assert "535 what is AUTH" in json.dumps(kept)
    everything = " ".join([told.out, told.err, caplog.text, *answers, *kept.values()])
    assert [secret for secret in SECRETS if secret in everything] == []
