"""What a letter of a level's map is, and what a value of the level's tile map looks like and does."""

from __future__ import annotations

AIR = 0x25
SOLID, LEDGE, SPIKES, TAPE, GOAL, SECRET, ORB, KEY, KEYHOLE, LAMP, COIN, POWER = range(1, 13)

# value: (picture, class). The values that the level's map in work RAM holds.
VALUES = {
    0x25: ("empty", 0),
    0x26: ("bush", 0),
    0x27: ("flower", 0),
    0x28: ("sign", 0),
    0x29: ("fence", 0),
    0x2A: ("torch", 0),
    0x2B: ("window", 0),
    0x35: ("gate", 0),
    0x36: ("gate", TAPE),
    0x37: ("gate_top", TAPE),
    0x38: ("gate_tape", TAPE),
    0x39: ("empty", TAPE),
    0x3A: ("post", GOAL),
    0x3B: ("post_top", GOAL),
    0x3C: ("empty", GOAL),
    0x3D: ("flag", 0),
    0x40: ("lamp_post", LAMP),
    0x41: ("lamp", LAMP),
    0x42: ("empty", LAMP),
    0x43: ("lamp_post", 0),
    0x44: ("lamp_lit", 0),
    0x48: ("secret_post", SECRET),
    0x49: ("secret_top", SECRET),
    0x4A: ("empty", SECRET),
    0x4B: ("secret_flag", 0),
    0x4C: ("orb", ORB),
    0x4D: ("key", KEY),
    0x4E: ("keyhole", KEYHOLE),
    0x4F: ("coin", COIN),
    0x50: ("mushroom", POWER),
    0x51: ("feather", POWER),
    0x52: ("fire_flower", POWER),
    0x58: ("door_top", 0),
    0x59: ("door", 0),
    0x60: ("ledge", LEDGE),
    0x61: ("ledge_left", LEDGE),
    0x62: ("ledge_right", LEDGE),
    0x70: ("spikes", SPIKES),
    0x80: ("grass", SOLID),
    0x81: ("grass_left", SOLID),
    0x82: ("grass_right", SOLID),
    0x83: ("grass_both", SOLID),
    0x84: ("dirt", SOLID),
    0x85: ("dirt_left", SOLID),
    0x86: ("dirt_right", SOLID),
    0x87: ("dirt_both", SOLID),
    0x90: ("brick", SOLID),
    0x91: ("block", SOLID),
    0x92: ("stone", SOLID),
    0xA0: ("pipe_mouth_left", SOLID),
    0xA1: ("pipe_mouth_right", SOLID),
    0xA2: ("pipe_left", SOLID),
    0xA3: ("pipe_right", SOLID),
    0xA8: ("switch_left", SOLID),
    0xA9: ("switch_right", SOLID),
    0xAA: ("pressed_left", SOLID),
    0xAB: ("pressed_right", SOLID),
}
IN_FRONT = (0xA0, 0xA1, 0xA2, 0xA3)
"""Drawn in front of the player, who sinks into them."""

LETTERS = {
    ".": AIR,
    "b": 0x26,
    "i": 0x27,
    ">": 0x28,
    "t": 0x29,
    "T": 0x2A,
    "W": 0x2B,
    "O": 0x4C,
    "K": 0x4D,
    "H": 0x4E,
    "o": 0x4F,
    "m": 0x50,
    "e": 0x51,
    "r": 0x52,
    "=": 0x60,
    "^": 0x70,
    "#": 0x80,
    "B": 0x90,
    "S": 0x91,
    "Q": 0x92,
}
ENEMIES = {"w": 1, "h": 2, "f": 3, "D": 4, "Z": 5, "s": 6}
TALL = ("D", "Z")
"""Enemies of 32x32: the letter is the lower left quarter."""

# letter: (what stands there, from the ground up; above it, up to the top of the level)
COLUMNS = {
    "M": ([0x36, 0x36, 0x38, 0x36, 0x37], 0x39),
    "G": ([0x3A] * 5 + [0x3B], 0x3C),
    "g": ([0x3A] * 5 + [0x3B], AIR),
    "X": ([0x48] * 5 + [0x49], 0x4A),
    "A": ([0x40, 0x40, 0x41], 0x42),
}
FLAGS_AT_TOP = {"G": 0x3D, "g": 0x3D, "X": 0x4B}
