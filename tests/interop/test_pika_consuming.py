"""Consumers, prefetch, ack, nack, reject and recover through pika's BlockingConnection."""
import threading

import pytest
from pika import spec

from conftest import until
from pika_steps import Inbox, counts, get, has, publish
from raw_amqp import content_frames

behaviour = pytest.mark.behaviour


@behaviour('B236', 'B245')
def test_consumers_get_messages_in_order(connection, queue):
    channel = connection.channel()
    publish(channel, queue, *[b'%d' % n for n in range(100)])
    inbox = Inbox(channel, queue)

    inbox.wait(100)

    assert inbox.bodies == [b'%d' % n for n in range(100)]
    assert inbox.tags == list(range(1, 101))
    method = inbox[0][0]
    assert (method.consumer_tag, method.exchange, method.routing_key, method.redelivered) == (
        inbox.tag, '', queue, False)


@behaviour('B234')
def test_the_broker_makes_up_a_consumer_tag(raw, queue):
    reply = raw.call(1, spec.Basic.Consume(queue=queue), spec.Basic.ConsumeOk)

    assert reply.consumer_tag.startswith('amq.ctag-')
    assert len(reply.consumer_tag) == len('amq.ctag-') + 22


@behaviour('B235')
def test_consumer_tags_belong_to_the_channel(connection, queue):
    first, second = connection.channel(), connection.channel()

    first.basic_consume(queue, print, consumer_tag='mine')
    second.basic_consume(queue, print, consumer_tag='mine')

    has(first, queue, 0, 2)


@behaviour('B239')
def test_consumers_take_turns(connection, queue):
    channel = connection.channel()
    inboxes = [Inbox(channel, queue, auto_ack=True) for _ in range(3)]

    publish(channel, queue, *[b'%d' % n for n in range(9)])
    until(lambda: connection.process_data_events(0.01) or sum(map(len, inboxes)) == 9)

    assert sorted(inbox.bodies for inbox in inboxes) == [
        [b'0', b'3', b'6'], [b'1', b'4', b'7'], [b'2', b'5', b'8']]


@behaviour('B239', 'B256')
def test_two_clients_take_turns(broker, queue):
    """Two connections at once, each with a prefetch of one: the work is shared."""
    with broker.connect() as one, broker.connect() as other:
        inboxes = []
        for connection in (one, other):
            channel = connection.channel()
            channel.basic_qos(prefetch_count=1)
            inboxes.append(Inbox(channel, queue))
        publish(one.channel(), queue, *[b'%d' % n for n in range(20)])

        def settle():
            for inbox in inboxes:
                done = len(inbox)
                inbox.channel.connection.process_data_events(0.005)
                for method, _, _ in inbox[done:]:
                    inbox.channel.basic_ack(method.delivery_tag)
            return sum(map(len, inboxes)) == 20
        until(settle)

    assert sorted(sum((inbox.bodies for inbox in inboxes), []), key=int) == [
        b'%d' % n for n in range(20)]
    assert all(len(inbox) >= 5 for inbox in inboxes)


@behaviour('B241', 'B242')
def test_cancel_keeps_what_is_unacked(connection, queue):
    channel = connection.channel()
    publish(channel, queue, b'1', b'2')
    inbox = Inbox(channel, queue)
    inbox.wait(2)

    channel.basic_cancel(inbox.tag)

    has(channel, queue, 0, 0)
    channel.basic_ack(inbox.tags[0])
    channel.close()
    assert get(connection.channel(), queue)[1] == b'2'


@behaviour('B241')
def test_cancel_of_an_unknown_tag_is_answered(raw):
    reply = raw.call(1, spec.Basic.Cancel(consumer_tag='nobody'), spec.Basic.CancelOk)

    assert reply.consumer_tag == 'nobody'


@behaviour('B171', 'B244')
def test_consumers_are_told_when_their_queue_is_deleted(connection, queue):
    channel, cancelled = connection.channel(), []
    channel.add_on_cancel_callback(lambda frame: cancelled.append(frame.method.consumer_tag))
    inbox = Inbox(channel, queue)

    connection.channel().queue_delete(queue)

    until(lambda: connection.process_data_events(0.01) or cancelled)
    assert cancelled == [inbox.tag]
    assert channel.is_open


@behaviour('B171')
def test_clients_without_the_capability_are_not_told(broker, queue):
    with broker.raw() as raw:
        raw.open(channels=[1], capabilities={})
        raw.call(1, spec.Basic.Consume(queue=queue), spec.Basic.ConsumeOk)

        reply = raw.call(1, spec.Queue.Delete(queue=queue))
        after = raw.call(1, spec.Basic.Qos())

    assert isinstance(reply, spec.Queue.DeleteOk)
    assert isinstance(after, spec.Basic.QosOk)


