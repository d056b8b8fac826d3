"""Draws a report, for people who would rather look than read: confusions, F1 an intent, reliability."""

from __future__ import annotations

from pathlib import Path

from components.evaluation.report import Report

__all__ = ["draw"]


def draw(report: Report, folder: Path) -> list[Path]:
    """Write the pictures as PNG files into ``folder``; returns their paths."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    folder.mkdir(parents=True, exist_ok=True)
    names = list(report.intents)
    paths = [folder / f"{name}.png" for name in ("confusions", "intents", "reliability")]

    figure, axes = plt.subplots(figsize=(9, 8))
    counts = {(row["true"], row["predicted"]): row["count"] for row in report.confusions}
    columns = sorted({*names, *(row["predicted"] for row in report.confusions)})
    table = [[counts.get((true, predicted), 0) for predicted in columns] for true in names]
    axes.imshow(table, cmap="Reds")
    axes.set_xticks(range(len(columns)), columns, rotation=90)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel="taken for", ylabel="meant", title="Mistakes (right answers left out)")
    figure.savefig(paths[0], dpi=120, bbox_inches="tight")

    figure, axes = plt.subplots(figsize=(7, 8))
    axes.barh(names, [report.intents[name].f1 for name in names])
    axes.set(xlim=(0, 1), xlabel="F1", title=f"{report.n} utterances, accuracy {report.accuracy:.1%}")
    figure.savefig(paths[1], dpi=120, bbox_inches="tight")

    figure, axes = plt.subplots(figsize=(5, 5))
    axes.plot([0, 1], [0, 1], linestyle="--", color="grey")
    axes.plot([row[0] for row in report.reliability], [row[1] for row in report.reliability], marker="o")
    axes.set(xlabel="confidence", ylabel="accuracy", title=f"Expected calibration error {report.ece:.3f}")
    figure.savefig(paths[2], dpi=120, bbox_inches="tight")
    plt.close("all")
    return paths
