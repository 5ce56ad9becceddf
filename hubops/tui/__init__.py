"""The Textual app of one station: screens that draw prompts and the board, and the threads behind them."""

import os

# Textual reads these once, when it is imported. A scanner types what a terminal in kitty mode would rewrite, and a
# dock terminal has nothing to gain from animations. It looks as often as that whether there is something to paint: an
# answer that comes right after a painting of the weight waits half as long as usual.
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
os.environ.setdefault("TEXTUAL_FPS", "120")
