"""A small assembler for the SPC700, the console's sound processor, which ca65 does not know.

One instruction a line, in the notation of the maker's manual: `mov a, !table+x`, `bne label`, `mov $F2, #$5C`.
`name = value` defines a number, `name:` the present address, `.byte` and `.word` put data, `;` starts a comment.
A number is decimal or `$` hexadecimal; a value may be a sum of numbers and names. Only the instructions of
`OPCODES` are known: d is a byte in page zero, !w an address, #b a byte, r a place up to 128 bytes away.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
    E8 mov a,#b; CD mov x,#b; 8D mov y,#b; 8F mov d,#b; FA mov d,d; E4 mov a,d; F8 mov x,d; EB mov y,d;
    F4 mov a,d+x; F7 mov a,[d]+y; F5 mov a,!w+x; F6 mov a,!w+y; C4 mov d,a; D8 mov d,x; CB mov d,y;
    D4 mov d+x,a; 7D mov a,x; DD mov a,y; 5D mov x,a; FD mov y,a; BD mov sp,x; 68 cmp a,#b; 64 cmp a,d;
    C8 cmp x,#b; 88 adc a,#b; 84 adc a,d; A8 sbc a,#b; 28 and a,#b; 24 and a,d; 08 or a,#b; 04 or a,d;
    48 eor a,#b; AB inc d; 3D inc x; FC inc y; 1D dec x; 8B dec d; 9B dec d+x; 1C asl a; 9F xcn a; 60 clrc;
    80 setc; 20 clrp; F0 beq r; D0 bne r; B0 bcs r; 90 bcc r; 30 bmi r; 10 bpl r; 2F bra r; 3F call !w; 6F ret;
    2D push a; 6D push y; AE pop a; EE pop y
"""
OPCODES = {form.strip()[3:]: int(form.strip()[:2], 16) for form in _TABLE.split(";")}
REGISTERS = ("a", "x", "y", "sp")


@dataclass(frozen=True, slots=True)
class Operand:
    """A part of an instruction: its shape (as in `OPCODES`) and the value written in it."""

    shape: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that makes bytes: where it stands, its opcode (None for data) and its operands."""

    where: str
    address: int
    opcode: int | None
    operands: tuple[Operand, ...]


def operand(text: str, branch: bool) -> Operand:
    """Take an operand apart."""
    if text in REGISTERS:
        return Operand(text)
    if branch:
        return Operand("r", text)
    for pattern, shape in (
        (r"#(.+)", "#b"),
        (r"\[(.+)\]\+y", "[d]+y"),
        (r"!(.+)\+x", "!w+x"),
        (r"!(.+)\+y", "!w+y"),
        (r"!(.+)", "!w"),
        (r"(.+)\+x", "d+x"),
        (r"(.+)", "d"),
    ):
        found = re.fullmatch(pattern, text)
        if found:
            return Operand(shape, found[1])
    raise ValueError("an operand is missing")


def size(shape: str) -> int:
    """Bytes of an operand."""
    return 0 if shape in REGISTERS else 2 if "w" in shape else 1


class Assembler:
    """Assembles one text to bytes that lie from `origin` on."""

    def __init__(self, text: str, name: str, origin: int, names: Mapping[str, int]) -> None:
        self.names = dict(names)
        self.address = origin
        lines = []
        for number, raw in enumerate(text.splitlines(), 1):
            code = re.sub(r"\s*;.*", "", raw).strip()
            try:
                line = self._read(code, f"{name}:{number}")
            except (KeyError, ValueError) as error:
                raise SystemExit(f"{name}:{number}: not understood: {code} ({error})") from None
            if line:
                lines.append(line)
        self.bytes = b"".join(self._encode(line) for line in lines)

    def value(self, text: str) -> int:
        """A sum of numbers and names.

        Raises:
            KeyError: a name is not known.
        """
        total = 0
        for part in text.split("+"):
            word = part.strip()
            total += int(word[1:], 16) if word[0] == "$" else int(word) if word.isdigit() else self.names[word]
        return total

    def _read(self, code: str, where: str) -> Line | None:
        if not code:
            return None
        if code.endswith(":"):
            self.names[code[:-1]] = self.address
            return None
        if "=" in code:
            name, value = code.split("=")
            self.names[name.strip()] = self.value(value)
            return None
        word, _, rest = code.partition(" ")
        parts = [part.strip() for part in rest.split(",")] if rest else []
        if word in (".byte", ".word"):
            line = Line(where, self.address, None, tuple(Operand("w" if word == ".word" else "b", p) for p in parts))
        else:
            operands = tuple(operand(part, word[0] == "b") for part in parts)
            form = f"{word} {','.join(part.shape for part in operands)}".strip()
            line = Line(where, self.address, OPCODES[form], operands)
            self.address += 1
        self.address += sum(size(part.shape) for part in line.operands)
        return line

    def _encode(self, line: Line) -> bytes:
        out = bytearray() if line.opcode is None else bytearray([line.opcode])
        operands = line.operands if line.opcode is None else line.operands[::-1]  # the source comes first
        try:
            for part in operands:
                length = size(part.shape)
                if part.shape == "r":
                    out += (self.value(part.value) - line.address - 2).to_bytes(1, "little", signed=True)
                elif length:
                    out += self.value(part.value).to_bytes(length, "little")
        except KeyError as error:
            raise SystemExit(f"{line.where}: no such name: {error}") from None
        except OverflowError:
            raise SystemExit(f"{line.where}: a value does not fit, or a branch is too far") from None
        return bytes(out)


def assemble(path: Path, origin: int, names: Mapping[str, int]) -> bytes:
    """Assemble a file; `names` are numbers that it may use."""
    return Assembler(path.read_text(encoding="utf-8"), path.name, origin, names).bytes