@behaviour('B238')
def test_an_exclusive_consumer_leaves_and_another_may_come(channel, queue):
    tag = channel.basic_consume(queue, print, exclusive=True)
    channel.basic_cancel(tag)

    channel.basic_consume(queue, print, exclusive=True)


@behaviour('B237')
def test_no_local_is_ignored(raw, queue):
    raw.call(1, spec.Basic.Consume(queue=queue, no_local=True, no_ack=True), spec.Basic.ConsumeOk)
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'own'))

    assert raw.receive_content()[2] == b'own'


# prefetch

@behaviour('B256', 'B260')
def test_prefetch_holds_deliveries_back(connection, queue):
    channel = connection.channel()
    publish(channel, queue, *[b'%d' % n for n in range(10)])
    channel.basic_qos(prefetch_count=3)
    inbox = Inbox(channel, queue)
    inbox.wait(3)
    assert inbox.quiet() == [b'0', b'1', b'2']

    channel.basic_ack(inbox.tags[1])
    inbox.wait(4)
    channel.basic_ack(inbox.tags[3], multiple=True)
    inbox.wait(7)

    assert inbox.quiet() == [b'%d' % n for n in range(7)]


@behaviour('B256')
def test_prefetch_is_each_consumers_own_and_for_later_ones(connection, queue):
    channel = connection.channel()
    publish(channel, queue, *[b'%d' % n for n in range(20)])
    channel.basic_qos(prefetch_count=2)
    first = Inbox(channel, queue)
    first.wait(2)
    channel.basic_qos(prefetch_count=5)
    second = Inbox(channel, queue)
    second.wait(5)

    assert (len(first.quiet()), len(second.quiet())) == (2, 5)


@behaviour('B257')
def test_global_prefetch_is_the_channels(connection, queue):
    channel = connection.channel()
    publish(channel, queue, *[b'%d' % n for n in range(20)])
    channel.basic_qos(prefetch_count=3, global_qos=True)
    first, second = Inbox(channel, queue), Inbox(channel, queue)
    until(lambda: connection.process_data_events(0.01) or len(first) + len(second) >= 3)
    counts(channel, queue)  # a round trip
    connection.process_data_events(0)
    assert len(first) + len(second) == 3

    channel.basic_ack(0, multiple=True)

    until(lambda: connection.process_data_events(0.01) or len(first) + len(second) >= 6)
    assert len(first) + len(second) == 6


@behaviour('B246')
def test_auto_ack_ignores_prefetch(connection, queue):
    channel = connection.channel()
    channel.basic_qos(prefetch_count=1)
    publish(channel, queue, *[b'%d' % n for n in range(30)])

    inbox = Inbox(channel, queue, auto_ack=True)

    assert inbox.wait(30) == [b'%d' % n for n in range(30)]
    channel.close()
    has(connection.channel(), queue, 0, 0)


@behaviour('B259')
def test_prefetch_zero_has_no_limit(connection, queue):
    channel = connection.channel()
    publish(channel, queue, *[b'x'] * 200)
    channel.basic_qos(prefetch_count=0)

    assert len(Inbox(channel, queue).wait(200)) == 200


@behaviour('B260')
def test_get_does_not_count_for_prefetch(connection, queue):
    channel = connection.channel()
    publish(channel, queue, b'1', b'2', b'3')
    channel.basic_qos(prefetch_count=1)
    get(channel, queue, auto_ack=False)

    assert Inbox(channel, queue).wait(1) == [b'2']


# ack, nack, reject, recover

@behaviour('B265')
def test_ack_multiple_and_ack_all(connection, queue):
    channel = connection.channel()
    publish(channel, queue, *[b'%d' % n for n in range(6)])
    inbox = Inbox(channel, queue)
    inbox.wait(6)

    channel.basic_ack(inbox.tags[2], multiple=True)
    channel.basic_ack(inbox.tags[4])
    channel.basic_nack(inbox.tags[3], requeue=False)
    channel.close()
    assert get(connection.channel(), queue)[1] == b'5'

    channel = connection.channel()
    channel.basic_ack(0, multiple=True)  # nothing is open, and that is fine
    publish(channel, queue, b'6', b'7')
    Inbox(channel, queue).wait(2)
    channel.basic_ack(0, multiple=True)
    channel.close()
    has(connection.channel(), queue, 0, 0)


@behaviour('B268')
@pytest.mark.parametrize('settle', ['basic_nack', 'basic_reject'])
def test_refused_without_requeue_is_gone(channel, queue, settle):
    publish(channel, queue, b'1', b'2')
    method, _ = get(channel, queue, auto_ack=False)

    getattr(channel, settle)(method.delivery_tag, requeue=False)

    assert get(channel, queue)[1] == b'2'
    assert channel.basic_get(queue)[0] is None


