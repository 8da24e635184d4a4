"""``rubric batch --engine spark`` on a real Spark: the rows of one machine, also when an executor is killed.

The cluster of the killed executor is ``local-cluster``: a master and two workers on this machine, whose
executors are processes of their own. Everything listens on 127.0.0.1.
"""

from __future__ import annotations

import csv
import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from engine.batch import spark_java
from engine.cli import main

pytest.importorskip("pyspark")
if spark_java.java_problem() is not None:
    pytest.skip("needs Java 17", allow_module_level=True)

from engine.batch.arrow import batch_scorer
from engine.batch.spark_ship import shipped

ROOT = Path(__file__).parents[2]
COUNTY = ROOT / "examples/county/departments.csv"
NAME = "department-zhanjiang"
# Java that compiles less starts in half the time.
QUICK = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
CONF = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.driver.extraJavaOptions": QUICK,
    "spark.executor.extraJavaOptions": QUICK,
    "spark.sql.shuffle.partitions": "2",
}
PARTS = 12
COPIES = 3


def surroundings(folder: Path, **more: str) -> dict[str, str]:
    conf = " ".join(f"--conf '{name}={value}'" for name, value in {**CONF, **more}.items())
    return {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_LOCAL_DIRS": str(folder / "scratch"),
        "PYSPARK_SUBMIT_ARGS": f"{conf} pyspark-shell",
    }


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What stands around a Spark in this process; its Java goes with the last of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in surroundings(tmp_path_factory.mktemp("spark")).items():
            patch.setenv(name, value)
        yield "local[2]"
        from pyspark import SparkContext

        if gateway := SparkContext._gateway:  # noqa: SLF001 - a session that is stopped leaves its Java behind
            gateway.shutdown()
            gateway.proc.stdin.close()
            gateway.proc.wait(timeout=30)
            SparkContext._gateway = SparkContext._jvm = None  # noqa: SLF001


def county() -> pl.DataFrame:
    return pl.read_csv(COUNTY, infer_schema=False)


def on_one_machine(table: Path, out: Path, *more: str, name: str = NAME) -> pl.DataFrame:
    assert main(["batch", name, str(table), "-o", str(out), "--lang", "zh", *more]) in (0, 1)
    return pl.read_parquet(out)


def same_rows(got: pl.DataFrame, due: pl.DataFrame) -> None:
    """Every subject once, with every cell; a problem names a column there and a cell here."""
    assert got.columns == [name for name in due.columns if name != "行号"] + ["怎么办"]
    key = pl.col("编号")
    got, due = got.sort(key), due.sort(key)
    assert got["编号"].equals(due["编号"])
    plain = [name for name in due.columns if name not in ("行号", "问题")]
    assert got.select(plain).equals(due.select(plain).cast(got.select(plain).schema))
    assert got["问题"].is_null().equals(due["问题"].is_null())
    assert got["怎么办"].is_null().equals(due["问题"].is_null())


# -- an executor is killed -------------------------------------------------------------------------------


