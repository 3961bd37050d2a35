"""The broker under test, and leveret processes to start, stop and kill.

LEVERET_TEST_URL   an AMQP URL: test that broker (RabbitMQ, say) instead of starting leveret
LEVERET_BINARY     the binary to start; build/leveret of this tree if not given
"""
import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import uuid
from urllib.parse import urlsplit

import pika
import pika.exceptions
import pytest

import raw_amqp

pytest_plugins = ['products']  # fixtures of the product tests

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get('LEVERET_BINARY') or ROOT / 'build' / 'leveret').resolve()
OTHER_BROKER = os.environ.get('LEVERET_TEST_URL')


def until(condition, seconds=10, what='the condition'):
    """Polls until `condition()` is true and returns its value; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail('{} did not come true within {} s (last: {!r})'.format(
                what, seconds, value))
        time.sleep(0.01)


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


class Leveret:
    """One leveret process: start, stop, kill -9, start again with the same data and addresses.

    `options` are its command-line options without the dashes (`broker_url` stands for --broker):
    Leveret('broker', folder, amqp='127.0.0.1:0'). True is a flag, None leaves the option out.
    """

    def __init__(self, command, folder, **options):
        self.command = command
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.ready_file = self.folder / 'ready-{}.json'.format(command)
        self.error_file = self.folder / 'stderr-{}.txt'.format(command)
        self.options = {'data': str(self.folder / 'data'), 'ready_file': str(self.ready_file),
                        'log_level': 'warning', **options}
        self.process = None
        self.ready = {}

    @property
    def arguments(self):
        line = [str(BINARY), self.command]
        for name, value in self.options.items():
            if value is None:
                continue
            line.append('--' + name.replace('_url', '-url').replace('_', '-')
                        if name != 'broker_url' else '--broker')
            if value is not True:
                line.append(str(value))
        return line

    def launch(self):
        """Starts the process and does not wait for it."""
        assert self.process is None, 'already running'
        if not BINARY.exists():
            pytest.fail('there is no binary at {}: build it, or set LEVERET_BINARY'.format(BINARY))
        self.ready_file.unlink(missing_ok=True)
        with open(self.error_file, 'ab') as errors:
            self.process = subprocess.Popen(self.arguments, stdout=errors, stderr=errors,
                                            stdin=subprocess.DEVNULL, cwd=self.folder)
        return self

    def start(self, seconds=20):
        """Starts the process and waits until everything in it answers."""
        self.launch()
        self.ready = until(self._read_ready, seconds, 'the ready file of ' + self.command)
        # The next start takes the same addresses.
        for part, option in (('amqp', 'amqp'), ('admin', 'admin'), ('main', 'main')):
            if self.command in ('admin', 'main'):
                option = 'listen'
            if part in self.ready and (option == 'listen' or option in self.options):
                self.options[option] = urlsplit(self.ready[part]).netloc.rpartition('@')[2]
        return self

    def _read_ready(self):
        if self.process.poll() is not None:
            pytest.fail('{} ended with {} instead of starting:\n{}'.format(
                ' '.join(self.arguments), self.process.returncode, self.errors()))
        try:
            return json.loads(self.ready_file.read_text())
        except (FileNotFoundError, ValueError):
            return None

    def errors(self):
        return self.error_file.read_text(errors='replace')

    def stop(self, seconds=15):
        """SIGTERM; a clean stop ends with 0."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(seconds)
        self.process = None
        assert code == 0, 'stopped with {}:\n{}'.format(code, self.errors())

    def kill(self):
        """SIGKILL: what a power cut is to a process."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def restart(self):
        self.stop()
        return self.start()

    @property
    def amqp(self):
        return self.ready['amqp']

    @property
    def admin(self):
        return self.ready['admin'].rstrip('/')

    @property
    def main(self):
        return self.ready['main'].rstrip('/')


class Broker:
    """The broker under test, as clients see it: a URL."""

    def __init__(self, url):
        self.url = url
        with self.connect() as connection:
            properties = connection._impl.server_properties
        self.server_properties = properties
        self.is_leveret = 'Leveret' in properties['platform'] + properties['information']
        self.version = tuple(int(part) for part in properties['version'].split('.')[:2])

    def answers(self, expected, older, since=(3, 13)):
        """`expected`, or `older` from a RabbitMQ before `since`.

        Leveret answers as 3.13 does, and at a few places with what only a later RabbitMQ checks.
        """
        return expected if self.is_leveret or self.version >= since else older

    def parameters(self, **settings):
        parameters = pika.URLParameters(self.url)
        for name, value in settings.items():
            setattr(parameters, name, value)
        return parameters

    def connect(self, **settings):
        return pika.BlockingConnection(self.parameters(**settings))

    def raw(self, timeout=10):
        return raw_amqp.Raw(self.url, timeout)

    def delete_queues(self, *names):
        """Deletes the queues; one that is another connection's exclusive queue goes with that."""
        with self.connect() as connection:
            for name in names:
                try:
                    connection.channel().queue_delete(name)
                except pika.exceptions.ChannelClosedByBroker as refusal:
                    assert refusal.reply_code == 405, refusal


def pytest_collection_modifyitems(items):
    if OTHER_BROKER:
        for item in items:
            if item.get_closest_marker('own_process'):
                item.add_marker(pytest.mark.skip(reason='LEVERET_TEST_URL names another broker'))


@pytest.fixture(autouse=True)
def time_limit(request):
    """pika waits for a reply for ever; no test does."""
    marker = request.node.get_closest_marker('seconds')
    seconds = marker.args[0] if marker else 30

    def late(*_):
        pytest.fail('still running after {} s'.format(seconds))
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds, 5)  # again in 5 s: closing may hang as well
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)


@pytest.fixture(scope='session')
def broker(tmp_path_factory):
    """The broker under test, one for the session."""
    if OTHER_BROKER:
        yield Broker(OTHER_BROKER)
        return
    process = Leveret('broker', tmp_path_factory.mktemp('broker'), amqp='127.0.0.1:0').start()
    yield Broker(process.amqp)
    process.stop()


@pytest.fixture
def leveret(tmp_path):
    """Makes leveret processes that do not outlive the test: leveret('broker', amqp=...)."""
    processes = []

    def make(command, folder=None, **options):
        processes.append(Leveret(command, folder or tmp_path / command, **options))
        return processes[-1]

    yield make
    for process in processes:
        if process.process is not None:
            process.kill()


@pytest.fixture
def connection(broker):
    connection = broker.connect()
    yield connection
    if connection.is_open:
        connection.close()


@pytest.fixture
def channel(connection):
    return connection.channel()


@pytest.fixture
def raw(broker):
    """A raw connection with channels 1 and 2 open."""
    with broker.raw() as raw:
        yield raw.open(channels=(1, 2))


@pytest.fixture
def name(broker):
    """A queue name nobody uses; such a queue is deleted after the test."""
    name = 'q-' + uuid.uuid4().hex[:8]
    yield name
    broker.delete_queues(name)


@pytest.fixture
def queue(broker, name):
    """An empty queue, declared as the tutorial does: neither durable nor exclusive."""
    with broker.connect() as connection:
        connection.channel().queue_declare(name)
    return name
