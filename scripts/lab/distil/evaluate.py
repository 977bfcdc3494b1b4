"""Evaluates an exported file through timm's own MobileNetV3, which shares no code with the training.

Reports agreement with the teacher on the held-out pictures, and accuracy on those with a known class.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import timm
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor

from pictures import load_pictures
from teacher import Teacher
from views import centre_crop, normalise

#: Classes of Imagenette, in the order of ImageNet: tench, English springer, cassette player, chain saw, church,
#: French horn, garbage truck, gas pump, golf ball, parachute.
IMAGENETTE = [0, 217, 482, 491, 497, 566, 569, 571, 574, 701]
#: Folders of pictures that come from ImageNet.
IMAGENET = {"imagen-imagenet-sample", "imagenet-stubs", "imagenette160", "stanford-dogs", "one-per-class"}

Model = Callable[[np.ndarray], np.ndarray]


def load_student(weights: Path) -> Model:
    """timm's network with the exported weights; every name and shape has to fit."""
    model = timm.create_model("mobilenetv3_small_100", pretrained=False, bn_eps=0.001)
    model.load_state_dict({name: tensor.float() for name, tensor in load_file(weights).items()})
    model.eval()

    @torch.no_grad()
    def run(pixels: np.ndarray) -> np.ndarray:
        return model(torch.from_numpy(pixels))[0].numpy()

    return run


def logits_of(model: Model, pictures: list[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack([model(normalise(centre_crop(rgb, 224, 0.875))) for rgb in pictures]))


def describe(name: str, logits: Tensor, labels: Tensor) -> str:
    """Top-1 and top-5 with the standard error of the former, in percent."""
    ranks = logits.topk(5, 1).indices == labels[:, None]
    top1, top5 = ranks[:, 0].float().mean().item() * 100, ranks.any(1).float().mean().item() * 100
    error = (top1 * (100 - top1) / len(labels)) ** 0.5
    return f"{name}: top-1 {top1:.1f} ± {error:.1f}, top-5 {top5:.1f} (n = {len(labels)})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--labelled", type=Path, help="a folder of pictures whose names end in _CLASS.jpg")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pictures = load_pictures(arguments.work)
    parts = json.loads((arguments.work / "split.json").read_text())
    student, teacher = load_student(arguments.weights), Teacher(arguments.models).logits

    held, labelled = parts["held"], parts["labelled"]
    teacher_held = torch.from_numpy(np.load(arguments.work / "centre_logits.npy"))[held + labelled]
    student_held = logits_of(student, [pictures[i] for i in held + labelled])
    best = teacher_held.argmax(1)
    print("Agreement with the teacher's first choice")
    print(" ", describe("all held out without a label", student_held[: len(held)], best[: len(held)]))
    natural = torch.tensor([pictures.folders[i] in IMAGENET for i in held])
    print(" ", describe("those of them from ImageNet", student_held[: len(held)][natural], best[: len(held)][natural]))

    print("Labelled pictures")
    labels = torch.tensor(parts["labels"])
    print(" ", describe("one-per-class, student", student_held[len(held) :], labels))
    print(" ", describe("one-per-class, teacher", teacher_held[len(held) :], labels))
    nette = torch.tensor([pictures.folders[i] == "imagenette160" for i in held + labelled])
    # Its ten classes are far apart, so the teacher's choice among them is as good as a label.
    labels = torch.tensor(IMAGENETTE)[teacher_held[nette][:, IMAGENETTE].argmax(1)]
    print(" ", describe("imagenette (class among its ten by the teacher), student", student_held[nette], labels))
    print(" ", describe("imagenette (class among its ten by the teacher), teacher", teacher_held[nette], labels))
    if arguments.labelled:
        found = {
            path: re.fullmatch(r".*_(\d+)", path.stem) for path in sorted(arguments.labelled.glob("imagenet_*.jpg"))
        }
        chosen = [np.asarray(Image.open(path).convert("RGB")) for path, match in found.items() if match]
        labels = torch.tensor([int(match[1]) for match in found.values() if match])
        print(" ", describe(f"{arguments.labelled.name}, student", logits_of(student, chosen), labels))
        print(" ", describe(f"{arguments.labelled.name}, teacher", logits_of(teacher, chosen), labels))


if __name__ == "__main__":
    main()
