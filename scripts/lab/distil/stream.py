"""Batches of views with what is known of them, from the shards that the teacher has finished, a few ahead."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from pictures import Pictures
from views import MEAN, STD, mirrored, render, shares


@dataclass(frozen=True)
class Batch:
    """N views: normalised pixels (N x 3 x size x size), the teacher's features (N x 1280), and their labels."""

    pixels: Tensor
    features: Tensor
    #: The classes of the two pictures of each view, N x 2, -1 where unknown, and how much of it each makes up.
    labels: Tensor
    shares: Tensor


def to_input(rgb: np.ndarray) -> Tensor:
    """Pictures as bytes (N x H x W x 3) to normalised floats, channels last in memory."""
    pixels = torch.from_numpy(rgb).permute(0, 3, 1, 2).float()
    mean, std = (torch.from_numpy(values * 255).view(1, 3, 1, 1) for values in (MEAN, STD))
    return ((pixels - mean) / std).contiguous(memory_format=torch.channels_last)


def share(text: str) -> tuple[str, float]:
    """A pool and its share."""
    name, value = text.split("=")
    return name, float(value)


def shards(work: Path, pool: str) -> list[int]:
    """The shards of a pool that the teacher has finished by now."""
    return sorted(int(path.stem.split("-")[1]) for path in (work / "shards" / pool).glob("features-*.npy"))


def passes(work: Path, pool: str, rng: np.random.Generator) -> Iterator[tuple[np.void, np.ndarray]]:
    """Endless views with the teacher's features, a shard at a time; a shard that the teacher finishes joins at once."""
    shown: dict[int, int] = {}
    while True:
        # A late shard begins where the others are, lest it be shown many times on end.
        level = min(shown.values(), default=0)
        for shard in shards(work, pool):
            shown.setdefault(shard, level)
        if not shown:
            raise FileNotFoundError(f"no finished shard of the pool {pool}: run teacher.py --pool {pool} first")
        least = min(shown.values())
        shard = rng.choice([each for each, times in shown.items() if times == least])
        shown[shard] += 1
        views = np.load(work / "shards" / pool / f"views-{shard:03}.npy")
        features = np.load(work / "shards" / pool / f"features-{shard:03}.npy")
        flip = rng.uniform(0, 1, len(views)) < 0.5
        views[flip] = mirrored(views[flip])
        for row in rng.permutation(len(views)):
            yield views[row], features[row]


def batches(
    pictures: Pictures, work: Path, pools: dict[str, float], size: Callable[[], int], count: int, seed: list[int]
) -> Iterator[Batch]:
    """Batches drawn by a thread of their own, at the `size` of the moment.

    Args:
        pools: The share of each pool; they add up to 1.
    """
    ready: queue.Queue[Batch | Exception] = queue.Queue(maxsize=6)

    def draw(rng: np.random.Generator, sources: list[Iterator[tuple[np.void, np.ndarray]]]) -> Batch:
        drawn = [next(sources[pool]) for pool in rng.choice(len(sources), count, p=list(pools.values()))]
        side = size()
        views = np.array([view for view, _ in drawn])
        return Batch(
            to_input(np.stack([render(pictures, view, side) for view in views])),
            torch.from_numpy(np.stack([features for _, features in drawn])).float(),
            torch.from_numpy(pictures.labels[views["picture"]].astype(np.int64)),
            torch.from_numpy(shares(views)),
        )

    def fill() -> None:
        cv2.setNumThreads(1)
        rng = np.random.default_rng(seed)
        sources = [passes(work, pool, np.random.default_rng([*seed, place])) for place, pool in enumerate(pools)]
        try:
            while True:
                ready.put(draw(rng, sources))
        except Exception as problem:
            ready.put(problem)

    threading.Thread(target=fill, daemon=True).start()
    while True:
        batch = ready.get()
        if isinstance(batch, Exception):
            raise batch
        yield batch
