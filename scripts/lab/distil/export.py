"""Writes a trained student as fp16 safetensors under the tensor names of timm's `mobilenetv3_small_100`.

Before that, BatchNorm's statistics are taken anew from whole pictures, as they are classified in use: the crops and
mixes of the training differ from them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from pictures import load_pictures
from stream import to_input
from student import Student
from views import centre_crop
from weights_file import write


@torch.no_grad()
def calibrate(student: Student, work: Path, count: int, seed: int) -> None:
    """Replaces BatchNorm's statistics by those of `count` training pictures, drawn as often as in training."""
    pictures = load_pictures(work)
    pool = json.loads((work / "split.json").read_text())["pools"]["photos"]
    weights = np.array(pool["weights"])
    chosen = np.random.default_rng(seed).choice(pool["pictures"], count, p=weights / weights.sum())
    for module in student.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            # The plain mean over all batches.
            module.momentum = None
    student.train()
    for first in range(0, count, 50):
        student(to_input(np.stack([centre_crop(pictures[i], 224, 0.875) for i in chosen[first : first + 50]])))


def mean(states: list[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of the weights of several runs, which have to come from the same start to go together."""
    first = states[0]
    return {
        name: torch.stack([state[name] for state in states]).mean(0) if value.is_floating_point() else value
        for name, value in first.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, nargs="+", required=True, help="of several, the mean is taken")
    parser.add_argument("--last", action="store_true", help="the last weights instead of their running average")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=4000, help="for BatchNorm's statistics")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    head = load_file(arguments.models / "efficientnet_b0.head.safetensors")
    student = Student(head["classifier.weight"], head["classifier.bias"])
    kind = "last" if arguments.last else "student"
    student.load_state_dict(mean([torch.load(path, weights_only=True)[kind] for path in arguments.checkpoint]))
    student.to(memory_format=torch.channels_last)
    calibrate(student, arguments.work, arguments.pictures, arguments.seed)
    count = write(student, arguments.out)
    digest = hashlib.sha256(arguments.out.read_bytes()).hexdigest()
    print(f"{arguments.out}: {count} tensors, {arguments.out.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