def executors(driver: int) -> list[int]:
    """The processes of executors that this driver has begun."""
    listed = subprocess.run(
        ["ps", "-ww", "-eo", "pid,ppid,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    parents = {int(pid): int(parent) for pid, parent, *_ in rows}

    def below(pid: int) -> bool:
        while pid in parents:
            if pid == driver:
                return True
            pid = parents[pid]
        return False

    backends = (int(pid) for pid, _, args in rows if "CoarseGrainedExecutorBackend" in args)
    return [pid for pid in backends if below(pid)]


def events(folder: Path) -> list[dict[str, Any]]:
    files = [
        path for path in folder.rglob("*") if path.is_file() and not path.name.startswith((".", "appstatus"))
    ]
    return [json.loads(line) for path in files for line in path.read_text("utf-8").splitlines()]


def test_a_killed_executor_loses_no_row_and_doubles_none(tmp_path: Path) -> None:
    table, out, log = tmp_path / "table", tmp_path / "scores.parquet", tmp_path / "log"
    table.mkdir()
    log.mkdir()
    whole = county()
    # With --reasons each row takes a millisecond, so that the tasks are long enough to be met.
    for at in range(PARTS):
        rows = pl.concat(
            [whole.with_columns(编号=pl.lit(f"{at}-{k}-") + pl.col("编号")) for k in range(COPIES)]
        )
        rows.write_parquet(table / f"part-{at:02}.parquet")
    due = on_one_machine(table, tmp_path / "due.parquet", "--reasons")
    assert due.height == PARTS * COPIES * whole.height
    small = {"spark.sql.files.openCostInBytes": "200m", "spark.sql.files.maxPartitionBytes": "1m"}
    logged = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.as_uri(),
        "spark.eventLog.compress": "false",
    }
    command = [sys.executable, "-m", "engine.cli", "batch", NAME, str(table / "*.parquet"), "-o", str(out)]
    command += ["--reasons", "--engine", "spark", "--master", "local-cluster[2,1,1024]", "--lang", "zh"]
    env = {**os.environ, **surroundings(tmp_path, **small, **logged), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=-1, stderr=-1, text=True) as running:
        try:
            killed = kill_one(running, out)
            said, complaints = running.communicate(timeout=240)
        finally:
            running.kill()
    assert running.returncode == 1, complaints
    assert killed, complaints
    told = events(log)
    # A local cluster keeps what its executors said beside pyspark itself.
    name = next(one["App ID"] for one in told if one["Event"] == "SparkListenerApplicationStart")
    shutil.rmtree(spark_home() / "work" / name, ignore_errors=True)
    ends = [one for one in told if one["Event"] == "SparkListenerTaskEnd"]
    reasons = [one["Task End Reason"]["Reason"] for one in ends]
    assert "ExecutorLostFailure" in reasons
    assert (out / "_SUCCESS").exists()
    same_rows(pl.read_parquet(out / "*.parquet"), due)
    last = complaints.splitlines()[-1]
    bad = due["问题"].count()
    assert last.startswith(f"{due.height:,} 行：")
    assert f"{bad:,} 行有问题 → {out}" in last
    assert "等级" in said


def spark_home() -> Path:
    from pyspark.find_spark_home import _find_spark_home

    return Path(_find_spark_home())


def names(folder: Path) -> list[str]:
    try:
        return [one.name for one in folder.iterdir()]
    except FileNotFoundError:
        return []


def kill_one(running: subprocess.Popen[str], out: Path) -> int | None:
    """Kill an executor once the first task is committed, while the others run; its process."""
    end = time.monotonic() + 240
    while running.poll() is None and time.monotonic() < end:
        if any(name.startswith("task_") for name in names(out / "_temporary/0")):
            victim = min(executors(running.pid), default=None)
            if victim is not None:
                os.kill(victim, signal.SIGKILL)
                return victim
        time.sleep(0.05)
    return None


# -- what a cluster reads and writes ---------------------------------------------------------------------


def on_spark(local: str, table: object, out: Path, *more: str, name: str = NAME) -> int:
    where = ["--engine", "spark", "--master", local, "--lang", "zh"]
    return main(["batch", name, str(table), "-o", str(out), *where, *more])


def parts(folder: Path, kind: str) -> list[Path]:
    return sorted(path for path in folder.glob(f"part-*{kind}"))


def test_text_tables_are_read_and_written_as_on_one_machine(tmp_path: Path, local: str) -> None:
    due = on_one_machine(COUNTY, tmp_path / "due.parquet")
    assert on_spark(local, COUNTY, tmp_path / "out.csv") == 1
    rows = [
        row
        for path in parts(tmp_path / "out.csv", ".csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    shown = due.with_columns(pl.col("完整").cast(pl.String).str.to_lowercase())
    got = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String()))
    got = got.with_columns(pl.when(pl.all() != "").then(pl.all()))
    due_texts = shown.with_columns(pl.all().cast(pl.String)).with_columns(
        pl.when(pl.all() != "").then(pl.all())
    )
    same_rows(got, due_texts)
    lines = tmp_path / "table.jsonl"
    lines.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in county().iter_rows(named=True)), "utf-8"
    )
    assert on_spark(local, lines, tmp_path / "out.jsonl") == 1
    made = [
        json.loads(line)
        for path in parts(tmp_path / "out.jsonl", ".json")
        for line in path.read_text("utf-8").splitlines()
    ]
    by_id = {row["编号"]: row for row in made}
    assert len(made) == due.height
    for row in due.iter_rows(named=True):
        one = by_id[row["编号"]]
        assert one["等级"] == row["等级"]
        assert one["总分"] == (None if row["总分"] is None else float(row["总分"]))


RUBRIC = (
    "rubric: small\nlanguage: zh\npoints: 10\nfacts: {done: {}, planned: {}}\n"
    "rounding: {places: 2, mode: half_up, at: total}\n"
    "items: {share: {points: 10, formula: 10 * done / planned}}\n"
)


