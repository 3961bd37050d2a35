"""The tutorial's two scripts, run as a user runs them: two processes and a URL."""
import os
import pathlib
import signal
import subprocess
import sys

import pytest

from conftest import until

TUTORIAL = pathlib.Path(__file__).parent / 'tutorial'
behaviour = pytest.mark.behaviour


class Script:
    """A script of the tutorial; its output is read from a file while it runs."""

    def __init__(self, folder, url, name, *arguments):
        self.output_file = folder / (name + '.txt')
        with open(self.output_file, 'wb') as output:
            self.process = subprocess.Popen(
                [sys.executable, str(TUTORIAL / name), *arguments], stdout=output, stderr=output,
                env=dict(os.environ, AMQP_URL=url),
                # A test run in the background ignores Ctrl-C, and so would the script.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))

    @property
    def lines(self):
        return self.output_file.read_text().splitlines()

    def prints(self, *lines):
        until(lambda: len(self.lines) >= len(lines), what='output of ' + str(self.output_file))
        assert self.lines == list(lines)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(10)


@pytest.fixture
def queue_names(broker):
    broker.delete_queues('admin', 'main')
    yield
    broker.delete_queues('admin', 'main')


@behaviour('B041', 'B151', 'B161', 'B204')
@pytest.mark.parametrize('queue', ['admin', 'main'])
def test_producer_and_consumer(broker, queue_names, tmp_path, queue):
    """B161: the queue is neither durable nor exclusive, which 4.3 refuses and 3.13 does not."""
    consumer = Script(tmp_path, broker.url, 'consumer.py', queue)
    try:
        consumer.prints('Started consuming')

        producer = Script(tmp_path, broker.url, 'producer.py', queue, 'product_created',
                          '{"id": 1, "title": "hello"}')
        assert producer.process.wait(10) == 0, producer.lines

        consumer.prints('Started consuming', "product_created {'id': 1, 'title': 'hello'}")
    finally:
        consumer.stop()


@behaviour('B204')
def test_the_producer_first(broker, queue_names, tmp_path):
    """Nobody has declared the queue: the message is dropped in silence, and all goes on."""
    producer = Script(tmp_path, broker.url, 'producer.py', 'admin', 'product_liked', '7')
    assert producer.process.wait(10) == 0, producer.lines
    consumer = Script(tmp_path, broker.url, 'consumer.py', 'admin')
    try:
        consumer.prints('Started consuming')

        producer = Script(tmp_path, broker.url, 'producer.py', 'admin', 'product_liked', '8')
        assert producer.process.wait(10) == 0, producer.lines

        consumer.prints('Started consuming', 'product_liked 8')
    finally:
        consumer.stop()


@behaviour('B239')
def test_two_consumers_share(broker, queue_names, tmp_path):
    folders = [tmp_path / 'one', tmp_path / 'other']
    for folder in folders:
        folder.mkdir()
    consumers = [Script(folder, broker.url, 'consumer.py', 'main') for folder in folders]
    try:
        for consumer in consumers:
            consumer.prints('Started consuming')
        for n in range(4):
            producer = Script(tmp_path, broker.url, 'producer.py', 'main', 'n', str(n))
            assert producer.process.wait(10) == 0
        until(lambda: sum(len(consumer.lines) for consumer in consumers) == 6)

        assert [len(consumer.lines) for consumer in consumers] == [3, 3]
    finally:
        for consumer in consumers:
            consumer.stop()
