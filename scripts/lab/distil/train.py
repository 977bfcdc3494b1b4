"""Trains the student on the views that the teacher has looked at. Goes on from its last checkpoint by itself."""

from __future__ import annotations

import argparse
import copy
import json
import math
import queue
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from data import MEAN, STD, Pictures, centre_crop, load_pictures, render
from student import Student, load_backbone

Batch = tuple[Tensor, Tensor]


def to_input(rgb: np.ndarray) -> Tensor:
    """Pictures as bytes (N x H x W x 3) to normalised floats, channels last in memory."""
    pixels = torch.from_numpy(rgb).permute(0, 3, 1, 2).float()
    mean, std = (torch.from_numpy(values * 255).view(1, 3, 1, 1) for values in (MEAN, STD))
    return ((pixels - mean) / std).contiguous(memory_format=torch.channels_last)


def shards(work: Path) -> list[int]:
    """The shards that the teacher has finished by now."""
    return sorted(int(path.stem.split("-")[1]) for path in (work / "shards").glob("features-*.npy"))


def passes(work: Path, seed: list[int]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Endless views with the teacher's features, a shard at a time; a shard that the teacher finishes joins at once."""
    rng = np.random.default_rng(seed)
    shown: dict[int, int] = {}
    while True:
        # A late shard begins where the others are, lest it be shown many times on end.
        level = min(shown.values(), default=0)
        for shard in shards(work):
            shown.setdefault(shard, level)
        least = min(shown.values())
        shard = rng.choice([each for each, times in shown.items() if times == least])
        shown[shard] += 1
        views = np.load(work / "shards" / f"views-{shard:03}.npy")
        features = np.load(work / "shards" / f"features-{shard:03}.npy")
        order = rng.permutation(len(views))
        mirror = rng.uniform(0, 1, len(views)) < 0.5
        views["flip"][mirror] ^= True
        patches = views["patch"][mirror]
        views["patch"][mirror] = np.stack([1 - patches[:, 2], patches[:, 1], 1 - patches[:, 0], patches[:, 3]], 1)
        yield views[order], features[order]


def batches(pictures: Pictures, work: Path, size: Callable[[], int], count: int, seed: list[int]) -> Iterator[Batch]:
    """Batches drawn by a thread of their own, a few ahead, at the `size` of the moment."""
    ready: queue.Queue[Batch] = queue.Queue(maxsize=6)

    def fill() -> None:
        cv2.setNumThreads(1)
        for views, features in passes(work, seed):
            for first in range(0, len(views) - count + 1, count):
                side = size()
                rgb = np.stack([render(pictures, view, side) for view in views[first : first + count]])
                ready.put((to_input(rgb), torch.from_numpy(features[first : first + count]).float()))

    threading.Thread(target=fill, daemon=True).start()
    while True:
        yield ready.get()


class HeldOut:
    """The held-out pictures as they are classified in use, and what the teacher says about them."""

    def __init__(self, work: Path, pictures: Pictures, size: int) -> None:
        parts = json.loads((work / "split.json").read_text())
        held = parts["held"] + parts["labelled"]
        self.teacher = torch.from_numpy(np.load(work / "centre_logits.npy")[held])
        self.labels = torch.tensor(parts["labels"])
        self._rgb = np.stack([centre_crop(pictures[i], size, 0.875) for i in held])

    @torch.no_grad()
    def evaluate(self, student: Student) -> dict[str, float]:
        """Agreement with the teacher on all, accuracy on those with a label, in percent; divergence in nats."""
        student.eval()
        logits = torch.cat([student(to_input(self._rgb[i : i + 50]))[0] for i in range(0, len(self._rgb), 50)])
        student.train()
        best = self.teacher.argmax(1)
        labelled = logits[-len(self.labels) :]
        divergence = F.kl_div(
            logits.log_softmax(1), self.teacher.log_softmax(1), reduction="batchmean", log_target=True
        )
        return {
            "agree1": hits(logits, best, 1),
            "agree5": hits(logits, best, 5),
            "top1": hits(labelled, self.labels, 1),
            "top5": hits(labelled, self.labels, 5),
            "kl": divergence.item(),
        }


def hits(logits: Tensor, labels: Tensor, k: int) -> float:
    """How often the label is among the `k` best, in percent."""
    return (logits.topk(k, 1).indices == labels[:, None]).any(1).float().mean().item() * 100


def loss_of(student: Student, batch: Batch, temperature: float, imitate: float) -> Tensor:
    """Divergence from the teacher's softened answer, plus the distance of the imagined features from its own."""
    pixels, features = batch
    logits, imagined = student(pixels)
    with torch.no_grad():
        target = (F.linear(features, student.teacher_weight, student.teacher_bias) / temperature).log_softmax(1)
    divergence = F.kl_div((logits / temperature).log_softmax(1), target, reduction="batchmean", log_target=True)
    distance = F.mse_loss(imagined, features) / features.var(0).mean()
    return divergence * temperature**2 + imitate * distance


def rate(step: int, done: float, warmup: int, last: float) -> float:
    """The learning rate as a fraction of the highest: a linear warm-up in steps, then half a cosine in time."""
    return min(1, (step + 1) / warmup) * (last + (1 - last) * (1 + math.cos(math.pi * done)) / 2)


class Replicas:
    """Computes the gradients of a batch in parts, each on one core, with weights in common.

    Splitting one operation over cores that others use too makes every operation wait for the slower core; this way only
    a whole step does.
    """

    def __init__(self, student: Student, count: int) -> None:
        self._students = [student] + [copy.deepcopy(student) for _ in range(count - 1)]
        for other in self._students[1:]:
            for mine, theirs in zip(other.parameters(), student.parameters(), strict=True):
                mine.data = theirs.data
        self._pool = ThreadPoolExecutor(count, initializer=torch.set_num_threads, initargs=(1,))

    def gradients(self, batches: Iterator[Batch], temperature: float, imitate: float) -> float:
        """Leaves the mean gradient of one batch a replica in the first student; returns the mean loss."""

        def part(student: Student, batch: Batch) -> float:
            student.zero_grad(set_to_none=True)
            loss = loss_of(student, batch, temperature, imitate)
            loss.backward()
            return loss.item()

        count = len(self._students)
        losses = list(self._pool.map(part, self._students, [next(batches) for _ in range(count)]))
        for parameters in zip(*(student.parameters() for student in self._students), strict=True):
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
    parser.add_argument("--backbone", type=Path, required=True, help="mobilenetv3_3class_v3_fp16.gguf")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--run", required=True, help="name of the checkpoint")
    parser.add_argument("--start-from", type=Path, help="another run's checkpoint whose weights to begin with")
    parser.add_argument("--minutes", type=float, required=True, help="of training; the learning rate follows the clock")
    parser.add_argument("--sizes", type=int, nargs="+", default=[160, 192], help="resolutions, one after another")
    parser.add_argument("--until", type=float, nargs="+", default=[0.8, 1], help="share of the time when each ends")
    parser.add_argument("--batch", type=int, default=32, help="pictures on each core")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--warmup", type=int, default=100, help="steps until the rate is highest")
    parser.add_argument("--lr", type=float, default=1e-3, help="of the head")
    parser.add_argument("--lr-backbone", type=float, default=6e-4)
    parser.add_argument("--lr-last", type=float, default=0.01, help="the final rate, as a fraction of the highest")
    parser.add_argument("--weight-decay", type=float, default=0.03)
    parser.add_argument("--temperature", type=float, default=2.0)
    parser.add_argument("--imitate", type=float, default=1.0, help="weight of the distance between features")
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
    load_backbone(student, arguments.backbone)
    if arguments.start_from:
        student.load_state_dict(torch.load(arguments.start_from, weights_only=True)["student"])
    mean.load_state_dict(student.state_dict())
    optimiser = optimiser_of(student, arguments.lr, arguments.lr_backbone, arguments.weight_decay)
    checkpoint = work / f"{arguments.run}.pt"
    step, spent = 0, 0.0
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        student.load_state_dict(saved["last"])
        mean.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        step, spent = saved["step"], saved["seconds"]

    begin = time.time()

    def done() -> float:
        return min(1.0, (spent + time.time() - begin) / (arguments.minutes * 60))

    def size() -> int:
        return next(size for size, until in zip(arguments.sizes, arguments.until, strict=True) if done() <= until)

    replicas = Replicas(student, arguments.cores)
    # A run that goes on draws in another order than it has had.
    source = batches(pictures, work, size, arguments.batch, [arguments.seed, step])
    start, total, since = begin, 0.0, step
    progress = done()
    while progress < 1:
        fraction = rate(step, progress, arguments.warmup, arguments.lr_last)
        for group in optimiser.param_groups:
            group["lr"] = group["highest"] * fraction
        total += replicas.gradients(source, arguments.temperature, arguments.imitate)
        torch.nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimiser.step()
        average(mean, student, min(arguments.ema, (step + 1) / (step + 10)))
        step += 1
        progress = done()
        if step % arguments.every and progress < 1:
            continue
        speed = (step - since) * arguments.batch * arguments.cores / (time.time() - start)
        row = {"step": step, "done": progress, "loss": total / (step - since), **held.evaluate(mean)}
        row |= {"lr": fraction, "size": size(), "pictures/s": speed, "shards": len(shards(work))}
        print(" ".join(f"{key} {value:.4g}" for key, value in row.items()), time.strftime("%H:%M:%S"), flush=True)
        state = {"student": mean.state_dict(), "last": student.state_dict(), "optimiser": optimiser.state_dict()}
        save(checkpoint, state | {"step": step, "seconds": spent + time.time() - begin})
        start, total, since = time.time(), 0.0, step


if __name__ == "__main__":
    main()
