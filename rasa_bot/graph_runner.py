"""Runs Rasa's prediction graph without Dask, and asks no policy whose answer could change nothing.

Rasa rebuilds a Dask graph at every run, and Dask plans, orders and calls back anew, all of it on the event
loop's thread. The order for a target never changes, so it is worked out once.

A rule that is certain wins over a memorised story in Rasa's ensemble, always: both are sure, and rules have the higher
priority. So the memory is only asked where no rule decided, or where what the rule wanted was just refused.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.constants import PLACEHOLDER_TRACKER
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import ActionExecutionRejected

__all__ = ["LeanGraphRunner"]

_Step = tuple[str, tuple[str, ...], type]
"""A node's name, the names of its inputs, and what kind of component it is."""


class LeanGraphRunner(DaskGraphRunner):  # type: ignore[misc]  # Rasa ships no types
    """Same results as `DaskGraphRunner`; nodes run one after the other in a fixed order, rules before memories."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run what ``targets`` (default: the schema's) need; returns target → output.

        Raises:
            rasa.engine.exceptions.GraphRunError: an input is missing.
            rasa.engine.exceptions.GraphComponentException: a component failed.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        outputs: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        is_decided = False
        for name, needs, kind in self._plan(wanted):
            if is_decided and kind is MemoizationPolicy and name not in wanted:
                outputs[name] = name, None  # the ensemble passes over what is no prediction
                continue
            outputs[name] = self._instantiated_nodes[name](*(outputs[need] for need in needs if need in outputs))
            if kind is RulePolicy:
                is_decided = _is_certain(outputs[name][1]) and not _was_refused(inputs or {})
        return {name: outputs[name][1] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[_Step]:
        plans: dict[tuple[str, ...], list[_Step]] = self.__dict__.setdefault("_plans", {})
        if targets not in plans:
            plans[targets] = self._ordered(targets)
        return plans[targets]

    def _ordered(self, targets: tuple[str, ...]) -> list[_Step]:
        nodes = self._graph_schema.nodes
        plan: list[_Step] = []
        placed: set[str] = set()

        def place(name: str) -> None:
            if name in placed or name not in nodes:  # not a node: one of the inputs
                return
            placed.add(name)
            needs = tuple(nodes[name].needs.values())
            rules = [need for need in needs if need in nodes and _kind(nodes[need].uses) is RulePolicy]
            for need in (*rules, *needs):
                place(need)
            plan.append((name, needs, _kind(nodes[name].uses)))

        for target in targets:
            place(target)
        return plan


def _kind(component: type) -> type:
    # Rules before memories: Rasa's rule policy is derived of the other.
    return next((kind for kind in (RulePolicy, MemoizationPolicy) if issubclass(component, kind)), object)


def _is_certain(prediction: object) -> bool:
    return isinstance(prediction, PolicyPrediction) and prediction.max_confidence == 1


def _was_refused(inputs: dict[str, Any]) -> bool:
    """Whether the action run last refused to: the ensemble then takes it out of everybody's prediction."""
    tracker = inputs.get(PLACEHOLDER_TRACKER)
    return tracker is not None and bool(tracker.events) and isinstance(tracker.events[-1], ActionExecutionRejected)
