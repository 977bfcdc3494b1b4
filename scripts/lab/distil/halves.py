"""Evaluates exported files on labelled pictures in two halves: one to choose by, the other to report.

The pictures come in a tar file, with a `labels.tsv` of their names and classes. Those on even lines (the 2nd, the
4th, ...; the line of the headings does not count) are chosen by, those on odd lines are reported, so a figure that was
chosen as the best of many is never the one that is told.
"""

from __future__ import annotations

import argparse
import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
import timm
import torch
from PIL import Image
from safetensors.torch import load_file

from stream import to_input
from student import EPSILON
from views import centre_crop

SIZE = 224


class Validation:
    """Labelled pictures that nothing is trained on, cropped as they are classified in use."""

    def __init__(self, tar: Path) -> None:
        with tarfile.open(tar) as file:
            members = {Path(member.name).name: member for member in file.getmembers()}

            def read(name: str) -> bytes:
                content = file.extractfile(members[name])
                if content is None:
                    raise ValueError(f"{name} in {tar} is not a file")
                return content.read()

            rows = [line.split("\t") for line in read("labels.tsv").decode().splitlines()[1:]]
            self.labels = np.array([int(label) for _, label in rows])
            pictures = (np.asarray(Image.open(BytesIO(read(name))).convert("RGB")) for name, _ in rows)
            self._rgb = np.stack([centre_crop(rgb, SIZE, 0.875) for rgb in pictures])
        line = np.arange(1, len(rows) + 1)
        #: Which pictures are in each half.
        self.halves = {"choose": line % 2 == 0, "report": line % 2 == 1}

    @torch.no_grad()
    def ranks(self, weights: Path) -> np.ndarray:
        """The rank of each picture's class by an exported file, 0 for the first choice, in timm's own network."""
        model = timm.create_model("mobilenetv3_small_100", pretrained=False, bn_eps=EPSILON)
        model.load_state_dict({name: tensor.float() for name, tensor in load_file(weights).items()})
        model.eval().to(memory_format=torch.channels_last)
        ranks = []
        for first in range(0, len(self.labels), 50):
            logits = model(to_input(self._rgb[first : first + 50])).numpy()
            own = logits[np.arange(len(logits)), self.labels[first : first + 50]]
            ranks.append((logits > own[:, None]).sum(1))
        return np.concatenate(ranks)


def percent(hits: np.ndarray) -> tuple[float, float]:
    """A mean in percent, and its standard error. Of differences of hits it is the one of paired figures."""
    return hits.mean() * 100, hits.std() / len(hits) ** 0.5 * 100


def describe(ranks: np.ndarray, reference: np.ndarray | None = None) -> str:
    """Top-1 and top-5, and how far top-1 is from the `reference` on the same pictures."""
    (top1, error), (top5, _) = percent(ranks < 1), percent(ranks < 5)
    text = f"top-1 {top1:.1f} ± {error:.1f}, top-5 {top5:.1f}"
    if reference is None:
        return text
    difference, error = percent((ranks < 1).astype(float) - (reference < 1))
    return f"{text}, top-1 against the first {difference:+.1f} ± {error:.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--validation", type=Path, required=True, help="a tar file of pictures with labels.tsv")
    parser.add_argument("weights", type=Path, nargs="+", help="exported files; the others are compared with the first")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    validation = Validation(arguments.validation)
    reference = None
    for path in arguments.weights:
        ranks = validation.ranks(path)
        for half, inside in validation.halves.items():
            text = describe(ranks[inside], None if reference is None else reference[inside])
            print(f"{path.name}, {half} (n = {inside.sum()}): {text}", flush=True)
        reference = ranks if reference is None else reference


if __name__ == "__main__":
    main()
