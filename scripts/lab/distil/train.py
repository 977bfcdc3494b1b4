"""Trains the student on the views that the teacher has looked at. Goes on from its last checkpoint by itself."""

from __future__ import annotations

import argparse
import copy
import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

from held_out import HeldOut
from loss import Loss
from pictures import load_pictures
from stream import Batch, batches, share, shards
from student import Student, load_backbone


def rate(step: int, done: float, warmup: int, last: float) -> float:
    """The learning rate as a fraction of the highest: a linear warm-up in steps, then half a cosine to the end."""
    return min(1, (step + 1) / warmup) * (last + (1 - last) * (1 + math.cos(math.pi * done)) / 2)


class Replicas:
    """Computes the gradients of a batch in parts, each on one core, with weights in common.

    Splitting one operation over cores that others use too makes every operation wait for the slower core; this way only
    a whole step does.
    """

    def __init__(self, student: Student, count: int, loss: Loss, frozen: bool) -> None:
        self._loss, self._frozen = loss, frozen
        self._students = [student] + [copy.deepcopy(student) for _ in range(count - 1)]
        for other in self._students[1:]:
            for mine, theirs in zip(other.parameters(), student.parameters(), strict=True):
                mine.data = theirs.data
        self._pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,))

    def gradients(self, batches: Iterator[Batch]) -> float:
        """Leaves the mean gradient of one batch a replica in the first student; returns the mean loss."""

        def part(student: Student, batch: Batch) -> float:
            student.zero_grad(set_to_none=True)
            loss = self._loss(student, batch, self._frozen)
            loss.backward()
            return loss.item()

        count = len(self._students)
        losses = list(self._pool.map(part, self._students, [next(batches) for _ in range(count)]))
        for parameters in zip(*(student.parameters() for student in self._students), strict=True):
            if parameters[0].grad is None:
                continue
            for other in parameters[1:]:
                parameters[0].grad += other.grad
            parameters[0].grad /= count
        return sum(losses) / count


@torch.no_grad()
def average(into: Student, student: Student, decay: float) -> None:
    """Moves the running average of the weights, and of BatchNorm's statistics, towards the student."""
    for mean, value in zip(into.state_dict().values(), student.state_dict().values(), strict=True):
        if mean.is_floating_point():
            mean.lerp_(value, 1 - decay)


def optimiser_of(student: Student, lr: float, lr_backbone: float, weight_decay: float) -> torch.optim.AdamW:
    """AdamW with a rate of its own for the backbone, and without decay of biases and of BatchNorm's scales."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in student.named_parameters():
        groups.setdefault((name.startswith("features."), parameter.ndim > 1), []).append(parameter)
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "lr": lr_backbone if backbone else lr,
                "highest": lr_backbone if backbone else lr,
                "weight_decay": weight_decay if matrix else 0.0,
            }
            for (backbone, matrix), parameters in groups.items()
        ]
    )


def save(path: Path, state: dict[str, object]) -> None:
    """Replaces a checkpoint in one go."""
    partial = path.with_suffix(".tmp")
    torch.save(state, partial)
    partial.rename(path)


def arguments_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("models"), help="where efficientnet_b0's head is")
    start = parser.add_mutually_exclusive_group(required=True)
    start.add_argument("--backbone", type=Path, help="mobilenetv3_3class_v3_fp16.gguf, to begin anew")
    start.add_argument("--start-from", type=Path, help="another run's checkpoint whose weights to begin with")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--run", required=True, help="name of the checkpoint")
    parser.add_argument("--samples", type=int, required=True, help="how many to train on; the rate falls towards it")
    parser.add_argument(
        "--pools", type=share, nargs="+", default=[("photos", 1.0)], metavar="NAME=SHARE", help="how much of each pool"
    )
    parser.add_argument("--frozen", action="store_true", help="leave the backbone as it is, and train the head alone")
    parser.add_argument("--sizes", type=int, nargs="+", default=[160, 192], help="resolutions, one after another")
    parser.add_argument("--until", type=float, nargs="+", default=[0.8, 1], help="share of the samples when each ends")
    parser.add_argument("--batch", type=int, default=32, help="pictures on each core")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--warmup", type=int, default=100, help="steps until the rate is highest")
    parser.add_argument("--lr", type=float, default=1e-3, help="of the head")
    parser.add_argument("--lr-backbone", type=float, default=6e-4)
    parser.add_argument("--lr-last", type=float, default=0.01, help="the final rate, as a fraction of the highest")
    parser.add_argument("--weight-decay", type=float, default=0.03)
    parser.add_argument("--temperature", type=float, default=2.0)
    parser.add_argument("--imitate", type=float, default=1.0, help="weight of the distance between features")
    parser.add_argument("--labels", type=float, default=0.0, help="weight of the known labels")
    parser.add_argument("--ema", type=float, default=0.999, help="how slowly the average of the weights moves")
    parser.add_argument("--every", type=int, default=200, help="steps between evaluations and checkpoints")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    torch.set_num_threads(1)
    torch.manual_seed(arguments.seed)
    work: Path = arguments.work
    pictures = load_pictures(work)
    held = HeldOut(work, pictures, 224)

    head = load_file(arguments.models / "efficientnet_b0.head.safetensors")
    student, mean = (
        Student(head["classifier.weight"], head["classifier.bias"]).to(memory_format=torch.channels_last)
        for _ in range(2)
    )
    if arguments.start_from:
        student.load_state_dict(torch.load(arguments.start_from, weights_only=True)["student"])
    else:
        load_backbone(student, arguments.backbone)
    mean.load_state_dict(student.state_dict())
    optimiser = optimiser_of(student, arguments.lr, arguments.lr_backbone, arguments.weight_decay)
    checkpoint = work / f"{arguments.run}.pt"
    step = 0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        student.load_state_dict(saved["last"])
        mean.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        step = saved["step"]
    if arguments.frozen:
        student.features.eval()

    each = arguments.batch * arguments.cores

    def done() -> float:
        return min(1.0, step * each / arguments.samples)

    def size() -> int:
        return next(size for size, until in zip(arguments.sizes, arguments.until, strict=True) if done() <= until)

    total_share = sum(value for _, value in arguments.pools)
    pools = {name: value / total_share for name, value in arguments.pools}
    loss = Loss(arguments.temperature, arguments.imitate, arguments.labels)
    replicas = Replicas(student, arguments.cores, loss, arguments.frozen)
    # A run that goes on draws in another order than it has had.
    source = batches(pictures, work, pools, size, arguments.batch, [arguments.seed, step])
    start, total, since = time.time(), 0.0, step
    while done() < 1:
        fraction = rate(step, done(), arguments.warmup, arguments.lr_last)
        for group in optimiser.param_groups:
            group["lr"] = group["highest"] * fraction
        total += replicas.gradients(source)
        torch.nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimiser.step()
        average(mean, student, min(arguments.ema, (step + 1) / (step + 10)))
        step += 1
        if step % arguments.every and done() < 1:
            continue
        speed = (step - since) * each / (time.time() - start)
        row = {"step": step, "done": done(), "loss": total / (step - since), **held.evaluate(mean)}
        row |= {"lr": fraction, "size": size(), "pictures/s": speed}
        row |= {f"shards of {name}": len(shards(work, name)) for name in pools}
        print(" ".join(f"{key} {value:.4g}" for key, value in row.items()), time.strftime("%H:%M:%S"), flush=True)
        state = {"student": mean.state_dict(), "last": student.state_dict(), "optimiser": optimiser.state_dict()}
        save(checkpoint, state | {"step": step})
        start, total, since = time.time(), 0.0, step


if __name__ == "__main__":
    main()
