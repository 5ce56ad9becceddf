"""What the commands answer: each takes a hub that is open and the language of the command line, and tells or returns.

They stand apart from hubops/commands, which only knows how a command is written, so that no command loads what
another one needs.
"""
