#!/usr/bin/python3
"""Runs the same load against two brokers in turn, A B A B ..., and prints medians and their ratio.

    bench/compare.py --a amqp://127.0.0.1:5672/ --b amqp://127.0.0.1:5673/ \\
        --a-pid $(pidof leveret) --b-pid $(pidof beam.smp) --rounds 5 \\
        -- --scenario persistent-1k --seconds 5

What follows `--` goes to `load` as it is. Taking turns spreads whatever else the machine does over
both; still, only figures from a machine that does nothing else mean much.
"""

import argparse
import json
import pathlib
import statistics
import subprocess
import sys

# What is compared: its name, where it stands in load's JSON, and the digits worth printing.
FIGURES = [
    ("published/s", ("published_per_second",), 0),
    ("confirmed/s", ("confirmed_per_second",), 0),
    ("consumed/s", ("consumed_per_second",), 0),
    ("latency p50 us", ("latency_us", "p50"), 1),
    ("latency p99 us", ("latency_us", "p99"), 1),
    ("latency p99.9 us", ("latency_us", "p99.9"), 1),
    ("confirm p50 us", ("confirm_latency_us", "p50"), 1),
    ("confirm p99 us", ("confirm_latency_us", "p99"), 1),
    ("broker CPU us/message", ("broker", "cpu_us_per_message"), 2),
    ("broker cores", ("broker", "cores"), 2),
    ("broker peak MiB", ("broker", "peak_resident_octets"), 1),
    ("load's own cores", ("load_cores",), 2),
]


def arguments():
    default_load = pathlib.Path(__file__).resolve().parent.parent / "build" / "bench" / "load"
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--load", default=str(default_load), help="the program (build/bench/load)")
    parser.add_argument("--a", required=True, metavar="URL", help="the first broker")
    parser.add_argument("--b", required=True, metavar="URL", help="the second broker")
    parser.add_argument("--a-name", default="A")
    parser.add_argument("--b-name", default="B")
    parser.add_argument("--a-pid", type=int, help="its process, to measure CPU and memory")
    parser.add_argument("--b-pid", type=int)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--json", action="store_true", help="medians and all runs as JSON")
    parser.add_argument("options", nargs="*", metavar="-- OPTIONS OF LOAD")
    return parser.parse_args()


def run(load, url, pid, options):
    """One run's figures; ends the program when it fails."""
    command = [load, "--json", "--url", url, *options]
    if pid is not None:
        command += ["--broker-pid", str(pid)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"compare: load failed against {url}")
    return json.loads(done.stdout)


def figure(report, path):
    for key in path:
        report = report.get(key, {})
    return report if isinstance(report, (int, float)) else None


def medians(reports):
    """The median of each figure that the runs have."""
    found = {}
    for name, path, _ in FIGURES:
        values = [value for value in (figure(report, path) for report in reports) if value]
        if values:
            scale = 1024 * 1024 if name.endswith("MiB") else 1
            found[name] = statistics.median(values) / scale
    return found


def print_table(names, a, b):
    print(f"{'':24}{names[0]:>14}{names[1]:>14}{names[0] + ' / ' + names[1]:>20}")
    for name, _, digits in FIGURES:
        if name not in a and name not in b:
            continue
        cells = [f"{side[name]:,.{digits}f}" if name in side else "-" for side in (a, b)]
        ratio = f"{a[name] / b[name]:.2f}" if name in a and name in b else "-"
        print(f"{name:24}{cells[0]:>14}{cells[1]:>14}{ratio:>20}")


def main():
    given = arguments()
    a_reports, b_reports = [], []
    for round_number in range(given.rounds):
        if sys.stderr.isatty():
            print(f"round {round_number + 1} of {given.rounds}", file=sys.stderr)
        a_reports.append(run(given.load, given.a, given.a_pid, given.options))
        b_reports.append(run(given.load, given.b, given.b_pid, given.options))
    a, b = medians(a_reports), medians(b_reports)
    if given.json:
        ratios = {name: a[name] / b[name] for name in a if name in b}
        print(
            json.dumps(
                {"a": a, "b": b, "ratio": ratios, "a_runs": a_reports, "b_runs": b_reports}
            )
        )
    else:
        print_table((given.a_name, given.b_name), a, b)


if __name__ == "__main__":
    main()
