"""Every refusal on a channel (default exchange, queues, basic, confirm, channel): its scope, code
and text to the letter, and the method it blames."""
import collections
import struct

import pytest
from pika import spec

from raw_amqp import METHOD, content_frames, frame, method_frame, shortstr

behaviour = pytest.mark.behaviour

LOCKED = ("RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '{q}' in vhost '/'. It "
          "could be originally declared on another connection or the exclusive property value does "
          "not match that of the original declaration.")


class Row(collections.namedtuple('Row', 'name number before sent code text')):
    """`before`: methods that succeed first; `sent`: the one refused. A method is a function of the
    queue's name (`{q}` in the text)."""


def declare(**options):
    return lambda q: spec.Queue.Declare(queue=q, **options)


def consume(**options):
    return lambda q: spec.Basic.Consume(queue=q, **options)


def publish(**options):
    """Publishes an empty message to the queue (or as the options say)."""
    return lambda q: content_frames(1, spec.Basic.Publish(**{'routing_key': q, **options}))


def get(**options):
    return lambda q: spec.Basic.Get(queue=q, **options)


def always(method):
    return lambda q: method


def inequivalent(argument, received, current):
    return ("PRECONDITION_FAILED - inequivalent arg '" + argument + "' for queue '{q}' in vhost "
            "'/': received " + received + ' but current is ' + current)


QUEUE = declare()
UNKNOWN_TAG = 'PRECONDITION_FAILED - unknown delivery tag '
DEFAULT_EXCHANGE = 'ACCESS_REFUSED - operation not permitted on the default exchange'
NO_QUEUE = "NOT_FOUND - no queue '{q}' in vhost '/'"
NO_LAST_QUEUE = 'NOT_FOUND - no previously declared queue'
IN_EXCLUSIVE_USE = "ACCESS_REFUSED - queue '{q}' in vhost '/' in exclusive use"