@behaviour('B269', 'B271')
@pytest.mark.parametrize('settle', ['basic_nack', 'basic_reject'])
def test_requeue_goes_to_the_old_place(channel, queue, settle):
    publish(channel, queue, b'1', b'2', b'3')
    first, _ = get(channel, queue, auto_ack=False)
    second, _ = get(channel, queue, auto_ack=False)

    getattr(channel, settle)(second.delivery_tag, requeue=True)
    getattr(channel, settle)(first.delivery_tag, requeue=True)

    got = [get(channel, queue) for _ in range(3)]
    assert [(body, method.redelivered) for method, body in got] == [
        (b'1', True), (b'2', True), (b'3', False)]


@behaviour('B269', 'B270')
def test_nack_multiple_keeps_the_order(channel, queue):
    publish(channel, queue, *[b'%d' % n for n in range(8)])
    tags = [get(channel, queue, auto_ack=False)[0].delivery_tag for _ in range(6)]
    channel.basic_ack(tags[2])

    channel.basic_nack(tags[4], multiple=True, requeue=True)

    bodies = [get(channel, queue)[1] for _ in range(6)]
    assert bodies == [b'0', b'1', b'3', b'4', b'6', b'7']


@behaviour('B275')
def test_recover_requeues_all_unacked(channel, queue):
    publish(channel, queue, b'1', b'2', b'3')
    get(channel, queue, auto_ack=False)
    get(channel, queue, auto_ack=False)

    channel.basic_recover(requeue=True)

    got = [get(channel, queue) for _ in range(3)]
    assert [(body, method.redelivered) for method, body in got] == [
        (b'1', True), (b'2', True), (b'3', False)]


@behaviour('B275')
def test_recover_sends_again_to_a_consumer(connection, queue):
    channel = connection.channel()
    publish(channel, queue, b'1', b'2')
    inbox = Inbox(channel, queue)
    inbox.wait(2)

    channel.basic_recover(requeue=True)

    inbox.wait(4)
    assert [(body, method.redelivered) for method, _, body in inbox] == [
        (b'1', False), (b'2', False), (b'1', True), (b'2', True)]
    assert inbox.tags == [1, 2, 3, 4]


@behaviour('B275')
def test_recover_async_has_no_reply(raw, queue):
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'1'))
    raw.send_method(1, spec.Basic.Get(queue=queue))
    assert raw.receive_content()[0].redelivered is False

    raw.send_method(1, spec.Basic.RecoverAsync(requeue=True))

    raw.send_method(1, spec.Basic.Get(queue=queue))
    assert raw.receive_content()[0].redelivered is True


@behaviour('B086', 'B271')
def test_a_closed_channel_gives_back_what_is_unacked(connection, queue):
    channel, other = connection.channel(), connection.channel()
    publish(channel, queue, b'1', b'2', b'3')
    for _ in range(2):
        get(channel, queue, auto_ack=False)

    channel.close()

    has(other, queue, 3, 0)
    got = [get(other, queue) for _ in range(3)]
    assert [(body, method.redelivered) for method, body in got] == [
        (b'1', True), (b'2', True), (b'3', False)]


@behaviour('B101', 'B271')
def test_a_vanished_client_gives_back_what_is_unacked(broker, connection, queue):
    channel = connection.channel()
    channel.confirm_delivery()
    publish(channel, queue, b'1', b'2')
    with broker.raw() as raw:
        raw.open(channels=[1])
        raw.call(1, spec.Basic.Consume(queue=queue), spec.Basic.ConsumeOk)
        assert [raw.receive_content()[2] for _ in range(2)] == [b'1', b'2']
        has(channel, queue, 0, 1)

    until(lambda: counts(channel, queue) == (2, 0))
    got = [get(channel, queue) for _ in range(2)]
    assert [(body, method.redelivered) for method, body in got] == [(b'1', True), (b'2', True)]


# many at once

def test_many_clients_at_once(broker, queue):
    """Four publishers with confirms and two consumers: each message once, in its publisher's
    order when one consumer has it all to itself."""
    per_publisher = 200

    def publisher(number):
        with broker.connect() as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            publish(channel, queue, *[b'%d %d' % (number, n) for n in range(per_publisher)])
    threads = [threading.Thread(target=publisher, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    with broker.connect() as connection:
        inbox = Inbox(connection.channel(), queue, auto_ack=True)
        inbox.wait(4 * per_publisher, seconds=30)
    for thread in threads:
        thread.join()

    for number in range(4):
        mine = [body for body in inbox.bodies if body.startswith(b'%d ' % number)]
        assert mine == [b'%d %d' % (number, n) for n in range(per_publisher)]
