"""Trains the student on an accelerator, from packs alone; the teacher looks at the views as they are drawn.

It stops at a number of samples or when its time is up, and writes the student's file as it goes, so that something is
left however it ends. Without an accelerator it does the same on a CPU, slowly, for a trial.
"""

from __future__ import annotations

import argparse
import time
from collections import deque
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor

from canvas import Canvas, Views
from efficientnet import EfficientNet
from loss import Loss
from start import fit
from stream import Batch
from student import Student
from train import average, optimiser_of, rate, save
from weights_file import read, write


class HalfPrecision(Student):
    """A student whose backbone computes in bfloat16; the weights stay as they are."""

    def pool(self, pixels: Tensor) -> Tensor:
        with torch.autocast(pixels.device.type, torch.bfloat16):
            return super().pool(pixels)


class Lessons:
    """Endless batches. Each view that the teacher has looked at is shown a few times, mirrored at random."""

    def __init__(self, canvas: Canvas, teacher: EfficientNet, arguments: argparse.Namespace) -> None:
        self._canvas, self._teacher, self._arguments = canvas, teacher, arguments
        self._kept: deque[tuple[Views, Tensor]] = deque(maxlen=arguments.keep)
        self._drawn = 0

    def next(self, size: int) -> Batch:
        """A batch at the student's `size`: a new one at every `--reuse`-th call, else one of those kept."""
        options = self._arguments
        if self._drawn % options.reuse == 0:
            views = self._canvas.draw(options.batch, options.mixed, options.smallest)
            pixels = self._canvas.render(views, options.teacher_size, mirror=False)
            features = self._teacher(pixels.to(self._teacher.stem__weight.dtype))
            self._kept.append((views, features.half()))
            chosen = -1
        else:
            chosen = int(torch.randint(len(self._kept), ()))
        self._drawn += 1
        views, features = self._kept[chosen]
        pixels = self._canvas.render(views, size, mirror=bool(torch.rand(()) < 0.5))
        return Batch(pixels, features.float(), self._canvas.labels[views.pictures].long(), views.shares())


def begin(student: Student, weights: Path, lessons: Lessons, size: int, count: int) -> None:
    """Fills the student from a file; what the file lacks is fitted to some lessons."""
    state, weight, bias = read(weights)
    student.load_state_dict(state, strict=False)
    student.eval()
    hidden, features = [], []
    while sum(map(len, hidden)) < count:
        batch = lessons.next(size)
        with torch.no_grad():
            hidden.append(student.hide(student.pool(batch.pixels)))
        features.append(batch.features)
    device = student.own.weight.device
    fit(student, weight.to(device), bias.to(device), torch.cat(hidden), torch.cat(features), ridge=0.01)
    student.train()


