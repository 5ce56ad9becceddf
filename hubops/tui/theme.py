"""The colours of the terminal: pure ones on black, for they stay apart where a terminal has 16 (terminal.md 2.7)."""

from textual.theme import Theme

THEME = Theme(
    name="hubops",
    primary="#ffffff",
    secondary="#00ffff",
    accent="#00ffff",
    success="#00ff00",
    warning="#ffff00",
    error="#ff0000",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    text_alpha=1.0,
)
