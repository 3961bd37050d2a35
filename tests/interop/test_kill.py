"""What a confirm is worth: kill -9 under load, again and again, and nothing confirmed is missing.

LEVERET_KILL_ROUNDS   how many rounds (5)
LEVERET_KILL_SEED     the seed of the first round; each round prints its own
"""
import collections
import contextlib
import os
import random
import threading
import time

import pika
import pika.exceptions
import pytest

from conftest import until
from raw_amqp import Raw

ROUNDS = int(os.environ.get('LEVERET_KILL_ROUNDS', 5))
SEED = int(os.environ.get('LEVERET_KILL_SEED') or random.SystemRandom().randrange(10 ** 6))
QUEUES = ('kill-1', 'kill-2')
PERSISTENT = pika.BasicProperties(delivery_mode=2)
behaviour = pytest.mark.behaviour
pytestmark = [pytest.mark.own_process, pytest.mark.seconds(60 + 30 * ROUNDS)]

# A client notices a killed broker by one of these.
LOST = (pika.exceptions.AMQPError, OSError)


class Publisher(threading.Thread):
    """Publishes numbered persistent messages, a few of them open at a time, until the broker dies.

    `confirmed[queue]` are the numbers confirmed; the body is b'PUBLISHER NUMBER padding'.
    """
    window = 50

    def __init__(self, url, number, first, seed):
        super().__init__(daemon=True)
        self.url, self.number, self.next = url, number, first
        self.random = random.Random(seed)
        self.confirmed = {queue: [] for queue in QUEUES}
        self.failure = None

    def run(self):
        try:
            connection = pika.SelectConnection(
                pika.URLParameters(self.url), on_open_callback=self.opened,
                on_close_callback=lambda connection, _: connection.ioloop.stop(),
                on_open_error_callback=lambda connection, _: connection.ioloop.stop())
            connection.ioloop.start()
        except LOST:
            pass
        except BaseException as failure:
            self.failure = failure

    def opened(self, connection):
        self.connection = connection
        connection.channel(on_open_callback=self.channel_open)

    def channel_open(self, channel):
        self.channel, self.tag, self.open = channel, 0, {}
        channel.confirm_delivery(self.settled, lambda _: self.publish())

    def publish(self):
        while len(self.open) < self.window and self.channel.is_open:
            self.tag += 1
            queue = QUEUES[self.random.randrange(len(QUEUES))]
            self.open[self.tag] = (queue, self.next)
            body = b'%d %d ' % (self.number, self.next) + b'x' * self.random.choice((0, 10, 3000))
            self.next += 1
            self.channel.basic_publish('', queue, body, PERSISTENT)

    def settled(self, frame):
        method = frame.method
        assert isinstance(method, pika.spec.Basic.Ack), 'nacked'
        tags = ([tag for tag in self.open if tag <= method.delivery_tag] if method.multiple
                else [method.delivery_tag])
        for tag in tags:
            queue, number = self.open.pop(tag)
            self.confirmed[queue].append(number)
        self.publish()


class Holder(threading.Thread):
    """Consumes and keeps everything unacked until the broker dies."""

    def __init__(self, url, queue):
        super().__init__(daemon=True)
        self.url, self.queue, self.held = url, queue, set()

    def run(self):
        try:
            connection = pika.BlockingConnection(pika.URLParameters(self.url))
            channel = connection.channel()
            channel.basic_qos(prefetch_count=20)
            channel.basic_consume(self.queue, lambda c, m, p, body: self.held.add(parse(body)))
            channel.start_consuming()
        except LOST:
            pass


class Acker(threading.Thread):
    """Consumes and acks what it gets until the broker dies."""

    def __init__(self, url, queue):
        super().__init__(daemon=True)
        self.url, self.queue, self.acked = url, queue, set()

    def run(self):
        def deliver(channel, method, properties, body):
            self.acked.add(parse(body))
            channel.basic_ack(method.delivery_tag)
        try:
            connection = pika.BlockingConnection(pika.URLParameters(self.url))
            channel = connection.channel()
            channel.basic_qos(prefetch_count=10)
            channel.basic_consume(self.queue, deliver)
            channel.start_consuming()
        except LOST:
            pass


