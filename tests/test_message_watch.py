"""What the worker follows: ways that come, change and go, a bad file, and secrets that are changed."""

import threading
from pathlib import Path

import pytest

from hubops.jobs.outbox import LOOK_S, Outbox, Senders, Way
from hubops.message_watch import MessageWatch
from hubops.messages import Message
from hubops.messages_file import MessagesFile
from hubops.open_hub import OpenHub

HOOK = '[messages.webhooks.kommune]\nurl = "https://kommune.example/hub"\n'
MAIL = '[messages.smtp]\nhost = "mail.example"\nsender = "hub@hub.example"\nuser = "hub"\n'


@pytest.fixture
def path(hub: OpenHub) -> Path:
    """The hub.toml of the hub; it names the file drop alone."""
    return hub.settings.folder / "hub.toml"


@pytest.fixture
def told() -> list[Message]:
    return []


@pytest.fixture
def watch(hub: OpenHub, told: list[Message]) -> MessageWatch:
    (hub.settings.folder / "secrets").mkdir(exist_ok=True)
    return MessageWatch(hub, told.append)


def add(path: Path, text: str) -> None:
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")


def keep(path: Path, name: str, secret: str) -> None:
    (path.parent / "secrets" / name).write_text(secret, encoding="utf-8")


def names(watch: MessageWatch) -> list[str]:
    return [way.name for way in watch.look()]


def test_a_way_that_is_added_holds_at_once_for_sender_and_teller(hub: OpenHub, watch: MessageWatch, path: Path) -> None:
    desk = hub.job_desk("clock")
    assert names(watch) == ["file"]
    keep(path, "webhook-kommune", "hush")
    add(path, HOOK)
    assert names(watch) == ["file", "webhook kommune"]
    assert [system.name for system in desk.house.reach.systems] == ["kommune"]
    assert [system.name for system in hub.job_desk("later").house.reach.systems] == ["kommune"]


def test_a_secret_that_is_written_later_opens_its_way(watch: MessageWatch, path: Path, told: list[Message]) -> None:
    add(path, MAIL)
    assert names(watch) == names(watch) == ["file"]
    assert [message.code for message in told] == ["secret.missing"], "named once"
    keep(path, "smtp-password", "hush")
    assert names(watch) == ["file", "smtp"]
    before = watch.look()
    assert watch.look() == before
    keep(path, "smtp-password", "hush-hush")
    assert watch.look() != before, "another password is another way"


def test_a_password_that_no_mail_server_takes_is_named(watch: MessageWatch, path: Path, told: list[Message]) -> None:
    add(path, MAIL)
    keep(path, "smtp-password", "blåbærsyltetøy")
    assert names(watch) == ["file"]
    assert [message.code for message in told] == ["secret.not_ascii"]
    assert "blåbær" not in told[0].text("nb")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ("[messages.smtp]\n", "host"),
        (HOOK.replace("https", "ftp"), "url"),
        (HOOK.replace("kommune.example", "kommune.example:port"), "url"),
        (HOOK.replace("https://", "https://hub:hush@"), "url"),
        ("[messages", "hub.toml"),
    ],
)
def test_a_broken_file_is_named_once_and_sending_goes_on(
    hub: OpenHub, watch: MessageWatch, path: Path, told: list[Message], wrong: str, named: str
) -> None:
    sound = path.read_text(encoding="utf-8")
    add(path, wrong)
    assert names(watch) == names(watch) == ["file"]
    (sentence,) = [message.text("nb") for message in told]
    assert named in sentence
    assert "hub.toml følges ikke" in sentence
    assert "hush" not in sentence
    path.write_text(sound, encoding="utf-8")
    assert names(watch) == ["file"]
    assert len(told) == 1


def test_a_file_that_is_gone_changes_nothing(hub: OpenHub, path: Path) -> None:
    file = MessagesFile(hub.settings)
    path.rename(path.with_suffix(".bak"))
    assert not file.look()
    assert file.fault is not None
    assert file.messages == hub.settings.hub.messages
    path.with_suffix(".bak").rename(path)
    assert not file.look()
    assert file.fault is None


class Idle(Outbox):
    """Has nothing to send."""

    def __init__(self) -> None:
        self.asked = threading.Event()

    def send_next(self, way: Way) -> bool:
        """There is none."""
        self.asked.set()
        return False


def test_only_the_way_that_changed_begins_anew(watch: MessageWatch, path: Path) -> None:
    made: list[str] = []

    def outbox(way: Way) -> Outbox:
        made.append(way.name)
        return Idle()

    senders = Senders(outbox)
    keep(path, "smtp-password", "hush")
    add(path, MAIL)
    senders.fit(watch.look())
    keep(path, "smtp-password", "hush-hush")
    senders.fit(watch.look())
    assert made == ["file", "smtp"], "the old one is not through yet"
    for thread in threading.enumerate():
        if thread.name == "outbox smtp":
            thread.join(LOOK_S * 3)
    senders.fit(watch.look())
    assert made == ["file", "smtp", "smtp"]
    senders.step_down()
    assert senders.wait(LOOK_S * 3)
