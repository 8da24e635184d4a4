"""Java, on which Spark runs: whether it is there and new enough."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Final

from engine.batch.problems_spark import NoJava

OLDEST: Final = 17
VERSION: Final = re.compile(r'version "(?:1\.)?(\d+)')


def java_problem() -> NoJava | None:
    """What is wrong with the Java that Spark would take: JAVA_HOME's, else that of the path."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    major = _major(java) if java else None
    if major is None:
        where = ("JAVA_HOME 里没有", "JAVA_HOME holds none") if home else ("这里没有", "there is none here")
        return NoJava(found_zh=where[0], found_en=where[1])
    if major < OLDEST:
        return NoJava(found_zh=f"这里是 Java {major}", found_en=f"this is Java {major}")
    return None


def _major(java: str) -> int | None:
    try:
        # The Java that Spark would run itself.
        said = subprocess.run(  # noqa: S603
            [java, "-version"], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = VERSION.search(said.stderr + said.stdout)
    return int(found[1]) if found else None
