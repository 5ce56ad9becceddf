"""What a bad wire does to bytes: some are lost, doubled, flipped or put in between."""

import random


def damaged(stream: bytes, dice: random.Random, odd: bytes, least: int) -> bytes:
    """The stream with ``least`` to three damages; bytes that come in are chosen from ``odd``."""
    data = bytearray(stream)
    for _ in range(dice.randrange(least, 4)):
        at = dice.randrange(len(data)) if data else 0
        match dice.randrange(5):
            case 0:
                del data[at : at + dice.randrange(1, 4)]
            case 1:
                data[at:at] = data[at : at + dice.randrange(1, 6)]
            case 2 if data:
                data[at] ^= 1 << dice.randrange(8)
            case 3:
                data.insert(at, dice.choice(odd))
            case _:
                data[at : at + 1] = bytes([dice.choice(odd)])
    return bytes(data)
