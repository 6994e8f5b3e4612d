"""A player for the training cartridge that presses buttons by what it reads from memory, as skilled as wanted.

Rules of this room: it reads through the emulator port and presses its buttons, and nothing else; it never writes
memory and never reads the log ring. Everything but `bot.py`'s `see` is pure: no clock, no global chance.
"""
