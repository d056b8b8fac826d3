"""Runs Rasa's prediction graph without Dask.

Rasa rebuilds a Dask graph at every run, and Dask plans, orders and calls back anew, all of it on the event
loop's thread. The order for a target never changes, so it is worked out once.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.runner.dask import DaskGraphRunner

__all__ = ["LeanGraphRunner"]

_Plan = list[tuple[str, tuple[str, ...]]]


class LeanGraphRunner(DaskGraphRunner):  # type: ignore[misc]  # Rasa ships no types
    """Same nodes, same results as `DaskGraphRunner`; nodes run one after the other in a fixed order."""

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Run what ``targets`` (default: the schema's) need; returns target → output.

        Raises:
            rasa.engine.exceptions.GraphRunError: an input is missing.
            rasa.engine.exceptions.GraphComponentException: a component failed.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        outputs: dict[str, tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._plan(wanted):
            outputs[name] = self._instantiated_nodes[name](*(outputs[need] for need in needs if need in outputs))
        return {name: outputs[name][1] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> _Plan:
        plans: dict[tuple[str, ...], _Plan] = self.__dict__.setdefault("_plans", {})
        if targets not in plans:
            plans[targets] = self._ordered(targets)
        return plans[targets]

    def _ordered(self, targets: tuple[str, ...]) -> _Plan:
        nodes = self._graph_schema.nodes
        plan: _Plan = []
        placed: set[str] = set()

        def place(name: str) -> None:
            if name in placed or name not in nodes:  # not a node: one of the inputs
                return
            placed.add(name)
            needs = tuple(nodes[name].needs.values())
            for need in needs:
                place(need)
            plan.append((name, needs))

        for target in targets:
            place(target)
        return plan
