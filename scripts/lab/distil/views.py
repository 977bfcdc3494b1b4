"""The views (crops and mixes of crops) of pictures that teacher and student both look at."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from pictures import Pictures

MEAN = np.array([0.485, 0.456, 0.406], np.float32)
STD = np.array([0.229, 0.224, 0.225], np.float32)

PLAIN, MIXUP, CUTMIX = 0, 1, 2

#: One view: a crop of one picture, and for mixes a crop of a second one. Crops are left, top, width, height in pixels.
VIEW = np.dtype(
    [
        ("kind", "u1"),
        ("picture", "u4", 2),
        ("crop", "f4", (2, 4)),
        ("flip", "?", 2),
        # Share of the first picture in a mixup.
        ("share", "f4"),
        # Where the second crop is pasted in a CutMix: left, top, right, bottom as fractions of the view.
        ("patch", "f4", 4),
    ]
)


def random_crop(rng: np.random.Generator, height: int, width: int, smallest: float) -> tuple[float, ...]:
    """A random resized crop: area from `smallest` to 1, aspect ratio from 3:4 to 4:3, as torchvision draws it."""
    for _ in range(10):
        area = height * width * rng.uniform(smallest, 1)
        ratio = np.exp(rng.uniform(np.log(3 / 4), np.log(4 / 3)))
        w, h = np.sqrt(area * ratio), np.sqrt(area / ratio)
        if w <= width and h <= height:
            return (rng.uniform(0, width - w), rng.uniform(0, height - h), w, h)
    side = min(height, width)
    return ((width - side) / 2, (height - side) / 2, side, side)


def draw_views(
    pictures: Pictures, chosen: np.ndarray, weights: np.ndarray, count: int, mixed: float, smallest: float, seed: int
) -> np.ndarray:
    """Draws `count` views of the `chosen` pictures, each picture about as often as its weight says.

    Args:
        mixed: Share of views that show two pictures, half of them blended (mixup), half pasted (CutMix).
        smallest: Smallest area of a crop, as a fraction of its picture.
    """
    rng = np.random.default_rng(seed)
    views = np.zeros(count, VIEW)
    # Stratified, so that no picture is left out by chance.
    edges = np.cumsum(weights / weights.sum())
    for slot in range(2):
        points = (np.arange(count) + rng.uniform(0, 1, count)) / count
        views["picture"][:, slot] = chosen[np.minimum(np.searchsorted(edges, rng.permutation(points)), len(chosen) - 1)]
    kinds = rng.uniform(0, 1, count)
    views["kind"] = np.where(kinds >= mixed, PLAIN, np.where(kinds < mixed / 2, MIXUP, CUTMIX))
    views["flip"] = rng.uniform(0, 1, (count, 2)) < 0.5
    views["share"] = rng.uniform(0, 1, count)
    for view in views:
        for slot in range(1 if view["kind"] == PLAIN else 2):
            _, height, width = pictures.places[view["picture"][slot]]
            view["crop"][slot] = random_crop(rng, height, width, smallest)
        side = np.sqrt(1 - view["share"])
        x, y = rng.uniform(0, 1, 2)
        view["patch"] = np.clip([x - side / 2, y - side / 2, x + side / 2, y + side / 2], 0, 1)
    return views


def resize_crop(picture: np.ndarray, crop: np.ndarray, size: int, flip: bool) -> np.ndarray:
    """Cuts a crop out and scales it to a square of `size` pixels."""
    height, width = picture.shape[:2]
    left, top = min(int(crop[0] + 0.5), width - 1), min(int(crop[1] + 0.5), height - 1)
    right, bottom = max(left + 1, int(crop[0] + crop[2] + 0.5)), max(top + 1, int(crop[1] + crop[3] + 0.5))
    part = picture[top:bottom, left:right]
    shrinks = part.shape[0] > size and part.shape[1] > size
    part = cv2.resize(part, (size, size), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)
    return cv2.flip(part, 1) if flip else part


def render(pictures: Pictures, view: np.void, size: int) -> np.ndarray:
    """Draws one view as RGB bytes, `size` pixels square."""
    first = resize_crop(pictures[view["picture"][0]], view["crop"][0], size, view["flip"][0])
    if view["kind"] == PLAIN:
        return first
    second = resize_crop(pictures[view["picture"][1]], view["crop"][1], size, view["flip"][1])
    if view["kind"] == MIXUP:
        share = float(view["share"])
        return cv2.addWeighted(first, share, second, 1 - share, 0)
    left, top, right, bottom = (int(edge) for edge in view["patch"] * size + 0.5)
    first = first.copy()
    first[top:bottom, left:right] = second[top:bottom, left:right]
    return first


def shares(views: np.ndarray) -> np.ndarray:
    """How much of each view its first and its second picture make up: N x 2, each row's sum is 1."""
    left, top, right, bottom = views["patch"].T
    first = np.select(
        [views["kind"] == PLAIN, views["kind"] == MIXUP], [1.0, views["share"]], 1 - (right - left) * (bottom - top)
    )
    return np.stack([first, 1 - first], 1).astype(np.float32)


def mirrored(views: np.ndarray) -> np.ndarray:
    """The same views from left to right, with all that is in them."""
    views = views.copy()
    views["flip"] ^= True
    left, top, right, bottom = views["patch"].T
    views["patch"] = np.stack([1 - right, top, 1 - left, bottom], 1)
    return views


def centre_crop(rgb: np.ndarray, size: int, crop_pct: float) -> np.ndarray:
    """The picture as it is classified in use: short side to `size / crop_pct` (bicubic), centre crop of `size`."""
    image = Image.fromarray(rgb)
    short = int(np.floor(size / crop_pct))
    scale = short / min(image.size)
    width, height = (max(short, round(side * scale)) for side in image.size)
    image = image.resize((width, height), Image.Resampling.BICUBIC)
    left, top = round((width - size) / 2), round((height - size) / 2)
    return np.asarray(image.crop((left, top, left + size, top + size)))


def normalise(rgb: np.ndarray) -> np.ndarray:
    """RGB bytes, height x width x 3, to the NCHW floats that both networks take."""
    return np.ascontiguousarray(((rgb.astype(np.float32) / 255 - MEAN) / STD).transpose(2, 0, 1))[None]
