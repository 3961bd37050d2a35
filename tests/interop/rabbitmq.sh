#!/bin/bash
# A private RabbitMQ node on loopback, to run these tests against the judge itself.
#
#   tests/interop/rabbitmq.sh start    starts it if need be and prints its AMQP URL
#   tests/interop/rabbitmq.sh pid      prints its process id
#   tests/interop/rabbitmq.sh stop     stops it by its process id and removes its data
#
# Needs Debian's package rabbitmq-server (installing it must not start it: the node here is our own,
# with its own ports, epmd, cookie and data folder; nothing of the system's is read or written).
set -eu

port=${LEVERET_RABBITMQ_PORT:-25872}
folder=${LEVERET_RABBITMQ_DIR:-${TMPDIR:-/tmp}/leveret-rabbitmq-$port}
server=$(echo /usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin)

export HOME=$folder/home
export ERL_EPMD_PORT=$((port + 2)) ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_NODENAME=leveret-judge-$port@localhost
export RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$((port + 1))
export RABBITMQ_MNESIA_BASE=$folder/mnesia RABBITMQ_LOG_BASE=$folder/log
export RABBITMQ_CONFIG_FILE=$folder/rabbitmq RABBITMQ_ENABLED_PLUGINS_FILE=$folder/plugins
export RABBITMQ_CONF_ENV_FILE=$folder/no-such-file RABBITMQ_ADVANCED_CONFIG_FILE=$folder/advanced.config
# One scheduler, and no spinning when idle: the machine is shared with what is being tested. To be
# measured it gets what it takes by default: LEVERET_RABBITMQ_AT_FULL_SPEED=1.
schedulers='+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none'
[ -z "${LEVERET_RABBITMQ_AT_FULL_SPEED:-}" ] || schedulers=
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="$schedulers -kernel inet_dist_use_interface {127,0,0,1}"

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

alive() { [ -s "$1" ] && kill -0 "$(cat "$1")" 2>/dev/null; }

# Ends the process whose id is in the file, with SIGTERM (a node then shuts down cleanly).
end() {
    alive "$1" || return 0
    local id
    id=$(cat "$1")
    kill "$id"
    for _ in $(seq 300); do
        kill -0 "$id" 2>/dev/null || return 0
        sleep 0.1
    done
    kill -9 "$id"
}

case "${1:-}" in
start)
    if ! answers; then
        mkdir -p "$HOME" "$folder/log"
        echo '[].' >"$folder/plugins"
        # Leveret's profile is 3.13: 16 MiB is allowed in every version, 128 MiB is 3.x's default.
        printf 'loopback_users.guest = true\ndisk_free_limit.absolute = 50MB\n' >"$folder/rabbitmq.conf"
        touch "$folder/advanced.config" && echo '[].' >"$folder/advanced.config"
        if ! alive "$folder/epmd.pid"; then
            epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 </dev/null >"$folder/epmd.log" 2>&1 &
            echo $! >"$folder/epmd.pid"
        fi
        RABBITMQ_PID_FILE=$folder/node.pid setsid "$server/rabbitmq-server" \
            </dev/null >"$folder/log/stdout" 2>&1 &
        for _ in $(seq 600); do
            answers && break
            sleep 0.1
        done
        answers || { echo "RabbitMQ did not start: see $folder/log" >&2; exit 1; }
    fi
    echo "amqp://guest:guest@127.0.0.1:$port/"
    ;;
pid)
    cat "$folder/node.pid"
    ;;
stop)
    end "$folder/node.pid"
    end "$folder/epmd.pid"
    rm -rf "$folder"
    ;;
*)
    echo "usage: $0 start|pid|stop" >&2
    exit 2
    ;;
esac