SOFT = [
    # what is not there
    Row('passive declare of a missing queue', 'B010', [], declare(passive=True), 404, NO_QUEUE),
    Row('consume from a missing queue', 'B010', [], consume(), 404, NO_QUEUE),
    Row('get from a missing queue', 'B010', [], get(), 404, NO_QUEUE),
    Row('purge of a missing queue', 'B010', [], lambda q: spec.Queue.Purge(queue=q), 404, NO_QUEUE),
    Row('publish to a missing exchange', 'B197', [], publish(exchange='nowhere'), 404,
        "NOT_FOUND - no exchange 'nowhere' in vhost '/'"),
    Row('consume, no queue declared yet', 'B141', [], always(spec.Basic.Consume()), 404,
        NO_LAST_QUEUE),
    Row('get, no queue declared yet', 'B141', [], always(spec.Basic.Get()), 404, NO_LAST_QUEUE),
    Row('purge, no queue declared yet', 'B141', [], always(spec.Queue.Purge()), 404, NO_LAST_QUEUE),
    Row('delete, no queue declared yet', 'B141', [], always(spec.Queue.Delete()), 404,
        NO_LAST_QUEUE),
    Row('passive declare of the empty name is no shortcut', 'B141', [],
        always(spec.Queue.Declare(passive=True)), 404, "NOT_FOUND - no queue '' in vhost '/'"),

    # declared again otherwise; where both have an argument, only the values are printed
    Row('declare again durable', 'B011', [QUEUE], declare(durable=True), 406,
        inequivalent('durable', "'true'", "'false'")),
    Row('declare again transient', 'B011', [declare(durable=True)], declare(), 406,
        inequivalent('durable', "'false'", "'true'")),
    Row('declare again auto-delete', 'B011', [QUEUE], declare(auto_delete=True), 406,
        inequivalent('auto_delete', "'true'", "'false'")),
    Row('declare again not auto-delete', 'B011', [declare(auto_delete=True)], declare(), 406,
        inequivalent('auto_delete', "'false'", "'true'")),
    Row('durable is compared before auto-delete', 'B152', [QUEUE],
        declare(durable=True, auto_delete=True), 406,
        inequivalent('durable', "'true'", "'false'")),
    Row('exclusive is compared before durable', 'B152', [QUEUE],
        declare(durable=True, exclusive=True), 405, LOCKED),
    Row('declare again exclusive', 'B157', [QUEUE], declare(exclusive=True), 405, LOCKED),
    Row('declare again not exclusive', 'B157', [declare(exclusive=True)], declare(), 405, LOCKED),
    Row('another value of an argument', 'B012', [declare(arguments={'x-message-ttl': 60000})],
        declare(arguments={'x-message-ttl': 70000}), 406,
        inequivalent('x-message-ttl', "'70000'", "'60000'")),
    Row('another string for an argument', 'B012', [declare(arguments={'x-overflow': 'drop-head'})],
        declare(arguments={'x-overflow': 'reject-publish'}), 406,
        inequivalent('x-overflow', "'reject-publish'", "'drop-head'")),
    Row('an argument of 64 bits that was not there', 'B014', [QUEUE],
        declare(arguments={'x-max-length': 2 ** 33}), 406,
        inequivalent('x-max-length', "the value '8589934592' of type 'long'", 'none')),
    Row('a string argument that was not there', 'B014', [QUEUE],
        declare(arguments={'x-overflow': 'drop-head'}), 406,
        inequivalent('x-overflow', "the value 'drop-head' of type 'longstr'", 'none')),
    Row('an argument that was not there', 'B013', [QUEUE],
        declare(arguments={'x-expires': 60000}), 406,
        inequivalent('x-expires', "the value '60000' of type 'signedint'", 'none')),
    Row('an argument left out', 'B013', [declare(arguments={'x-max-length': 10})], QUEUE, 406,
        inequivalent('x-max-length', 'none', "the value '10' of type 'signedint'")),
    Row('reserved name', 'B149', [], lambda q: spec.Queue.Declare(queue='amq.mine'), 403,
        "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'"),

    # delete
    Row('delete if unused, with a consumer', 'B165', [QUEUE, consume()],
        lambda q: spec.Queue.Delete(queue=q, if_unused=True), 406,
        "PRECONDITION_FAILED - queue '{q}' in vhost '/' in use"),
    Row('delete if empty, with a message', 'B166', [QUEUE, publish()],
        lambda q: spec.Queue.Delete(queue=q, if_empty=True), 406,
        "PRECONDITION_FAILED - queue '{q}' in vhost '/' not empty"),
    Row('if-empty is looked at before if-unused', 'B166',
        [QUEUE, always(spec.Basic.Qos(prefetch_count=1)), publish(), publish(), consume()],
        lambda q: spec.Queue.Delete(queue=q, if_empty=True, if_unused=True), 406,
        "PRECONDITION_FAILED - queue '{q}' in vhost '/' not empty"),

    # the default exchange
    Row('declare the default exchange', 'B111', [],
        always(spec.Exchange.Declare(exchange='', type='direct', durable=True)), 403,
        DEFAULT_EXCHANGE),
    Row('passive declare of the default exchange', 'B111', [],
        always(spec.Exchange.Declare(exchange='', type='', passive=True)), 403, DEFAULT_EXCHANGE),
    Row('delete the default exchange', 'B111', [], always(spec.Exchange.Delete(exchange='')), 403,
        DEFAULT_EXCHANGE),
    Row('bind to the default exchange', 'B111', [QUEUE],
        lambda q: spec.Queue.Bind(queue=q, exchange='', routing_key='key'), 403, DEFAULT_EXCHANGE),
    Row('unbind from the default exchange', 'B111', [QUEUE],
        lambda q: spec.Queue.Unbind(queue=q, exchange='', routing_key=q), 403, DEFAULT_EXCHANGE),
    Row('bind an exchange to the default exchange', 'B111', [],
        always(spec.Exchange.Bind(destination='amq.fanout', source='', routing_key='key')), 403,
        DEFAULT_EXCHANGE),

    # consume
    Row('exclusive consume of a queue in use', 'B238', [QUEUE, consume()], consume(exclusive=True),
        403, IN_EXCLUSIVE_USE),
    Row('consume of a queue in exclusive use', 'B238', [QUEUE, consume(exclusive=True)], consume(),
        403, IN_EXCLUSIVE_USE),

    # settling
    Row('ack of an unknown tag', 'B263', [], always(spec.Basic.Ack(delivery_tag=5)), 406,
        UNKNOWN_TAG + '5'),
    Row('nack of an unknown tag', 'B263', [], always(spec.Basic.Nack(delivery_tag=5)), 406,
        UNKNOWN_TAG + '5'),
    Row('reject of an unknown tag', 'B263', [], always(spec.Basic.Reject(delivery_tag=5)), 406,
        UNKNOWN_TAG + '5'),
    Row('ack twice', 'B263', [QUEUE, publish(), get(), always(spec.Basic.Ack(delivery_tag=1))],
        always(spec.Basic.Ack(delivery_tag=1)), 406, UNKNOWN_TAG + '1'),
    Row('ack after nack', 'B263',
        [QUEUE, publish(), get(), always(spec.Basic.Nack(delivery_tag=1))],
        always(spec.Basic.Ack(delivery_tag=1)), 406, UNKNOWN_TAG + '1'),
    Row('ack multiple up to an unknown tag', 'B264', [QUEUE, publish(), get()],
        always(spec.Basic.Ack(delivery_tag=7, multiple=True)), 406, UNKNOWN_TAG + '7'),
    Row('ack multiple of a tag when nothing is open', 'B264', [],
        always(spec.Basic.Ack(delivery_tag=7, multiple=True)), 406, UNKNOWN_TAG + '7'),
    Row('ack of tag 0', 'B265', [], always(spec.Basic.Ack(delivery_tag=0)), 406, UNKNOWN_TAG + '0'),
    Row('ack of tag 0 with an open delivery', 'B265', [QUEUE, publish(), get()],
        always(spec.Basic.Ack(delivery_tag=0)), 406, UNKNOWN_TAG + '0'),
    Row('ack of a no-ack delivery', 'B266', [QUEUE, publish(), get(no_ack=True)],
        always(spec.Basic.Ack(delivery_tag=1)), 406, UNKNOWN_TAG + '1'),
]

