"""The same methods as callbacks, through pika's SelectConnection."""
import pika
import pika.exceptions
import pytest
from pika import BasicProperties, spec

from raw_amqp import content_frames, method_frame

behaviour = pytest.mark.behaviour


def play(broker, scenario, seconds=10, **settings):
    """Opens a connection, runs the generator `scenario(connection)` and closes the connection.

    The generator yields functions that take a callback; it goes on, with the callback's arguments,
    when pika calls that. What it returns is returned.
    """
    result, failure = [], []

    def opened(connection):
        play.running = scenario(connection)
        step(connection)

    def step(connection, *arguments):
        try:
            waits = play.running.send(arguments if arguments else None)
        except StopIteration as end:
            result.append(end.value)
            connection.close()
            return
        except BaseException as error:
            failure.append(error)
            connection.close() if connection.is_open else connection.ioloop.stop()
            return
        waits(lambda *got: connection.ioloop.call_later(0, lambda: step(connection, *got)))

    def closed(connection, reason):
        result.append(reason)
        connection.ioloop.stop()

    connection = pika.SelectConnection(
        broker.parameters(**settings), on_open_callback=opened,
        on_open_error_callback=closed, on_close_callback=closed)
    connection.ioloop.call_later(seconds, lambda: (failure.append(TimeoutError(scenario.__name__)),
                                                   connection.ioloop.stop()))
    connection.ioloop.start()
    if failure:
        raise failure[0]
    return result[0]


def open_channel(connection):
    def waits(callback):
        connection.channel(on_open_callback=callback)
    return waits


def call(method, *arguments, **options):
    """A step that waits for the reply of a channel's method; its value is (frame,)."""
    return lambda callback: method(*arguments, callback=callback, **options)


def pause(connection):
    return lambda callback: connection.ioloop.call_later(0.01, callback)


@behaviour('B094')
def test_open_and_close(broker):
    def scenario(connection):
        channel, = yield open_channel(connection)
        assert channel.is_open
        return 'done'
    assert play(broker, scenario) == 'done'


@behaviour('B010', 'B092')
def test_a_refused_channel_is_closed_and_the_connection_lives(broker):
    def scenario(connection):
        channel, = yield open_channel(connection)

        def declare(callback):
            channel.add_on_close_callback(callback)
            channel.queue_declare('q-that-is-not-there', passive=True)
        _, reason = yield declare
        again, = yield open_channel(connection)
        assert again.is_open
        return reason.reply_code, reason.reply_text
    assert play(broker, scenario) == (
        404, "NOT_FOUND - no queue 'q-that-is-not-there' in vhost '/'")


@behaviour('B276')
def test_a_refused_connection_is_closed(broker):
    def scenario(connection):
        channel, = yield open_channel(connection)
        yield lambda callback: channel.basic_recover(requeue=False, callback=callback)
    reason = play(broker, scenario)

    assert isinstance(reason, pika.exceptions.ConnectionClosedByBroker)
    assert (reason.reply_code, reason.reply_text) == (540, 'NOT_IMPLEMENTED - requeue=false')


@behaviour('B035')
def test_failed_login(broker):
    reason = play(broker, lambda connection: iter(()),
                  credentials=pika.PlainCredentials('guest', 'wrong'))

    assert isinstance(reason, pika.exceptions.ProbableAuthenticationError)


@behaviour('B050')
def test_unknown_vhost(broker):
    reason = play(broker, lambda connection: iter(()), virtual_host='nowhere')

    assert isinstance(reason, pika.exceptions.ProbableAccessDeniedError)


@behaviour('B093', 'B151', 'B167', 'B168')
def test_queue_methods(broker, name):
    def scenario(connection):
        channel, = yield open_channel(connection)
        declared, = yield call(channel.queue_declare, name)
        for body in (b'1', b'2', b'3'):
            channel.basic_publish('', name, body)
        purged, = yield call(channel.queue_purge, name)
        channel.basic_publish('', name, b'4')
        deleted, = yield call(channel.queue_delete, name)
        return (declared.method.queue, purged.method.message_count, deleted.method.message_count)
    assert play(broker, scenario) == (name, 3, 1)


@behaviour('B093', 'B151')
def test_methods_in_one_write_are_done_and_answered_in_order(raw, name):
    """pika waits for each reply, so this is by hand; nothing is sent back for nowait."""
    raw.send(b''.join([
        method_frame(1, spec.Queue.Declare(queue=name, nowait=True)),
        method_frame(1, spec.Basic.Qos(prefetch_count=5)),
        content_frames(1, spec.Basic.Publish(routing_key=name), b'1'),
        method_frame(1, spec.Queue.Purge(queue=name)),
        content_frames(1, spec.Basic.Publish(routing_key=name), b'2'),
        content_frames(1, spec.Basic.Publish(routing_key=name), b'3'),
        method_frame(1, spec.Basic.Get(queue=name, no_ack=True)),
        method_frame(1, spec.Queue.Declare(queue=name, passive=True))]))

    raw.receive_method(spec.Basic.QosOk)
    assert raw.receive_method(spec.Queue.PurgeOk).message_count == 1
    assert raw.receive_content()[2] == b'2'
    assert raw.receive_method(spec.Queue.DeclareOk).message_count == 1


