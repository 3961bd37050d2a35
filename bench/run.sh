#!/usr/bin/env bash
# Measures build/leveret on this machine: two loads, beside a RabbitMQ of Debian's in the same run if
# rabbitmq-server is installed, and the micro-benchmarks. Takes about two minutes.
#
#   bench/run.sh [ROUNDS]      runs of each load (3)
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-3}
folder=$(mktemp -d)
judge=tests/interop/rabbitmq.sh
export LEVERET_RABBITMQ_AT_FULL_SPEED=1
broker=

clean_up() {
    [ -z "$broker" ] || { kill "$broker" && wait "$broker"; } 2>/dev/null || true
    [ -z "${rabbit_url:-}" ] || "$judge" stop
    rm -rf "$folder"
}
trap clean_up EXIT

build/leveret broker --data "$folder/data" --amqp 127.0.0.1:0 --log-level error \
    --ready-file "$folder/ready" >/dev/null &
broker=$!
until [ -s "$folder/ready" ]; do
    kill -0 "$broker" || exit 1
    sleep 0.02
done
url=$(sed 's/.*"amqp": *"\([^"]*\)".*/\1/' "$folder/ready")

echo "== $(nproc) processors, $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
if command -v rabbitmq-server >/dev/null; then
    echo "== starting RabbitMQ to compare with"
    rabbit_url=$("$judge" start)
    rabbit_pid=$("$judge" pid)
fi

for scenario in transient-16 persistent-1k; do
    echo "== $scenario"
    if [ -n "${rabbit_url:-}" ]; then
        bench/compare.py --a "$url" --a-name leveret --a-pid "$broker" \
            --b "$rabbit_url" --b-name RabbitMQ --b-pid "$rabbit_pid" \
            --rounds "$rounds" -- --scenario "$scenario" --seconds 5
    else
        build/bench/load --url "$url" --broker-pid "$broker" --scenario "$scenario" --seconds 5
    fi
done
echo "== start-up"
bench/startup.py
for micro in codec_bench store_bench; do
    echo "== $micro"
    "build/bench/$micro" --benchmark_min_time=0.2
done
