"""Where output goes that is no plain file: a pipe stays a pipe, and a link goes on leading where it led."""

from __future__ import annotations

import os
import threading
from pathlib import Path

from engine.output import emit


def test_a_pipe_is_written_into_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text("utf-8")))
    reader.start()
    assert emit("得分\n", str(pipe)) is None
    reader.join(10)
    assert read == ["得分\n"]
    assert pipe.is_fifo()


def test_a_link_leads_where_it_led(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    link, target = tmp_path / "link.txt", tmp_path / "there" / "target.txt"
    link.symlink_to(target)
    for text in ("一\n", "二\n"):
        assert emit(text, str(link)) is None
        assert link.is_symlink()
        assert target.read_text("utf-8") == text
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["link.txt", "target.txt", "there"]


def test_a_folder_takes_no_text(tmp_path: Path) -> None:
    assert emit("x", str(tmp_path)) is not None
    assert list(tmp_path.iterdir()) == []