HARD = [
    Row('consumer tag in use', 'B235', [QUEUE, consume(consumer_tag='mine')],
        consume(consumer_tag='mine'), 530, "NOT_ALLOWED - attempt to reuse consumer tag 'mine'"),
    Row('immediate', 'B200', [QUEUE], publish(immediate=True), 540,
        'NOT_IMPLEMENTED - immediate=true'),
    Row('prefetch size', 'B255', [], always(spec.Basic.Qos(prefetch_size=7, prefetch_count=1)), 540,
        'NOT_IMPLEMENTED - prefetch_size!=0 (7)'),
    Row('recover without requeue', 'B276', [], always(spec.Basic.Recover(requeue=False)), 540,
        'NOT_IMPLEMENTED - requeue=false'),
    Row('flow off', 'B088', [], always(spec.Channel.Flow(active=False)), 540,
        'NOT_IMPLEMENTED - active=false'),
    Row('second open', 'B081', [], always(spec.Channel.Open()), 504,
        "CHANNEL_ERROR - second 'channel.open' seen"),
    Row('a method only the broker sends', 'B090', [],
        always(spec.Queue.PurgeOk(message_count=0)), 503,
        'COMMAND_INVALID - unimplemented method'),
]


def rows(table):
    return pytest.mark.parametrize('row', [
        pytest.param(row, id=row.name.replace(' ', '-'),
                     marks=behaviour(row.number)) for row in table])


def play(raw, row, name):
    """Plays a row and returns (the refusal, the one expected but for its scope)."""
    def send(step):
        """Sends a method, or the octets of content."""
        command = step(name)
        raw.send(command if isinstance(command, bytes) else method_frame(1, command))
        return command

    for step in row.before:
        command = send(step)
        if isinstance(command, bytes) or not command.synchronous:
            continue
        if isinstance(raw.receive_method(), spec.Basic.GetOk):
            raw.receive()
    command = send(row.sent)
    refusal = raw.refusal()

    index = spec.Basic.Publish.INDEX if isinstance(command, bytes) else command.INDEX
    return refusal, (row.code, row.text.replace('{q}', name), (index >> 16, index & 0xffff))


@rows(SOFT)
def test_soft(raw, name, row):
    refusal, expected = play(raw, row, name)

    assert refusal == ('channel', *expected)
    raw.call(1, spec.Channel.Open(), spec.Channel.OpenOk)  # the connection lives


@rows(HARD)
def test_hard(raw, name, row):
    refusal, expected = play(raw, row, name)

    assert refusal == ('connection', *expected)
    assert raw.ended()


