"""The held-out pictures as they are classified in use, and what the teacher says about them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from pictures import Pictures
from stream import to_input
from student import Student
from views import centre_crop


class HeldOut:
    """Tells how far a student is, while it learns."""

    def __init__(self, work: Path, pictures: Pictures, size: int) -> None:
        parts = json.loads((work / "split.json").read_text())
        held = parts["held"] + parts["labelled"]
        self.teacher = torch.from_numpy(np.load(work / "centre_logits.npy")[held])
        self.labels = torch.tensor(parts["labels"], dtype=torch.int64)
        self._unlabelled = len(parts["held"])
        self._rgb = np.stack([centre_crop(pictures[i], size, 0.875) for i in held])

    @torch.no_grad()
    def evaluate(self, student: Student) -> dict[str, float]:
        """Agreement with the teacher on all, accuracy on those with a label, in percent; divergence in nats."""
        student.eval()
        logits = torch.cat([student(to_input(self._rgb[i : i + 50]))[0] for i in range(0, len(self._rgb), 50)])
        student.train()
        best = self.teacher.argmax(1)
        labelled = logits[self._unlabelled :]
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
