"""Times the Python peers on the same series as our own code, and prints ratios.

Every measurement is single-threaded. A short measurement is the rate over all series; a long one is the best of a few
runs. The ratio is our time over theirs, turned round: 100 x means that they take a hundred times as long.
"""
import argparse
import json
import os
import subprocess
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np  # noqa: E402  (after the threads are set)

import goals  # noqa: E402


def make_series(short_count, rng):
    def therapy():
        n = int(rng.integers(20, 41))
        y = rng.normal(0, 1, n) + np.linspace(0, 1, n)
        if rng.random() < 0.5:
            first = rng.integers(4, n - 4)
            y[first : first + rng.integers(1, 5)] -= 2
        return np.round(np.clip(4.5 + 0.8 * y, 1, 7) * 12) / 12

    def steps(n, changes):
        places = np.sort(rng.choice(np.arange(20, n - 20), changes, replace=False))
        levels = np.repeat(rng.normal(0, 2, changes + 1), np.diff(np.r_[0, places, n]))
        return levels + rng.normal(0, 1, n)

    short = [therapy() for _ in range(short_count)]
    return short, {"n=2000": steps(2_000, 10), "n=10000": steps(10_000, 20)}


def scaled(y):
    return y / (y.std() + 1e-9)


def price(y):
    return 3 * np.log(len(y))


def peers():
    """(name, share of the short series, longest series, function) of every peer that is installed."""
    found, missing = [], []

    def offer(package, build):
        try:
            found.extend(build())
        except Exception as error:  # a peer that is not there must not stop the others
            missing.append(f"{package}: {type(error).__name__} {str(error)[:80]}")

    def of_ruptures():
        import ruptures as rpt

        def fit(kind, **options):
            return lambda y: kind(**options).fit(y).predict(pen=price(y))[:-1]

        return [
            ("ruptures KernelCPD linear (C)", 1.0, 10_000, fit(rpt.KernelCPD, kernel="linear", min_size=1)),
            ("ruptures KernelCPD rbf (C)", 1.0, 2_000, fit(rpt.KernelCPD, kernel="rbf", min_size=1)),
            ("ruptures PELT l2, exact", 0.03, 2_000, fit(rpt.Pelt, model="l2", min_size=1, jump=1)),
            ("ruptures PELT l2, default jump 5", 0.1, 2_000, fit(rpt.Pelt, model="l2")),
            ("ruptures Binseg l2, default", 0.1, 10_000, fit(rpt.Binseg, model="l2")),
        ]

    def of_changeforest():
        from changeforest import changeforest

        def run(y):
            return changeforest(y.reshape(-1, 1), "change_in_mean", "bs").split_points()

        return [("changeforest change_in_mean bs (Rust, greedy)", 1.0, 10_000, run)]

    def of_fastcpd():
        from fastcpd.segmentation import mean

        def run(y):
            return list(mean(y.reshape(-1, 1)).cp_set)

        run(np.arange(30.0))
        return [("fastcpd mean", 0.02, 10_000, run)]

    def of_skchange():
        from skchange.detectors import PELT
        from skchange.interval_scorers import L2Cost

        def run(y):
            column = y.reshape(-1, 1)
            return list(np.ravel(PELT(L2Cost(), price(y)).fit(column).predict(column)))

        run(np.arange(30.0))
        return [("skchange PELT L2 (numba)", 0.02, 10_000, run)]

    for package, build in (
        ("ruptures", of_ruptures),
        ("changeforest", of_changeforest),
        ("fastcpd", of_fastcpd),
        ("skchange", of_skchange),
    ):
        offer(package, build)
    return found, missing


def measure(short, long):
    """Short series are brought to a spread of 1, which is timed; the noise of long ones is drawn with it."""
    found, missing = peers()
    rows = []
    for name, share, longest, run in found:
        some = short[: max(1, int(len(short) * share))]
        run(scaled(some[0]))
        start = time.process_time()
        changes = sum(len(run(scaled(y))) for y in some)
        seconds = time.process_time() - start
        rows.append({"kind": "short", "name": name, "count": len(some), "seconds": seconds, "changes": changes})
        for kind, y in long.items():
            if len(y) > longest:
                continue
            best = float("inf")
            for _ in range(2):
                start = time.process_time()
                changes = len(run(y))
                best = min(best, time.process_time() - start)
            rows.append({"kind": kind, "name": name, "count": 1, "seconds": best, "changes": changes})
    return rows, missing