# exclusive queues of another connection

# 3.10 and 3.13 answer unbind-ok when the binding to remove is not there (B138), 405 when it is.

@pytest.fixture
def amq_direct(broker):
    """Skips the test while this broker has no exchange but the default one."""
    with broker.raw() as raw:
        raw.open(channels=[1])
        reply = raw.call(1, spec.Exchange.Declare(exchange='amq.direct', type='', passive=True))
        if isinstance(reply, spec.Channel.Close):
            pytest.skip('there is no amq.direct')


@behaviour('B156')
def test_unbind_of_a_foreign_exclusive_queue(broker, raw, name, amq_direct):
    raw.call(1, spec.Queue.Declare(queue=name, exclusive=True), spec.Queue.DeclareOk)
    raw.call(1, spec.Queue.Bind(queue=name, exchange='amq.direct', routing_key='key'),
             spec.Queue.BindOk)
    with broker.raw() as other:
        other.open(channels=[1])
        other.call(1, spec.Queue.Unbind(queue=name, exchange='amq.direct', routing_key='no'),
                   spec.Queue.UnbindOk)
        other.send_method(1, spec.Queue.Unbind(queue=name, exchange='amq.direct',
                                               routing_key='key'))

        assert other.refusal() == ('channel', 405, LOCKED.replace('{q}', name), (50, 50))


@behaviour('B156', 'B163')
@pytest.mark.parametrize('command', [
    spec.Queue.Declare(exclusive=True), spec.Queue.Declare(), spec.Queue.Declare(passive=True),
    spec.Basic.Consume(), spec.Basic.Get(), spec.Queue.Purge(), spec.Queue.Delete(),
], ids=lambda command: command.NAME + ('-passive' if getattr(command, 'passive', 0) else '')
    + ('-exclusive' if getattr(command, 'exclusive', 0) else ''))
def test_foreign_exclusive_queue(broker, raw, name, command):
    raw.call(1, spec.Queue.Declare(queue=name, exclusive=True), spec.Queue.DeclareOk)
    command.queue = name
    with broker.raw() as other:
        other.open(channels=[1])
        other.send_method(1, command)
        refusal = other.refusal()

    assert refusal == ('channel', 405, LOCKED.replace('{q}', name),
                       (command.INDEX >> 16, command.INDEX & 0xffff))


@behaviour('B156')
def test_bind_of_a_foreign_exclusive_queue(broker, raw, name, amq_direct):
    raw.call(1, spec.Queue.Declare(queue=name, exclusive=True), spec.Queue.DeclareOk)
    with broker.raw() as other:
        other.open(channels=[1])
        other.send_method(1, spec.Queue.Bind(queue=name, exchange='amq.direct', routing_key='key'))

        assert other.refusal() == ('channel', 405, LOCKED.replace('{q}', name), (50, 20))


@behaviour('B267')
def test_a_delivery_is_unknown_on_another_channel(raw, queue):
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'x'))
    raw.send_method(1, spec.Basic.Get(queue=queue))
    raw.receive_content()

    raw.send_method(2, spec.Basic.Ack(delivery_tag=1))

    assert raw.refusal() == ('channel', 406, UNKNOWN_TAG + '1', (60, 80))
    raw.send_method(1, spec.Basic.Ack(delivery_tag=1))  # the first channel is not concerned
    assert raw.call(1, spec.Queue.Delete(queue=queue)).message_count == 0


@behaviour('B263')
def test_a_delivery_is_unknown_on_a_channel_opened_again(raw, queue):
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'x'))
    raw.send_method(1, spec.Basic.Get(queue=queue))
    raw.receive_content()
    raw.call(1, spec.Channel.Close(0, '', 0, 0), spec.Channel.CloseOk)
    raw.call(1, spec.Channel.Open(), spec.Channel.OpenOk)

    raw.send_method(1, spec.Basic.Ack(delivery_tag=1))

    assert raw.refusal() == ('channel', 406, UNKNOWN_TAG + '1', (60, 80))


@behaviour('B217')
@pytest.mark.skip(reason='transactions are later work')
def test_confirm_and_tx_exclude_each_other(raw):
    raw.call(1, spec.Tx.Select(), spec.Tx.SelectOk)
    raw.send_method(1, spec.Confirm.Select())
    assert raw.refusal() == ('channel', 406, 'PRECONDITION_FAILED - cannot switch from tx to '
                             'confirm mode', (85, 10))