@contextlib.contextmanager
def client(url):
    """A connection whose broker may be killed meanwhile."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    yield connection
    with contextlib.suppress(*LOST):
        connection.close()


def parse(body):
    """(publisher, number)"""
    publisher, number = body.split()[:2]
    return int(publisher), int(number)


def drain(url, queue):
    """Everything in a queue, acked: [((publisher, number), redelivered)]."""
    got = []
    with client(url) as connection:
        channel = connection.channel()
        channel.basic_qos(prefetch_count=500)
        for method, _, body in channel.consume(queue, inactivity_timeout=0.5):
            if method is None:
                if channel.queue_declare(queue, passive=True).method.message_count == 0:
                    break
                continue
            got.append((parse(body), method.redelivered))
            channel.basic_ack(method.delivery_tag)
        channel.cancel()
        # The acks are in before the connection is closed.
        assert channel.queue_declare(queue, passive=True).method.message_count == 0
    return got


def declare(url):
    with client(url) as connection:
        for queue in QUEUES:
            connection.channel().queue_declare(queue, durable=True)


def check_order(got):
    """Within one queue each publisher's messages come in the order it sent them, each once."""
    numbers = collections.defaultdict(list)
    for (publisher, number), _ in got:
        numbers[publisher].append(number)
    for publisher, sequence in numbers.items():
        assert sequence == sorted(set(sequence)), 'publisher {}'.format(publisher)


def kill_under_load(broker, url, chance, publishers, others=()):
    threads = [*publishers, *others]
    for thread in threads:
        thread.start()
    until(lambda: all(sum(map(len, publisher.confirmed.values())) > 20
                      for publisher in publishers), what='the first confirms')
    time.sleep(chance.uniform(0, 0.7))  # the moment is the test: this is no waiting for something
    broker.kill()
    for thread in threads:
        thread.join(20)
        assert not thread.is_alive(), 'a client did not notice that the broker died'
    for publisher in publishers:
        assert publisher.failure is None, publisher.failure


@behaviour('B221', 'B366', 'B367')
def test_nothing_confirmed_is_lost(leveret, capsys):
    broker = leveret('broker', amqp='127.0.0.1:0').start()
    declare(broker.amqp)
    first, confirmed_count, unconfirmed_count = 0, 0, 0
    for round in range(ROUNDS):
        seed = SEED + round
        chance = random.Random(seed)
        with capsys.disabled():
            print('\n  round {}: LEVERET_KILL_SEED={}'.format(round + 1, seed), end='')
        publishers = [Publisher(broker.amqp, number, first, seed + number) for number in range(3)]
        holder = Holder(broker.amqp, QUEUES[0])

        kill_under_load(broker, broker.amqp, chance, publishers, [holder])
        broker.start()

        for queue in QUEUES:
            got = drain(broker.amqp, queue)
            present = {message for message, _ in got}
            confirmed = {(publisher.number, number) for publisher in publishers
                         for number in publisher.confirmed[queue]}
            assert not confirmed - present, '{} confirmed messages are lost (seed {}): {}'.format(
                len(confirmed - present), seed, sorted(confirmed - present)[:5])
            check_order(got)
            confirmed_count += len(confirmed)
            unconfirmed_count += len(present - confirmed)
            if queue == QUEUES[0]:
                redelivered = {message for message, again in got if again}
                missing = holder.held & confirmed & present - redelivered
                assert not missing, 'delivered before and not marked so (seed {}): {}'.format(
                    seed, sorted(missing)[:5])
        first = max(publisher.next for publisher in publishers)
    with capsys.disabled():
        print('\n  {} confirmed, none lost; {} more were there'.format(
            confirmed_count, unconfirmed_count), end='')


@behaviour('B366', 'B368')
def test_consuming_while_it_is_killed(leveret):
    """Each confirmed message was acked by the consumer before the kill or is there after it."""
    broker = leveret('broker', amqp='127.0.0.1:0').start()
    declare(broker.amqp)
    chance = random.Random(SEED)
    print('LEVERET_KILL_SEED={}'.format(SEED))
    publishers = [Publisher(broker.amqp, number, 0, SEED + number) for number in range(2)]
    ackers = [Acker(broker.amqp, queue) for queue in QUEUES]

    kill_under_load(broker, broker.amqp, chance, publishers, ackers)
    broker.start()

    for queue, acker in zip(QUEUES, ackers):
        got = drain(broker.amqp, queue)
        present = {message for message, _ in got}
        confirmed = {(publisher.number, number) for publisher in publishers
                     for number in publisher.confirmed[queue]}
        assert not confirmed - present - acker.acked
        check_order(got)