def table(rows):
    for kind in dict.fromkeys(row["kind"] for row in rows):
        of_kind = sorted((row for row in rows if row["kind"] == kind), key=lambda row: row["seconds"] / row["count"])
        ours_name = "holdfast exact, levels, batch" if kind == "short" else "holdfast fpop"
        ours = next(row for row in of_kind if row["name"] == ours_name)
        unit = ours["seconds"] / ours["count"]
        print(f"\n### {kind}\n\n| | per series | series per second | ratio to {ours_name} | changes per series |")
        print("|---|--:|--:|--:|--:|")
        for row in of_kind:
            each = row["seconds"] / row["count"]
            shown = f"{each * 1e6:.2f} us" if each < 1e-3 else f"{each * 1e3:.2f} ms"
            changes = row["changes"] / row["count"]
            print(f"| {row['name']} | {shown} | {1 / each:,.0f} | {each / unit:,.1f} x | {changes:.2f} |")


def why_not_installed(line, work):
    """The line with what the installer said about the package, if it said anything."""
    package = line.split(":")[0]
    path = os.path.join(work, f"pip-{package}.txt")
    said = []
    if os.path.exists(path):
        with open(path) as file:
            said = [text.strip() for text in file if "error" in text.lower()]
    return f"{line} (pip: {said[0][:160]})" if said else line


CLIENTS, SESSIONS = 1_000_000, 6


def million_clients(holdfast, work):
    """Two lines on the peak memory and the time of `holdfast detect`: over a stream of clients, and over their file."""
    drawing = [holdfast, "simulate", "--clients", str(CLIENTS), "--n", str(SESSIONS), "--quiet"]
    source = subprocess.Popen(drawing, stdout=subprocess.PIPE)
    streamed = judged(holdfast, "-", source.stdout)
    source.stdout.close()
    source.wait()
    yield f"{CLIENTS:,} clients of {SESSIONS} sessions through `holdfast detect -`, the simulator beside it: {streamed}."
    path = os.path.join(work, "clients.csv")
    try:
        subprocess.run([*drawing, "--out", path, "--truth", os.devnull], check=True)
        yield (
            f"The same clients from a file, whose order is looked at first: {judged(holdfast, path)}. Of standard input the "
            "beginning is held, so that clients may come in any order in a small table; it does not grow with more clients."
        )
    finally:
        if os.path.exists(path):
            os.remove(path)


# Linux counts the memory of the starting process as that of the started one, so a small one has to start it.
STARTER = """
import os, subprocess, sys
judge = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(judge.pid, 0)
print(status, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)
"""


def judged(holdfast, path, stdin=None):
    start = time.time()
    judging = [holdfast, "detect", path, "--format", "csv", "--quiet"]
    starter = [sys.executable, "-I", "-S", "-c", STARTER, *judging]
    ended = subprocess.run(starter, stdin=stdin, capture_output=True, text=True, check=True)
    status, megabytes, seconds = ended.stdout.split()
    if status != "0":
        return f"not measured, for it ended with {status}"
    return (
        f"peak memory {float(megabytes):.1f} MB, {float(seconds):.0f} s of processor time, "
        f"{time.time() - start:.0f} s on the clock"
    )


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rust", required=True)
    arguments.add_argument("--work", required=True)
    arguments.add_argument("--holdfast", required=True)
    arguments.add_argument("--quick", action="store_true")
    arguments = arguments.parse_args()
    short, long = make_series(1_000 if arguments.quick else 10_000, np.random.default_rng(20240101))
    path = os.path.join(arguments.work, "series.json")
    with open(path, "w") as file:
        json.dump({"short": [y.tolist() for y in short], "long": {k: y.tolist() for k, y in long.items()}}, file)
    ours = subprocess.run([arguments.rust, path], check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in ours.splitlines()]
    theirs, missing = measure(short, long)
    with open("/proc/cpuinfo") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    print("## Beside other programs\n")
    flag = " --quick" if arguments.quick else ""
    print(f"Made by `bench/peers/run.sh{flag}`. One thread each, processor time, the same series in the same run.")
    load = os.getloadavg()[0]
    print(f"{model}; load {load:.1f}; Python {sys.version.split()[0]}; {time.strftime('%Y-%m-%d')}.")
    table(rows + theirs)
    print("\n### Goals of speed, as ratios to the peers that they were set beside\n")
    print("\n".join(goals.lines(rows + theirs)))
    print(f"\n{goals.NOTE}")
    rust_missing = os.path.join(arguments.work, "missing.txt")
    if os.path.exists(rust_missing):
        with open(rust_missing) as file:
            print(f"\nNot measured: {file.read().strip()}")
    for line in missing:
        print(f"\nNot measured: {why_not_installed(line, arguments.work)}")
    if os.path.exists(arguments.holdfast):
        for line in million_clients(arguments.holdfast, arguments.work):
            print(f"\n{line}")
    else:
        print("\nNot measured: the memory of a million clients, for want of a built `holdfast`.")


main()
