"""Weights that Python and TypeScript make alike, bit for bit: scripts/models/weights/seeded-weights.ts is the other half.

A tensor is a function of its name and shape. Every value comes from 32-bit integer arithmetic on (hash of the name,
index), as a fraction of 24 bits, and is scaled in double precision and rounded to fp32 once.
"""

import numpy as np


def fractions(name: str, count: int) -> np.ndarray:
    """`count` numbers in [0, 1), multiples of 2**-24: FNV-1a of the name, then the lowbias32 hash of a counter."""
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    with np.errstate(over="ignore"):
        x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x7FEB352D)
        x ^= x >> np.uint32(15)
        x *= np.uint32(0x846CA68B)
        x ^= x >> np.uint32(16)
    return (x >> np.uint32(8)).astype(np.float64) / 2**24


def tensor(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """What a checkpoint would hold under this name, with activations that neither vanish nor overflow."""
    u = fractions(name, int(np.prod(shape, dtype=np.int64)))
    if name.endswith("running_var"):
        values = 0.25 + u
    elif name.endswith("running_mean"):
        values = 0.2 * (2 * u - 1)
    elif name.endswith("gamma"):
        values = 0.1 + 0.4 * u
    elif name.endswith("bias"):
        values = 0.2 * (2 * u - 1)
    elif len(shape) == 1:
        values = 0.6 + 0.4 * u
    else:
        fan_in = int(np.prod(shape[1:], dtype=np.int64))
        values = (2 * u - 1) * np.sqrt(6 / fan_in)
    return values.astype(np.float32).reshape(shape)


def picture(size: int) -> np.ndarray:
    """A normalised picture, NCHW with N = 1."""
    values = 2 * fractions("picture", 3 * size * size) - 1
    return values.astype(np.float32).reshape(1, 3, size, size)
