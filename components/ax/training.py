"""LoRA training of the two heads' model: specification §5.2's plan, best checkpoint kept.

One optimiser step sees ``batch_size × accumulation`` utterances. The loss is the sum of the intents' and the tags'
cross entropy. A held-out share of every intent decides when to stop and which checkpoint stays.
"""

from __future__ import annotations

import datetime
import json
import math
import random
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

import torch
from peft import PeftModel, get_peft_model, get_peft_model_state_dict
from safetensors.torch import save_file
from torch import nn

from components.ax.adapter import HEADS, WEIGHTS, Manifest
from components.ax.base import Base, as_out_of_memory
from components.ax.encoding import Encoded, context_text, tags_of
from components.ax.examples import Example, check, split
from components.ax.labels import LabelSet
from components.ax.network import Attention, Heads, collate, lora_config
from components.ax.tracking import Tracker, open_tracker
from components.classifier.entities import Values

__all__ = ["Plan", "Progress", "Trained", "train"]

_IGNORED: Final = -100
_KEY: Final = "default"


@dataclass(frozen=True)
class Plan:
    """How to train. The defaults are the specification's (§5.2); what it leaves open is said here.

    Attributes:
        learning_rate: its peak; rises over the first `warmup` of all steps, then falls linearly to a tenth.
        batch_size: utterances of one forward pass.
        accumulation: forward passes of one optimiser step.
        clip: greatest norm of the gradient.
        held_out: share of each intent's utterances to judge by.
        evaluations: how often an epoch is judged.
        patience: how many judgements without a better one end the training.
        context_share: share of utterances that get some context, drawn at random while the data has none, so that a
            context never seen does not sway the model.
        attention: see `components.ax.network.Attention`.
    """

    learning_rate: float = 2e-4
    batch_size: int = 4
    accumulation: int = 4
    epochs: int = 3
    clip: float = 1.0
    warmup: float = 0.05
    weight_decay: float = 0.01
    held_out: float = 0.1
    evaluations: int = 2
    patience: int = 3
    context_share: float = 0.2
    attention: Attention = "bidirectional"
    seed: int = 0


@dataclass(frozen=True)
class Progress:
    """Where training is: optimiser steps done and in all, the last losses' mean, the last judgement's figures."""

    step: int
    steps: int
    loss: float
    accuracy: float | None
    tag_f1: float | None


@dataclass(frozen=True)
class Trained:
    """What came out; figures are those of the held-out utterances at the best checkpoint."""

    folder: Path
    accuracy: float
    tag_f1: float
    examples: int
    steps: int
    seconds: float
    step_ms: float
    peak_mib: int | None
    untrained_intents: tuple[str, ...]


@dataclass(frozen=True)
class _Judged:
    accuracy: float
    tag_f1: float
    loss: float
    temperature: float

    @property
    def score(self) -> float:
        return self.accuracy + self.tag_f1


@dataclass(frozen=True)
class _Item:
    encoded: Encoded
    intent: int
    tags: tuple[int, ...]


def train(
    base: Base,
    examples: Sequence[Example],
    labels: LabelSet,
    folder: Path,
    *,
    plan: Plan = Plan(),
    tracking: Literal["none", "tensorboard", "wandb"] = "none",
    logs: Path | None = None,
    tell: Callable[[Progress], None] = lambda _: None,
) -> Trained:
    """Train an adapter and heads over `base`, and write them to `folder` in `components.ax.adapter`'s form.

    The base is given back as it came: without the adapter.

    Args:
        tracking: where the curves go: nowhere, to TensorBoard files under `logs`, or to Weights & Biases.
        tell: hears after each optimiser step.

    Raises:
        BadTrainingData: see `components.ax.examples.check` and `split`.
        OutOfMemory: the device is too small for the plan.
        ExtraMissing: the tracker asked for is not installed.
    """
    untrained = check(examples, labels)
    learnt, held_out = split(examples, plan.held_out, plan.seed)
    with open_tracker(tracking, logs, asdict(plan)) as tracker, torch.random.fork_rng():
        torch.manual_seed(plan.seed)
        run = _Run(base, labels, plan, tracker, tell)
        try:
            run.fit(learnt, held_out)
            run.save(folder, Values.learn(_surfaces(examples)), len(examples))
        except RuntimeError as error:
            if (memory := as_out_of_memory(error, f"training with batches of {plan.batch_size}")) is not None:
                raise memory from error
            raise
        finally:
            run.close()
    return replace(run.result(folder, len(examples)), untrained_intents=tuple(untrained))