@behaviour('B151')
def test_nowait_has_no_reply(raw, name):
    raw.send(b''.join([
        method_frame(1, spec.Queue.Declare(queue=name, nowait=True)),
        method_frame(1, spec.Basic.Consume(queue=name, consumer_tag='c', nowait=True)),
        method_frame(1, spec.Basic.Cancel(consumer_tag='c', nowait=True)),
        method_frame(1, spec.Confirm.Select(nowait=True)),
        method_frame(1, spec.Queue.Purge(queue=name, nowait=True)),
        method_frame(1, spec.Queue.Delete(queue=name, nowait=True)),
        method_frame(1, spec.Basic.Qos())]))

    raw.receive_method(spec.Basic.QosOk)


@behaviour('B236', 'B241', 'B243', 'B245')
def test_consume_ack_and_cancel(broker, queue):
    def scenario(connection):
        channel, = yield open_channel(connection)
        yield call(channel.basic_qos, prefetch_count=10)
        events = []

        def deliver(channel, method, properties, body):
            events.append(body)
            channel.basic_ack(method.delivery_tag)
        tag = channel.basic_consume(queue, deliver, callback=lambda _: events.append('consume-ok'))
        for n in range(20):
            channel.basic_publish('', queue, b'%d' % n)
        while len(events) < 21:
            yield pause(connection)
        yield call(channel.basic_cancel, tag)
        channel.basic_publish('', queue, b'nobody is there')
        _, method, _, body = yield call(channel.basic_get, queue)
        assert body == b'nobody is there' and method.delivery_tag == 21
        return events
    assert play(broker, scenario) == ['consume-ok'] + [b'%d' % n for n in range(20)]


@behaviour('B250')
def test_get(broker, queue):
    def scenario(connection):
        channel, = yield open_channel(connection)
        channel.basic_publish('', queue, b'1', BasicProperties(content_type='a/b'))
        _, method, properties, body = yield call(channel.basic_get, queue, auto_ack=True)

        def empty(callback):
            channel.add_callback(callback, [spec.Basic.GetEmpty])
            channel.basic_get(queue, lambda *_: None)
        frame, = yield empty
        assert isinstance(frame.method, spec.Basic.GetEmpty)
        return body, properties.content_type, method.delivery_tag
    assert play(broker, scenario) == (b'1', 'a/b', 1)


@behaviour('B216', 'B218', 'B226')
def test_confirms_cover_every_publish_once(broker, queue):
    def scenario(connection):
        channel, = yield open_channel(connection)
        open_tags, nacked = set(range(1, 301)), []

        def confirmed(frame):
            tag, multiple = frame.method.delivery_tag, frame.method.multiple
            covered = {other for other in open_tags if other == tag or multiple and other < tag}
            assert covered, 'tag {} was confirmed twice or never published'.format(tag)
            open_tags.difference_update(covered)
            if isinstance(frame.method, spec.Basic.Nack):
                nacked.append(tag)
        # Publishes before confirm.select have no number.
        channel.basic_publish('', queue, b'before')
        yield lambda callback: channel.confirm_delivery(confirmed, callback)
        for n in range(300):
            channel.basic_publish('', queue if n % 3 else 'q-nowhere', b'%d' % n,
                                  BasicProperties(delivery_mode=2), mandatory=n % 2 == 0)
        while open_tags:
            yield pause(connection)
        return nacked
    assert play(broker, scenario) == []


@behaviour('B205')
def test_a_return_comes_before_its_confirm(broker):
    def scenario(connection):
        channel, = yield open_channel(connection)
        events = []
        channel.add_on_return_callback(
            lambda _, method, properties, body: events.append(('return', body)))
        yield lambda callback: channel.confirm_delivery(
            lambda frame: events.append(('ack', frame.method.delivery_tag)), callback)
        channel.basic_publish('', 'q-nowhere', b'x', mandatory=True)
        while len(events) < 2:
            yield pause(connection)
        return events
    assert play(broker, scenario) == [('return', b'x'), ('ack', 1)]


@behaviour('B216')
def test_a_second_confirm_select_does_not_reset_the_numbers(broker, raw, queue):
    raw.call(1, spec.Confirm.Select(), spec.Confirm.SelectOk)
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'1'))
    assert raw.receive_method(spec.Basic.Ack).delivery_tag == 1

    raw.call(1, spec.Confirm.Select(), spec.Confirm.SelectOk)

    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'2'))
    assert raw.receive_method(spec.Basic.Ack).delivery_tag == 2


@behaviour('B171')
def test_the_broker_cancels_a_consumer_whose_queue_goes(broker, queue):
    def scenario(connection):
        channel, = yield open_channel(connection)
        cancelled = []
        channel.add_on_cancel_callback(lambda frame: cancelled.append(frame.method.consumer_tag))
        tag = channel.basic_consume(queue, lambda *_: None)
        yield call(channel.queue_delete, queue)
        while not cancelled:
            yield pause(connection)
        return cancelled == [tag]
    assert play(broker, scenario) is True


@behaviour('B085')
def test_many_channels(broker, queue):
    def scenario(connection):
        channels = []
        for _ in range(100):
            channel, = yield open_channel(connection)
            channels.append(channel)
        for n, channel in enumerate(channels):
            channel.basic_publish('', queue, b'%d' % n)
            _ = yield call(channel.basic_qos, prefetch_count=1)
        declared, = yield call(channels[0].queue_declare, queue, passive=True)
        return declared.method.message_count
    # A qos-ok says that the publish before it was taken in; the queue may be a step behind.
    assert play(broker, scenario) in range(95, 101)


@behaviour('B088')
def test_flow(broker):
    def scenario(connection):
        channel, = yield open_channel(connection)
        return (yield call(channel.flow, True))
    assert play(broker, scenario) == (True,)