def arguments_of() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packs", type=Path, required=True, help="the folder that packs.py wrote")
    parser.add_argument("--weights", type=Path, required=True, help="the student's file to begin with")
    parser.add_argument("--out", type=Path, required=True, help="where to write the student's files")
    parser.add_argument("--state", type=Path, required=True, help="a file to go on from, if it is there")
    parser.add_argument("--shares", type=float, nargs="+", default=[1.0], help="of the pools, in their order")
    parser.add_argument("--samples", type=int, default=10_000_000)
    parser.add_argument("--seconds", type=float, default=480, help="of training in this call, at most")
    parser.add_argument("--batch", type=int, default=1024)
    parser.add_argument("--size", type=int, default=160, help="of the views that the student sees")
    parser.add_argument("--teacher-size", type=int, default=224)
    parser.add_argument("--canvas", type=int, default=144, help="size of the pictures in memory")
    parser.add_argument("--reuse", type=int, default=2, help="how often a view is shown")
    parser.add_argument("--keep", type=int, default=512, help="batches that are kept to be shown again")
    parser.add_argument("--mixed", type=float, default=0.4)
    parser.add_argument("--smallest", type=float, default=0.2)
    parser.add_argument("--lr", type=float, default=3e-3)
    parser.add_argument("--lr-backbone", type=float, default=2e-3)
    parser.add_argument("--warmup", type=int, default=200)
    parser.add_argument("--weight-decay", type=float, default=0.03)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--labels", type=float, default=0.0)
    parser.add_argument("--every", type=float, default=60, help="seconds between files")
    parser.add_argument("--files", type=int, default=4, help="how many of the latest to leave")
    parser.add_argument("--bf16", action="store_true", help="as on an accelerator, compute in bfloat16 on a CPU too")
    parser.add_argument("--compile", action="store_true", help="let PyTorch compile teacher and backbone first")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def main() -> None:
    arguments = arguments_of()
    torch.manual_seed(arguments.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_float32_matmul_precision("high")
    packs = sorted(arguments.packs.glob("pictures-*.safetensors"))
    if not packs:
        raise SystemExit(f"{arguments.packs} has no pictures-NN.safetensors: run packs.py first")
    canvas = Canvas(packs, arguments.shares, arguments.canvas, device)
    print(f"{len(canvas)} pictures of {len(packs)} packs on {device}", flush=True)

    stored = load_file(arguments.packs / "teacher.safetensors")
    head = {name: stored.pop(f"classifier.{name}").float() for name in ("weight", "bias")}
    half = arguments.bf16 or device.type == "cuda"
    precision = torch.bfloat16 if half else torch.float32
    teacher = EfficientNet(stored).to(device, precision, memory_format=torch.channels_last)
    kind = HalfPrecision if half else Student
    student, mean = (kind(head["weight"], head["bias"]).to(device, memory_format=torch.channels_last) for _ in range(2))
    lessons = Lessons(canvas, teacher, arguments)
    begin(student, arguments.weights, lessons, arguments.size, 16 * 1024 if device.type == "cuda" else 1024)
    optimiser = optimiser_of(student, arguments.lr, arguments.lr_backbone, arguments.weight_decay)
    step, samples = 0, 0
    if arguments.state.exists():
        saved = torch.load(arguments.state, map_location=device, weights_only=True)
        student.load_state_dict(saved["last"])
        mean.load_state_dict(saved["student"])
        optimiser.load_state_dict(saved["optimiser"])
        step, samples = saved["step"], saved["samples"]
    else:
        mean.load_state_dict(student.state_dict())
    if arguments.compile:
        teacher.compile()
        student.features.compile()

    loss_of = Loss(temperature=2.0, imitate=1.0, labels=arguments.labels)
    files: deque[Path] = deque()

    def leave() -> None:
        """Writes the student's file and the state."""
        path = arguments.out / f"student-{samples // 1000:06}k.safetensors"
        write(mean, path)
        if path not in files:
            files.append(path)
        while len(files) > arguments.files:
            files.popleft().unlink()
        state = {"student": mean.state_dict(), "last": student.state_dict(), "optimiser": optimiser.state_dict()}
        save(arguments.state, state | {"step": step, "samples": samples})

    began = written = time.monotonic()
    first = samples
    while samples < arguments.samples and time.monotonic() - began < arguments.seconds:
        done = max(samples / arguments.samples, (time.monotonic() - began) / arguments.seconds)
        for group in optimiser.param_groups:
            group["lr"] = group["highest"] * rate(step, done, arguments.warmup, 0.01)
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(student, lessons.next(arguments.size), frozen=False)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 5.0)
        optimiser.step()
        average(mean, student, min(arguments.ema, (step + 1) / (step + 10)))
        step, samples = step + 1, samples + arguments.batch
        now = time.monotonic()
        if now - written > arguments.every:
            leave()
            speed = (samples - first) / (now - began)
            print(f"{samples} samples, loss {loss.item():.3f}, {speed:.0f} a second", flush=True)
            written = now
    leave()
    print(f"{samples} samples in {step} steps, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main()
