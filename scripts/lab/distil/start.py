"""Makes a checkpoint of an exported file, for `train.py --start-from`.

An exported file has one classifier, where training has two layers: one that imagines the teacher's features, then the
teacher's own classifier. The first is fitted here, by least squares, to what the teacher saw in some of its views; what
the file's classifier says beyond that goes to the student's own one, so that the logits stay as they were.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from pictures import load_pictures
from stream import batches
from student import Student
from weights_file import read


@torch.no_grad()
def fit(student: Student, weight: Tensor, bias: Tensor, hidden: Tensor, features: Tensor, ridge: float) -> None:
    """Fits `project` from the hidden layer to the teacher's features; `own` gets the rest of the classifier.

    Args:
        weight: The file's classifier, 1000 x 1024, and its `bias`.
        hidden: N x 1024, and the teacher's `features` of the same views, N x 1280.
        ridge: Added to the variances, as a share of their mean.
    """
    centre, target = hidden.mean(0), features.mean(0)
    deviations = (hidden - centre).double()
    covariance = deviations.T @ deviations / len(hidden)
    covariance.diagonal().add_(ridge * covariance.diagonal().mean())
    cross = deviations.T @ (features - target).double() / len(hidden)
    student.project.weight.copy_(torch.linalg.solve(covariance, cross).T)
    student.project.bias.copy_(target - student.project.weight @ centre)
    student.own.weight.zero_()
    student.own.bias.zero_()
    taught, offset = student.classifier()
    student.own.weight.copy_(weight - taught)
    student.own.bias.copy_(bias - offset)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="the exported file")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--views", type=int, default=4096)
    parser.add_argument("--size", type=int, default=160)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    head = load_file(arguments.models / "efficientnet_b0.head.safetensors")
    student = Student(head["classifier.weight"], head["classifier.bias"]).to(memory_format=torch.channels_last)
    state, weight, bias = read(arguments.weights)
    student.load_state_dict(state, strict=False)
    student.eval()
    source = batches(
        load_pictures(arguments.work), arguments.work, {"photos": 1.0}, lambda: arguments.size, 64, [0, 0]
    )
    hidden, features = [], []
    for _ in range(arguments.views // 64):
        batch = next(source)
        with torch.no_grad():
            hidden.append(student.hide(student.pool(batch.pixels)))
        features.append(batch.features)
    fit(student, weight, bias, torch.cat(hidden), torch.cat(features), ridge=0.01)
    imagined = student.project(torch.cat(hidden))
    unexplained = F.mse_loss(imagined, torch.cat(features)) / torch.cat(features).var(0).mean()
    print(f"of the variance of the teacher's features {1 - unexplained.item():.0%} is explained")
    torch.save({"student": student.state_dict()}, arguments.out)


if __name__ == "__main__":
    main()
