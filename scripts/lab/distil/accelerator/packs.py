"""Packs all that training on another machine needs into files of a limited size.

`teacher.safetensors` has the teacher in fp16 (the student is in the repository); each `pictures-NN.safetensors` has
training pictures as JPEG files, squashed to squares, with their pools, weights and classes. No held-out picture is in
them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from pictures import Pictures, load_pictures

#: Room for the header of a file, in bytes.
HEADER = 4096


def squash(rgb: np.ndarray, size: int, quality: int) -> bytes:
    """A JPEG file of a picture as a square of at most `size` pixels; one that is smaller keeps its shorter side."""
    side = min(size, *rgb.shape[:2])
    square = cv2.resize(rgb, (side, side), interpolation=cv2.INTER_AREA)
    done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(square, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError("a picture could not be written as JPEG")
    return jpeg.tobytes()


def write_pictures(path: Path, jpegs: list[bytes], rows: list[tuple[int, float, float, int]]) -> None:
    """One pack: the files on end, where each ends, and a row of pool, weight, aspect ratio and class for each."""
    pool, weight, aspect, label = zip(*rows, strict=True)
    tensors = {
        "jpeg": torch.frombuffer(bytearray(b"".join(jpegs)), dtype=torch.uint8),
        "ends": torch.tensor([len(jpeg) for jpeg in jpegs]).cumsum(0),
        "pool": torch.tensor(pool, dtype=torch.uint8),
        "weight": torch.tensor(weight, dtype=torch.float32),
        "aspect": torch.tensor(aspect, dtype=torch.float32),
        "label": torch.tensor(label, dtype=torch.int16),
    }
    save_file(tensors, path)
    print(f"{path}: {len(jpegs)} pictures, {path.stat().st_size / 2**20:.1f} MiB", flush=True)


def pack_pictures(pictures: Pictures, pools: list[dict], size: int, quality: int, limit: int, out: Path) -> None:
    """Writes the pictures of the pools, in a mixed order, so that any pack alone is a fair part of them all."""
    members = [
        (picture, number, weight)
        for number, pool in enumerate(pools)
        for picture, weight in zip(pool["pictures"], pool["weights"], strict=True)
    ]
    jpegs: list[bytes] = []
    rows: list[tuple[int, float, float, int]] = []
    used, packs = HEADER, 0
    for index in np.random.default_rng(0).permutation(len(members)):
        picture, number, weight = members[index]
        rgb = pictures[picture]
        jpeg = squash(rgb, size, quality)
        # 8 bytes for the end, 11 for the row.
        if used + len(jpeg) + 19 > limit:
            write_pictures(out / f"pictures-{packs:02}.safetensors", jpegs, rows)
            jpegs, rows, used, packs = [], [], HEADER, packs + 1
        jpegs.append(jpeg)
        rows.append((number, weight, rgb.shape[1] / rgb.shape[0], int(pictures.labels[picture])))
        used += len(jpeg) + 19
    write_pictures(out / f"pictures-{packs:02}.safetensors", jpegs, rows)


def teacher_tensors(models: Path) -> dict[str, Tensor]:
    """The teacher's tensors in fp16."""
    parts = ("backbone", "head")
    stored = [load_file(models / f"efficientnet_b0.{part}.safetensors") for part in parts]
    return {name: tensor.half() for tensors in stored for name, tensor in tensors.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=Path("models"))
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pools", nargs="+", default=["photos"], help="the first is number 0, and so on")
    parser.add_argument("--size", type=int, default=144, help="longest side of a packed picture, 128 to 160 pixels")
    parser.add_argument("--quality", type=int, default=88, help="of JPEG")
    parser.add_argument("--limit", type=float, default=50, help="MiB of a file")
    arguments = parser.parse_args()
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    save_file(teacher_tensors(arguments.models), out / "teacher.safetensors")
    pools = json.loads((arguments.work / "split.json").read_text())["pools"]
    pack_pictures(
        load_pictures(arguments.work),
        [pools[name] for name in arguments.pools],
        arguments.size,
        arguments.quality,
        int(arguments.limit * 2**20),
        out,
    )


if __name__ == "__main__":
    main()
