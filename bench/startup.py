#!/usr/bin/python3
"""How long `leveret broker` takes from exec to a finished AMQP handshake on an empty data folder, and
what it then holds in memory.

    bench/startup.py [--binary build/leveret] [--rounds 15]
"""
import argparse
import pathlib
import signal
import socket
import statistics
import struct
import subprocess
import tempfile
import time

CREDENTIALS = b'\0guest\0guest'
START_OK = (struct.pack('>HHI', 10, 11, 0) + b'\5PLAIN' + struct.pack('>I', len(CREDENTIALS)) +
            CREDENTIALS + b'\5en_US')
TUNE_OK = struct.pack('>HHHIH', 10, 31, 2047, 131072, 0)
OPEN = struct.pack('>HH', 10, 40) + b'\1/\0\0'


def frame(payload):
    return struct.pack('>BHI', 1, 0, len(payload)) + payload + b'\xce'


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def connect(port, broker):
    while broker.poll() is None:
        try:
            return socket.create_connection(('127.0.0.1', port))
        except ConnectionRefusedError:
            time.sleep(0.0002)
    raise SystemExit('the broker ended with {}'.format(broker.returncode))


def one_start(binary, folder):
    """Milliseconds from exec to open-ok, and resident KiB then."""
    port = free_port()
    began = time.perf_counter()
    broker = subprocess.Popen([binary, 'broker', '--data', folder, '--amqp',
                               '127.0.0.1:{}'.format(port), '--log-level', 'error'],
                              stdout=subprocess.DEVNULL)
    with connect(port, broker) as client:
        for octets in (b'AMQP\0\0\x09\1', frame(START_OK), frame(TUNE_OK) + frame(OPEN)):
            client.sendall(octets)
            if not client.recv(4096):
                raise SystemExit('the broker closed the connection during the handshake')
        took = (time.perf_counter() - began) * 1000
        status = pathlib.Path('/proc/{}/status'.format(broker.pid)).read_text()
    broker.send_signal(signal.SIGTERM)
    broker.wait(10)
    return took, int(status.split('VmRSS:')[1].split()[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--binary', default='build/leveret')
    parser.add_argument('--rounds', type=int, default=15)
    given = parser.parse_args()
    starts = []
    for _ in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            starts.append(one_start(given.binary, folder + '/data'))
    times = sorted(took for took, _ in starts)
    print('exec to open-ok: {:.1f} ms median, {:.1f} to {:.1f} ms; resident {:,} KiB'.format(
        statistics.median(times), times[0], times[-1], max(memory for _, memory in starts)))


if __name__ == '__main__':
    main()
