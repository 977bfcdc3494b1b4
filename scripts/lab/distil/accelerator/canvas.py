"""Views drawn and rendered by the accelerator, from pictures that all lie in its memory as squares of one size.

As in `views.py`: random crops, some of them blended or pasted. A square picture remembers its aspect ratio, so a crop
has the shape that it would have in the picture before it was squashed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from views import MEAN, STD


@dataclass(frozen=True)
class Views:
    """What N views show: everything is on the accelerator."""

    #: The two pictures of each view, N x 2.
    pictures: Tensor
    #: Their crops: centre x and y, then half the width and height, in -1..1 of the square. N x 2 x 4.
    crops: Tensor
    #: How much the first picture makes up, but for the patch that shows the second alone: N.
    blend: Tensor
    #: Left, top, right and bottom of that patch in 0..1 of the view, all equal where there is none: N x 4.
    patch: Tensor

    def mask(self, size: int) -> Tensor:
        """How much of each pixel the first picture makes up, N x 1 x size x size."""
        place = (torch.arange(size, device=self.patch.device) + 0.5) / size
        left, top, right, bottom = self.patch[:, :, None].unbind(1)
        columns, rows = (place >= left) & (place < right), (place >= top) & (place < bottom)
        inside = columns[:, None, None, :] & rows[:, None, :, None]
        return torch.where(inside, 0.0, self.blend[:, None, None, None])

    def shares(self) -> Tensor:
        """How much each of the two pictures makes up, N x 2."""
        left, top, right, bottom = self.patch.unbind(1)
        first = self.blend * (1 - (right - left) * (bottom - top))
        return torch.stack([first, 1 - first], 1)


class Canvas:
    """All pictures of some packs."""

    def __init__(self, packs: list[Path], shares: list[float], size: int, device: torch.device) -> None:
        """Decodes the pictures. `shares` says how often each pool is shown, in the order in which they were packed."""
        parts = [load_file(pack) for pack in packs]
        jpegs = [jpeg for part in parts for jpeg in files_of(part)]
        with ThreadPoolExecutor() as threads:
            squares = list(threads.map(lambda jpeg: decode(jpeg, size), jpegs))
        self._squares = torch.from_numpy(np.stack(squares)).to(device).permute(0, 3, 1, 2)
        self.labels, self._aspects, pools, weights = (
            torch.cat([part[name] for part in parts]).to(device) for name in ("label", "aspect", "pool", "weight")
        )
        if int(pools.max()) >= len(shares):
            raise SystemExit(f"the packs hold {int(pools.max()) + 1} pools, but --shares has {len(shares)} numbers")
        wanted = torch.tensor(shares, device=device)[pools.long()]
        each = torch.zeros(len(shares), device=device).index_add_(0, pools.long(), weights)
        self._chances = weights * wanted / each[pools.long()]
        self._device = device

    def __len__(self) -> int:
        return len(self._squares)

    def draw(self, count: int, mixed: float, smallest: float) -> Views:
        """Draws views at random; `mixed` of them show two pictures, half of those blended, half pasted."""
        pictures = torch.multinomial(self._chances, count * 2, replacement=True).view(count, 2)
        crops = random_crops(self._aspects[pictures.flatten()], smallest).view(count, 2, 4)
        kind, share, x, y = torch.rand(4, count, device=self._device)
        blend = torch.where(kind < mixed / 2, share, 1.0)
        half = torch.where((kind >= mixed / 2) & (kind < mixed), (1 - share).sqrt() / 2, 0.0)
        patch = torch.stack([x - half, y - half, x + half, y + half], 1).clamp(0, 1)
        return Views(pictures, crops, blend, patch)

    def render(self, views: Views, size: int, mirror: bool) -> Tensor:
        """Normalised pixels of the views, N x 3 x size x size; mirrored with all that is in them if so wished."""
        first, second = (self._crop(views.pictures[:, slot], views.crops[:, slot], size) for slot in (0, 1))
        pixels = second + (first - second) * views.mask(size)
        mean, std = (torch.tensor(values, device=self._device).view(1, 3, 1, 1) for values in (MEAN, STD))
        pixels = (pixels / 255 - mean) / std
        return (pixels.flip(3) if mirror else pixels).contiguous(memory_format=torch.channels_last)

    def _crop(self, pictures: Tensor, crops: Tensor, size: int) -> Tensor:
        matrix = torch.zeros(len(crops), 2, 3, device=self._device)
        # A negative half width mirrors this picture alone.
        matrix[:, 0, 0], matrix[:, 1, 1] = crops[:, 2], crops[:, 3]
        matrix[:, :, 2] = crops[:, :2]
        grid = F.affine_grid(matrix, [len(crops), 3, size, size], align_corners=False)
        squares = self._squares[pictures].float()
        return F.grid_sample(squares, grid, mode="bilinear", padding_mode="border", align_corners=False)


def files_of(pack: dict[str, Tensor]) -> list[np.ndarray]:
    """The JPEG files of a pack."""
    return np.split(pack["jpeg"].numpy(), pack["ends"].numpy()[:-1])


def decode(jpeg: np.ndarray, size: int) -> np.ndarray:
    """A square of RGB bytes."""
    rgb = cv2.cvtColor(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    return rgb if len(rgb) == size else cv2.resize(rgb, (size, size), interpolation=cv2.INTER_CUBIC)


def random_crops(aspects: Tensor, smallest: float, tries: int = 10) -> Tensor:
    """Random resized crops of pictures with these ratios of width to height, half of them mirrored: N x 4."""
    count, device = len(aspects), aspects.device
    area = torch.empty(count, tries, device=device).uniform_(smallest, 1)
    ratio = (4 / 3) ** torch.empty(count, tries, device=device).uniform_(-1, 1)
    # Of the picture's width and height.
    width = (area * ratio / aspects[:, None]).sqrt()
    height = (area / ratio * aspects[:, None]).sqrt()
    fits = (width <= 1) & (height <= 1)
    # The first try that fits, or else the square in the middle.
    chosen = fits.float().argmax(1, keepdim=True)
    width, height = width.gather(1, chosen)[:, 0], height.gather(1, chosen)[:, 0]
    none = ~fits.any(1)
    width = torch.where(none, (1 / aspects).clamp(max=1), width)
    height = torch.where(none, aspects.clamp(max=1), height)
    x, y = torch.empty(2, count, device=device).uniform_(-1, 1).masked_fill(none, 0)
    flip = torch.where(torch.rand(count, device=device) < 0.5, -1.0, 1.0)
    return torch.stack([x * (1 - width), y * (1 - height), width * flip, height], 1)
