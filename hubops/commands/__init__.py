"""How each command is written on the command line, a family in a module; what it answers is in hubops/answers.

A module here has ``register``, which adds its commands to the parser, and a thin function for each. The function
imports what it needs when it runs, so that the terminal and ``--help`` start fast.
"""