class _Run:
    """One training: the network, its optimiser, and the best checkpoint so far."""

    def __init__(
        self, base: Base, labels: LabelSet, plan: Plan, tracker: Tracker, tell: Callable[[Progress], None]
    ) -> None:
        self._base, self._labels, self._plan, self._tracker, self._tell = base, labels, plan, tracker, tell
        self._tag_index = {tag: i for i, tag in enumerate(labels.tags)}
        self._intent_index = {intent: i for i, intent in enumerate(labels.intents)}
        self._network: PeftModel = get_peft_model(base.model, lora_config(), adapter_name=_KEY)
        self._heads = Heads(base.hidden, labels).to(base.device)
        self._dice = random.Random(plan.seed)  # noqa: S311 - an order of examples, not a secret
        self._step = self._steps = 0
        self._losses: deque[float] = deque(maxlen=20)
        self._judged: _Judged | None = None
        self._best: _Judged | None = None
        self._best_state: tuple[dict[str, torch.Tensor], dict[str, torch.Tensor]] = ({}, {})
        self._stale = 0
        self._seconds = 0.0
        if base.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(base.device)

    def fit(self, learnt: Sequence[Example], held_out: Sequence[Example]) -> None:
        """Train until the plan's end, or until it does not get better."""
        plan = self._plan
        judged_by = [self._item(example, example.context) for example in held_out]
        an_epoch = math.ceil(len(learnt) / (plan.batch_size * plan.accumulation))
        self._steps = an_epoch * plan.epochs
        every = max(1, an_epoch // plan.evaluations)
        parameters = [p for p in (*self._network.parameters(), *self._heads.parameters()) if p.requires_grad]
        optimiser = torch.optim.AdamW(parameters, lr=plan.learning_rate, weight_decay=plan.weight_decay)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, self._rate)
        began = time.monotonic()
        for _ in range(plan.epochs):
            for group in self._groups(learnt):
                loss = self._learn(group, parameters, optimiser)
                schedule.step()
                self._step += 1
                self._losses.append(loss)
                self._tracker.log(self._step, {"train/loss": loss, "train/rate": schedule.get_last_lr()[0]})
                if self._step % every == 0 or self._step == self._steps:
                    self._judge(judged_by)
                self._tell(self._progress())
                if self._stale >= plan.patience:
                    self._seconds = time.monotonic() - began
                    return
        self._seconds = time.monotonic() - began

    def save(self, folder: Path, values: Values, examples: int) -> None:
        """Write the best checkpoint."""
        best = self._kept()
        folder.mkdir(parents=True, exist_ok=True)
        lora, heads = self._best_state
        config = self._network.peft_config[_KEY]
        config.inference_mode = True
        config.base_model_name_or_path = None  # a path of the machine it was trained on
        config.save_pretrained(str(folder))
        save_file(lora, folder / WEIGHTS)
        save_file(heads, folder / HEADS)
        trained: dict[str, Any] = {
            "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
            "examples": examples,
            "steps": self._step,
            "held_out": {"accuracy": round(best.accuracy, 4), "tag_f1": round(best.tag_f1, 4)},
            "plan": asdict(self._plan),
        }
        Manifest(
            base=self._base.fingerprint,
            labels=self._labels,
            attention=self._plan.attention,
            temperature=best.temperature,
            values=values.known,
            trained=json.loads(json.dumps(trained)),
        ).write(folder)

    def close(self) -> None:
        """Take the adapter off the base, and let go of what training needed."""
        self._network.unload()
        self._network.zero_grad(set_to_none=True)

    def result(self, folder: Path, examples: int) -> Trained:
        """What came out."""
        best = self._kept()
        peak = torch.cuda.max_memory_allocated(self._base.device) >> 20 if self._base.device.type == "cuda" else None
        return Trained(
            folder=folder,
            accuracy=best.accuracy,
            tag_f1=best.tag_f1,
            examples=examples,
            steps=self._step,
            seconds=self._seconds,
            step_ms=1_000 * self._seconds / max(1, self._step),
            peak_mib=peak,
            untrained_intents=(),
        )

    def _kept(self) -> _Judged:
        if self._best is None:
            raise RuntimeError("nothing was trained")
        return self._best

    def _progress(self) -> Progress:
        judged = self._judged
        mean = sum(self._losses) / len(self._losses)
        figures = (judged.accuracy, judged.tag_f1) if judged is not None else (None, None)
        return Progress(self._step, self._steps, mean, *figures)

    def _rate(self, step: int) -> float:
        warm = max(1, round(self._plan.warmup * self._steps))
        if step < warm:
            return (step + 1) / warm
        return max(0.1, 1 - 0.9 * (step - warm) / max(1, self._steps - warm))

    def _item(self, example: Example, context: str) -> _Item:
        encoded = self._base.encoder.encode(example.text, context)
        tags = tuple(self._tag_index[tag] for tag in tags_of(encoded, example.gold))
        return _Item(encoded, self._intent_index[example.intent], tags)

    def _groups(self, learnt: Sequence[Example]) -> list[list[list[_Item]]]:
        """An epoch: optimiser steps of batches of items, in an order of its own; rows of a batch are about as long."""
        items = [self._item(example, self._context(example)) for example in learnt]
        self._dice.shuffle(items)
        size, chunk = self._plan.batch_size, self._plan.batch_size * self._plan.accumulation
        groups = []
        for start in range(0, len(items), chunk):
            group = sorted(items[start : start + chunk], key=lambda item: len(item.encoded))
            groups.append([group[at : at + size] for at in range(0, len(group), size)])
        return groups

    def _context(self, example: Example) -> str:
        if example.context or self._dice.random() >= self._plan.context_share:
            return example.context
        intent = self._dice.choice(self._labels.intents)
        return context_text(intent, f"utter_{intent}")

    def _forward(self, items: Sequence[_Item]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
        """Scores of intents and tags, and the right ones."""
        encoded = [item.encoded for item in items]
        batch = collate(encoded, [self._plan.attention] * len(items), self._base.pad, self._base.device)
        automatic = torch.autocast(self._base.device.type, self._base.dtype, enabled=self._base.dtype != torch.float32)
        with automatic:
            states = self._network(
                input_ids=batch.ids, attention_mask=batch.mask, position_ids=batch.positions, use_cache=False
            ).last_hidden_state
        intent_scores, tag_scores = self._heads(states, batch.last)
        tags = torch.full(batch.ids.shape, _IGNORED, dtype=torch.long)
        for row, item in enumerate(items):
            tags[row, item.encoded.first : len(item.encoded)] = torch.tensor(item.tags, dtype=torch.long)
        intents = torch.tensor([item.intent for item in items])
        return intent_scores, tag_scores, intents.to(states.device), tags.to(states.device)

    def _learn(
        self, group: Sequence[Sequence[_Item]], parameters: list[nn.Parameter], optimiser: torch.optim.Optimizer
    ) -> float:
        self._network.train()
        self._heads.train()
        total = sum(len(items) for items in group)
        told = 0.0
        for items in group:
            loss = _loss(*self._forward(items)) * len(items) / total
            loss.backward()
            told += float(loss.detach())
        nn.utils.clip_grad_norm_(parameters, self._plan.clip)
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)
        return told

    def _judge(self, items: Sequence[_Item]) -> None:
        self._network.eval()
        self._heads.eval()
        losses, scores, truths = [], [], []
        right = found = true = 0
        ordered = sorted(items, key=lambda item: len(item.encoded))
        size = 8 * self._plan.batch_size
        for start in range(0, len(ordered), size):
            batch = ordered[start : start + size]
            with torch.no_grad():
                intent_scores, tag_scores, intents, tags = self._forward(batch)
            losses.append(float(_loss(intent_scores, tag_scores, intents, tags)) * len(batch))
            scores.append(intent_scores.cpu())
            truths.append(intents.cpu())
            counted = tags != _IGNORED
            said, meant = tag_scores.argmax(-1)[counted], tags[counted]
            right += int(((said == meant) & (meant != 0)).sum())
            found += int((said != 0).sum())
            true += int((meant != 0).sum())
        every_score, every_truth = torch.cat(scores), torch.cat(truths)
        judged = _Judged(
            accuracy=float((every_score.argmax(-1) == every_truth).float().mean()),
            tag_f1=2 * right / (found + true) if found + true else 1.0,
            loss=sum(losses) / len(items),
            temperature=_temperature(every_score, every_truth),
        )
        self._judged = judged
        figures = {"held_out/accuracy": judged.accuracy, "held_out/tag_f1": judged.tag_f1, "held_out/loss": judged.loss}
        self._tracker.log(self._step, figures)
        if self._best is None or judged.score > self._best.score:
            self._best, self._stale = judged, 0
            lora = get_peft_model_state_dict(self._network, adapter_name=_KEY)
            self._best_state = (_copied(lora), _copied(self._heads.state_dict()))
        else:
            self._stale += 1


def _surfaces(examples: Sequence[Example]) -> list[tuple[str, str, str]]:
    return [(a.entity, example.text[a.start : a.end], a.value) for example in examples for a in example.annotations]


def _copied(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().cpu().clone().contiguous() for name, tensor in state.items()}


def _loss(
    intent_scores: torch.Tensor, tag_scores: torch.Tensor, intents: torch.Tensor, tags: torch.Tensor
) -> torch.Tensor:
    said = nn.functional.cross_entropy(intent_scores, intents)
    counted = tags != _IGNORED
    if not bool(counted.any()):  # nothing but empty utterances
        return said
    return said + nn.functional.cross_entropy(tag_scores[counted], tags[counted])


def _temperature(scores: torch.Tensor, truths: torch.Tensor) -> float:
    """The temperature, of a fine grid, under which the held-out intents are likeliest (Guo et al., 2017)."""
    grid = [0.5 * 1.05**step for step in range(48)]  # 0.5 … 5
    return min(grid, key=lambda t: float(nn.functional.cross_entropy(scores / t, truths)))
