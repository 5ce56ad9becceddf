"""How commands are explained, and what is said of wrong usage: in both languages, in one sentence, with status 2."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from hubops.cli import main, parser
from hubops.commands.arguments import Arguments
from hubops.messages import LANGUAGES, catalogue


def commands() -> dict[str, Arguments]:
    (added,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(added.choices)


def helps() -> Iterator[str]:
    """The code of what is said of each command and each of its arguments."""
    for name, command in commands().items():
        yield f"cli.help.{name.replace('-', '_')}"
        for action in command._actions:
            if action.help != argparse.SUPPRESS:
                yield str(action.help)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_explained_and_nothing_else(language: str) -> None:
    whole = {"cli.help.hubops", "cli.help.arguments", "cli.help.options", "cli.help.version"}
    assert {code for code in catalogue(language) if code.startswith("cli.help")} == whole | set(helps())


@pytest.mark.parametrize("name", ["", *commands()])
def test_help_speaks_the_language_of_who_asks(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for language in LANGUAGES:
        monkeypatch.setenv("HUBOPS_LANGUAGE", language)
        with pytest.raises(SystemExit) as end:
            main([*([name] if name else []), "--help"])
        assert end.value.code == 0
        said[language] = capsys.readouterr().out
    assert said["nb"].startswith(f"Bruk: hubops {name}".strip())
    assert said["en"].startswith(f"Usage: hubops {name}".strip())
    english = ("usage", "options", "arguments", "show this", "What is typed", "Choices")
    assert [word for word in english if word in said["nb"]] == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Mangler: COMMAND."),
        ("where", "Mangler: TEXT."),
        ("orders show", "Mangler: NUMBER."),
        ("orders answer", "Mangler: NUMBER."),
        ("orders change BK-1 1", "Mangler: AMOUNT."),
        ("orders cancel", "Mangler: NUMBER."),
        ("messages retry", "Mangler: KEY."),
        ("messages settled", "Mangler: KEY."),
        ("devices read", "Mangler: NAME."),
        ("call-offs answer CALL-1", "Mangler: yes|less|no."),
        ("direct delivered", "Mangler: ID."),
        ("devices --seconds x", "--seconds må være et tall, ikke «x»."),
        ("day 32.13.2026", "«32.13.2026» er ingen dato"),
        ("orders --date soon", "«soon» er ingen dato"),
        ("exchange", "Mangler: check, FILE."),
        ("report", "Mangler: deviations."),
        ("exchange try orders.csv", "'try' finnes ikke å velge her. Velg en av 'check'."),
        ("messages x", "'x' finnes ikke å velge her. Velg en av 'retry', 'settled'."),
        ("report deviations 48 --by x", "--by kan ikke være 'x'."),
        ("where x --fly", "Ukjent: --fly."),
    ],
)
def test_wrong_usage_is_told_in_norwegian(
    typed: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", "nb")
    with pytest.raises(SystemExit) as end:
        main(typed.split())
    told = capsys.readouterr()
    assert (end.value.code, told.out) == (2, "")
    assert told.err.startswith(f"Bruk: hubops {typed.partition(' ')[0]}".strip())
    assert said in told.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("language", "said"),
    [("nb", "det finnes ingen slik fil eller mappe. Sjekk"), ("en", "there is no such file or folder. Check")],
)
def test_what_the_operating_system_refuses(
    language: str, said: str, founded: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HUBOPS_LANGUAGE", language)
    monkeypatch.setenv("HUBOPS_HUB", str(founded))
    assert main(["print", "signs", "--to", "no-such-folder/signs.pdf"]) == 1
    assert capsys.readouterr().err.startswith(f"no-such-folder/signs.pdf: {said}")
