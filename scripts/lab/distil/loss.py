"""What a student is taught by: the teacher's softened answer, its features, and labels where there are any."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from stream import Batch
from student import Student


@dataclass(frozen=True)
class Loss:
    """How much each lesson weighs."""

    temperature: float
    #: Of the distance between the features, in units of their variance.
    imitate: float
    #: Of the cross-entropy with the labels, of those views that have one.
    labels: float

    def __call__(self, student: Student, batch: Batch, frozen: bool) -> Tensor:
        """The loss of a batch; of a `frozen` student only the head has gradients."""
        with torch.set_grad_enabled(not frozen):
            pooled = student.pool(batch.pixels)
        logits, imagined = student.answer(pooled)
        with torch.no_grad():
            target = F.linear(batch.features, student.teacher_weight, student.teacher_bias) / self.temperature
        softened = (logits / self.temperature).log_softmax(1)
        divergence = F.kl_div(softened, target.log_softmax(1), reduction="batchmean", log_target=True)
        distance = F.mse_loss(imagined, batch.features) / batch.features.var(0).mean()
        loss = divergence * self.temperature**2 + self.imitate * distance
        return loss + self.labels * cross_entropy(logits, batch) if self.labels else loss


def cross_entropy(logits: Tensor, batch: Batch) -> Tensor:
    """The cross-entropy of the known labels, weighted by what their pictures make up, divided by all views."""
    known = (batch.labels >= 0) & (batch.shares > 0)
    chances = logits.log_softmax(1).gather(1, batch.labels.clamp(min=0))
    return -(chances * batch.shares * known).sum() / len(logits)
