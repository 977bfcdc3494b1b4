"""Says what each ingredient is worth: runs that differ in one thing, from the same weights, of the same length.

Every recipe ends as two rows of WORK/ingredients.tsv, measured on both halves of the evaluation set: as trained, and
(`-even`) without what the pictures of the training made it expect. A recipe that has its rows is skipped, one that was
interrupted goes on from its last checkpoint; so the command can be stopped and given again at any time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from halves import Validation, percent

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Recipe:
    """One run: what differs from the plain one."""

    pools: dict[str, float] = field(default_factory=lambda: {"photos": 1.0})
    #: More arguments of train.py.
    more: tuple[str, ...] = ()
    #: How many times as many samples as the others.
    times: int = 1


START = "start"
#: The pools are those that the README makes: `large` has pictures of 176 pixels, `small` of 64 and 84.
RECIPES = {
    "old": Recipe(),
    "head": Recipe(more=("--frozen",)),
    "large": Recipe({"photos": 0.75, "large": 0.25}),
    "labels": Recipe({"photos": 0.75, "large": 0.25}, more=("--labels", "0.3")),
    "small": Recipe({"photos": 0.65, "large": 0.25, "small": 0.1}),
    "size-192": Recipe(more=("--sizes", "192", "--until", "1")),
    "size-128": Recipe(more=("--sizes", "128", "--until", "1")),
    "head-3-times": Recipe(more=("--frozen",), times=3),
    "old-3-times": Recipe(times=3),
    "small-labels": Recipe({"photos": 0.65, "large": 0.25, "small": 0.1}, more=("--labels", "0.3")),
}
#: Averages of weights: of the recipes named, and of the weights that all begin with. They cost no training.
AVERAGES = {
    "old+start": ("old", START),
    "large+start": ("large", START),
    "old+large+labels": ("old", "large", "labels"),
    "old+large+labels+start": ("old", "large", "labels", START),
}
#: Arguments of every run: a rate that is low enough not to forget much of what the start knows.
PLAIN = ["--sizes", "160", "--until", "1", "--lr", "4e-4", "--lr-backbone", "2e-4", "--warmup", "50", "--ema", "0.99"]


@dataclass(frozen=True)
class Table:
    """The rows so far, and the classes' ranks behind them, by which two rows can be compared picture by picture."""

    work: Path
    validation: Validation

    def ranks(self, name: str) -> Path:
        return self.work / "ingredients" / f"{name}.npy"

    def add(self, name: str, samples: int, weights: Path) -> None:
        """Evaluates a file, and appends its row: both halves, each compared with the start."""
        ranks = self.validation.ranks(weights)
        np.save(self.ranks(name), ranks)
        start = np.load(self.ranks(START))
        cells = [name, str(samples)]
        for inside in self.validation.halves.values():
            mine, theirs = ranks[inside], start[inside]
            gain, error = percent((mine < 1).astype(float) - (theirs < 1))
            top1, top5 = percent(mine < 1)[0], percent(mine < 5)[0]
            cells += [f"{value:.2f}" for value in (top1, top5, gain, error)]
        with open(self.work / "ingredients.tsv", "a") as file:
            if file.tell() == 0:
                columns = [f"{half}: {column}" for half in self.validation.halves for column in COLUMNS]
                print("name", "samples", *columns, sep="\t", file=file)
            print(*cells, sep="\t", file=file)
        print(*cells, sep="\t", flush=True)


COLUMNS = ("top-1", "top-5", "gain", "its standard error")


def shares_of(pools: Mapping[str, float]) -> list[str]:
    """Pools and their shares, as arguments."""
    return [f"{pool}={share}" for pool, share in pools.items()]


def call(script: str, *arguments: object) -> None:
    """Runs another script of this folder; what it prints goes to where this one's goes."""
    subprocess.run([sys.executable, HERE / script, *map(str, arguments)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="the exported file that all begin with")
    parser.add_argument("--validation", type=Path, required=True, help="a tar file of pictures with labels.tsv")
    parser.add_argument("--recipes", nargs="+", choices=list(RECIPES), default=list(RECIPES), metavar="NAME")
    parser.add_argument("--samples", type=int, default=32768, help="of a run")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--calibrate", type=int, default=2000, help="pictures for BatchNorm's statistics")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    work: Path = arguments.work
    (work / "ingredients").mkdir(exist_ok=True)
    table = Table(work, Validation(arguments.validation))
    if not table.ranks(START).exists():
        table.add(START, 0, arguments.weights)
    start = work / "start.pt"
    if not start.exists():
        call("start.py", "--work", work, "--weights", arguments.weights, "--out", start)

    def even(name: str, samples: int, weights: Path, parts: Sequence[str]) -> None:
        """Adds the row of a file without its prior, unless it is there. Of an average it is the mean of the pools."""
        if table.ranks(f"{name}-even").exists():
            return
        pools: Counter[str] = Counter()
        for part in parts:
            pools.update(RECIPES.get(part, Recipe()).pools)
        out = work / "ingredients" / f"{name}-even.safetensors"
        call("prior.py", weights, out, "--work", work, "--pools", *shares_of(pools))
        table.add(f"{name}-even", samples, out)

    def export(name: str, samples: int, parts: Sequence[str], *more: str) -> None:
        """Adds the rows of the mean of some recipes' runs, unless they are there."""
        out = work / "ingredients" / f"{name}.safetensors"
        if not table.ranks(name).exists():
            checkpoints = [work / f"{runs[part]}.pt" for part in parts]
            call(
                "export.py", "--work", work, "--out", out, "--pictures", arguments.calibrate, *more,
                "--checkpoint", *checkpoints,
            )  # fmt: skip
            table.add(name, samples, out)
        even(name, samples, out, parts)

    runs = {START: START}
    even(START, 0, arguments.weights, [START])
    # What the statistics alone change.
    export("statistics", 0, [START])
    for name in arguments.recipes:
        recipe = RECIPES[name]
        samples = arguments.samples * recipe.times
        runs[name] = f"{name}-{samples}"
        if not table.ranks(runs[name]).exists():
            call(
                "train.py", "--work", work, "--start-from", start, "--run", runs[name], "--samples", samples,
                "--cores", arguments.cores, "--pools", *shares_of(recipe.pools), *PLAIN, *recipe.more,
            )  # fmt: skip
        export(runs[name], samples, [name])
    if "old" in runs:
        export(f"{runs['old']}-last", arguments.samples, ["old"], "--last")
    for name, parts in AVERAGES.items():
        if all(part in runs for part in parts):
            export(f"{name}-{arguments.samples}", arguments.samples, parts)


if __name__ == "__main__":
    main()