def test_records_that_are_cut_are_told_and_every_digit_counts(tmp_path: Path, local: str) -> None:
    rubric = tmp_path / "rubric.yaml"
    rubric.write_text(RUBRIC, "utf-8")
    table = tmp_path / "table.csv"
    table.write_text('id,done,planned\na,"1,000",3000\nb,1\nc,"1\n",3\nd,1,2,3\n=e,0,3\n,3,3\n', "utf-8")
    assert on_spark(local, table, tmp_path / "out.csv", name=str(rubric)) == 1
    rows = [
        row
        for path in parts(tmp_path / "out.csv", ".csv")
        for row in csv.DictReader(path.open(encoding="utf-8"))
    ]
    known = {row["编号"]: row for row in rows}
    assert (known["a"]["share"], known["a"]["总分"]) == ("3.3333333333", "3.33")
    # A spreadsheet would take the id for a formula, and Java writes such a nought as 0E-10.
    assert known["'=e"]["share"] == "0.0000000000"
    assert known[""]["总分"] in ("", "10.00")
    assert all(known[key]["问题"] and not known[key]["总分"] for key in ("b", "c", "d"))
    assert [row["总分"] for row in rows if not row["问题"] and row["编号"] not in ("a", "'=e")] == ["10.00"]
    lines = tmp_path / "table.jsonl"
    lines.write_text(
        '{"id": 1, "done": 1.00000000000000000000000000001, "planned": 3}\n'
        '{"id": 2, "done": 0.015, "planned": 10}\n{"id": 3, "done": \n',
        "utf-8",
    )
    assert on_spark(local, lines, tmp_path / "out.parquet", name=str(rubric)) == 1
    got = pl.read_parquet(tmp_path / "out.parquet/*.parquet")
    assert dict(got.select("编号", pl.col("总分").cast(pl.String)).rows()) == {
        "1": "3.33",
        "2": "0.02",
        None: None,
    }
    assert got.filter(pl.col("编号").is_null())["问题"].str.contains("与列名对不上").to_list() == [True]


def test_a_run_that_cannot_be_is_refused(
    tmp_path: Path, local: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there.parquet"
    there.mkdir()
    nameless = tmp_path / "nameless.csv"
    nameless.write_text("审计检查问题数\n3\n", "utf-8")

    def code(table: object, out: Path, *more: str, master: str = local) -> str:
        assert on_spark(master, table, out, *more) == 2
        return capsys.readouterr().err.strip().splitlines()[-2].split()[0]

    out = tmp_path / "out.parquet"
    assert code(COUNTY, there) == "B875"
    assert [*there.iterdir()] == []
    assert code(COUNTY, tmp_path / "out.xlsx") == "B874"
    assert code(tmp_path / "table.dbf", out) == "B874"
    assert code(tmp_path / "absent.csv", out) == "B876"
    assert code(nameless, out) == "B863"
    for option in ("--resume", "--strict"):
        assert code(COUNTY, out, option) == "B873"
    assert code(COUNTY, out, "--problems", "p.csv") == "B873"
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert code(COUNTY, out) == "B872"
    assert not out.exists()


def test_an_old_java_is_told_from_a_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "bin/java"
    java.parent.mkdir()
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    for said, found in (('java version "1.8.0_401"', "8"), ('openjdk version "11.0.2"', "11")):
        java.write_text(f"#!/bin/sh\necho '{said}' >&2\n", "utf-8")
        java.chmod(0o755)
        problem = spark_java.java_problem()
        assert problem is not None
        assert f"Java {found}" in problem.message("en")
    java.write_text("#!/bin/sh\necho 'openjdk version \"21.0.1\"' >&2\n", "utf-8")
    assert spark_java.java_problem() is None


def test_the_package_that_is_sent_scores_without_the_tree(tmp_path: Path) -> None:
    table = county().to_arrow()
    scorer = batch_scorer(NAME, table.schema)
    rows = table.slice(0, 3).combine_chunks().to_batches()[0]
    (tmp_path / "sent").write_bytes(pickle.dumps((scorer, rows)))
    package = shutil.copy(shipped(), tmp_path / "package.zip")
    program = (
        "import pathlib, pickle, sys\n"
        "sys.path.insert(0, sys.argv[1])\n"
        "import engine, rubric\n"
        "assert all(module.__file__.startswith(sys.argv[1]) for module in (engine, rubric))\n"
        "scorer, rows = pickle.loads(pathlib.Path(sys.argv[2]).read_bytes())\n"
        "sys.stdout.buffer.write(pickle.dumps(scorer(rows)))\n"
        "assert engine.batch.kernel.__file__.startswith(sys.argv[1])\n"
    )
    command = [sys.executable, "-c", program, str(package), str(tmp_path / "sent")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    got = pickle.loads(done.stdout)
    assert isinstance(got, pa.RecordBatch)
    assert got.equals(scorer(rows))
