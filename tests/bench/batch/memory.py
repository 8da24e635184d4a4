"""How much memory this process holds, and the most that it held, where the system tells."""

from __future__ import annotations

from pathlib import Path

STATUS = Path("/proc/self/status")
MIB = 1024


def resident() -> float | None:
    """MiB that are held now."""
    return _kib("VmRSS")


def forget_peak() -> None:
    """Let the most that was held start from now."""
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak() -> float | None:
    """The most MiB that were held at once."""
    return _kib("VmHWM")


def _kib(name: str) -> float | None:
    if not STATUS.exists():
        return None
    lines = dict(
        line.split(":", 1) for line in STATUS.read_text(encoding="utf-8").splitlines() if ":" in line
    )
    return int(lines[name].split()[0]) / MIB