@behaviour('B005')
def test_a_long_text_is_cut_to_a_short_string(raw):
    raw.send_method(1, spec.Basic.Consume(queue='x' * 255))

    refusal = raw.refusal()

    assert refusal.text == "NOT_FOUND - no queue '" + 'x' * 230 + '...'


# channels

@behaviour('B080')
@pytest.mark.parametrize('command', [spec.Queue.Declare(queue='x'), spec.Basic.Qos(),
                                     spec.Confirm.Select(), spec.Basic.Ack(delivery_tag=1),
                                     spec.Channel.CloseOk()],
                         ids=lambda command: command.NAME)
def test_method_on_a_channel_not_open(raw, command):
    raw.send_method(9, command)

    assert raw.refusal() == ('connection', 504, "CHANNEL_ERROR - expected 'channel.open'",
                             (command.INDEX >> 16, command.INDEX & 0xffff))


@behaviour('B080')
def test_close_of_a_channel_not_open(raw):
    raw.send_method(9, spec.Channel.Close(200, '', 0, 0))

    assert raw.refusal() == ('connection', 504, "CHANNEL_ERROR - expected 'channel.open'", (20, 40))


@behaviour('B082')
def test_more_channels_than_agreed(broker):
    with broker.raw() as raw:
        raw.open(channels=[1, 2], channel_max=2)
        raw.send_method(3, spec.Channel.Open())

        assert raw.refusal() == (
            'connection', 530, 'NOT_ALLOWED - number of channels opened (2) has reached the '
            'negotiated channel_max (2)', (0, 0))


@behaviour('B084', 'B085')
def test_a_channel_being_closed_ignores_all_but_close(raw, queue):
    raw.send_method(1, spec.Basic.Get(queue='q-nowhere'))
    assert isinstance(raw.receive_method(), spec.Channel.Close)

    raw.send_method(1, spec.Queue.Declare(queue=queue, passive=True))
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'lost'))
    raw.call(1, spec.Channel.Close(200, '', 0, 0), spec.Channel.CloseOk)  # they crossed
    raw.send_method(1, spec.Channel.CloseOk())

    raw.call(1, spec.Channel.Open(), spec.Channel.OpenOk)
    assert raw.call(1, spec.Queue.Declare(queue=queue, passive=True)).message_count == 0


@behaviour('B085')
@pytest.mark.parametrize('crossing', [False, True])
def test_a_channel_cannot_be_opened_before_its_close_ok(raw, crossing):
    """Not even when the client's own channel.close crossed the broker's and was answered: RabbitMQ
    ignores the open, or calls it the second one, as it happens."""
    raw.send_method(1, spec.Basic.Get(queue='q-nowhere'))
    assert isinstance(raw.receive_method(), spec.Channel.Close)
    if crossing:
        raw.call(1, spec.Channel.Close(200, '', 0, 0), spec.Channel.CloseOk)

    raw.send_method(1, spec.Channel.Open())
    reply = raw.call(2, spec.Basic.Qos())

    assert isinstance(reply, (spec.Basic.QosOk, spec.Connection.Close)), reply
    if isinstance(reply, spec.Connection.Close):
        assert (reply.reply_code, reply.reply_text) == (
            504, "CHANNEL_ERROR - second 'channel.open' seen")


@behaviour('B197')
def test_publishes_after_one_to_a_missing_exchange_are_lost(raw, queue):
    raw.send(content_frames(1, spec.Basic.Publish(exchange='nowhere'), b'x')
             + content_frames(1, spec.Basic.Publish(routing_key=queue), b'lost'))

    assert raw.refusal() == ('channel', 404, "NOT_FOUND - no exchange 'nowhere' in vhost '/'",
                             (60, 40))
    assert raw.call(2, spec.Queue.Declare(queue=queue, passive=True)).message_count == 0


@behaviour('B090')
def test_access_request_is_granted(raw):
    """B089: class 30, left from 0-8."""
    raw.send(frame(METHOD, 1, struct.pack('>HH', 30, 10) + shortstr('/data') + b'\x1f'))

    received = raw.receive()
    assert received.payload == struct.pack('>HHH', 30, 11, 1)