@behaviour('B365', 'B367', 'B368', 'B369')
def test_a_clean_stop_keeps_everything(leveret):
    broker = leveret('broker', amqp='127.0.0.1:0').start()
    with client(broker.amqp) as connection:
        channel = connection.channel()
        channel.queue_declare('durable', durable=True, arguments={'x-max-length': 1000})
        channel.queue_declare('transient')
        channel.queue_declare('exclusive', exclusive=True, durable=True)
        channel.confirm_delivery()
        for n in range(100):
            channel.basic_publish('', 'durable', b'0 %d' % n, PERSISTENT)
        channel.basic_publish('', 'durable', b'0 100', pika.BasicProperties(delivery_mode=1))
        channel.basic_publish('', 'transient', b'0 0', PERSISTENT)
        for _ in range(10):
            method, _, _ = channel.basic_get('durable')
        channel.basic_ack(method.delivery_tag, multiple=True)
        for _ in range(5):
            channel.basic_get('durable')  # unacked when it stops
        channel.queue_declare('durable', passive=True)  # the acks are in

        broker.restart()

    with client(broker.amqp) as connection:
        # The queue is what it was, arguments and all.
        declared = connection.channel().queue_declare(
            'durable', durable=True, arguments={'x-max-length': 1000}).method
        assert declared.message_count == 90
        for gone in ('transient', 'exclusive'):
            with pytest.raises(pika.exceptions.ChannelClosedByBroker) as refusal:
                connection.channel().queue_declare(gone, passive=True)
            assert refusal.value.reply_code == 404
    got = drain(broker.amqp, 'durable')
    assert got == [((0, n), n < 15) for n in range(10, 100)]
    broker.stop()


@behaviour('B099')
def test_clients_are_told_of_a_clean_stop(leveret):
    broker = leveret('broker', amqp='127.0.0.1:0').start()
    with Raw(broker.amqp) as raw:
        raw.open(channels=[1])

        broker.stop()

        assert raw.refusal() == (
            'connection', 320,
            "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", (0, 0))


@behaviour('B365')
def test_properties_survive(leveret):
    broker = leveret('broker', amqp='127.0.0.1:0').start()
    properties = pika.BasicProperties(
        content_type='text/plain', content_encoding='utf-8', delivery_mode=2, priority=7,
        correlation_id='c', reply_to='r', message_id='m', timestamp=1700000000, type='t',
        user_id='guest', app_id='a', headers={'key': ['value', 1, {'deep': None}]})
    bodies = [b'', b'x', bytes(range(256)) * 5000]
    with client(broker.amqp) as connection:
        channel = connection.channel()
        channel.queue_declare('durable', durable=True)
        channel.confirm_delivery()
        for body in bodies:
            channel.basic_publish('', 'durable', body, properties)

        broker.kill()
        broker.start()

    with client(broker.amqp) as connection:
        channel = connection.channel()
        for body in bodies:
            method, received, received_body = channel.basic_get('durable', auto_ack=True)
            assert method.routing_key == 'durable'
            assert received == properties
            assert received_body == body


@behaviour('B366')
def test_deleted_and_purged_stay_so(leveret):
    broker = leveret('broker', amqp='127.0.0.1:0').start()
    with client(broker.amqp) as connection:
        channel = connection.channel()
        channel.confirm_delivery()
        for queue in ('deleted', 'purged', 'deleted and made again'):
            channel.queue_declare(queue, durable=True)
            for n in range(10):
                channel.basic_publish('', queue, b'0 %d' % n, PERSISTENT)
        channel.queue_delete('deleted')
        channel.queue_delete('deleted and made again')
        channel.queue_declare('deleted and made again', durable=True)
        channel.queue_purge('purged')
        channel.basic_publish('', 'purged', b'0 11', PERSISTENT)  # its confirm covers all before

        broker.kill()
        broker.start()

    with client(broker.amqp) as connection:
        with pytest.raises(pika.exceptions.ChannelClosedByBroker):
            connection.channel().queue_declare('deleted', passive=True)
        channel = connection.channel()
        declared = channel.queue_declare('deleted and made again', passive=True).method
        assert declared.message_count == 0
    # RabbitMQ takes every message for redelivered after a crash; only which ones is asked here.
    assert [message for message, _ in drain(broker.amqp, 'purged')] == [(0, 11)]
