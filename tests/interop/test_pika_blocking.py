"""Connections, channels, queues, publishing and confirms through pika's BlockingConnection."""
import pika
import pika.exceptions
import pytest
from pika import BasicProperties, spec

from conftest import until
from pika_steps import Inbox, get, has, publish

behaviour = pytest.mark.behaviour
PERSISTENT = BasicProperties(delivery_mode=2)


# connection and channel

@behaviour('B027', 'B029')
def test_server_properties_name_the_dialect(broker):
    properties = broker.server_properties

    assert properties['product'] == 'RabbitMQ'
    assert set(properties) >= {'capabilities', 'product', 'version', 'cluster_name', 'platform',
                               'copyright', 'information'}
    assert properties['capabilities'] == {name: True for name in (
        'publisher_confirms', 'exchange_exchange_bindings', 'basic.nack', 'consumer_cancel_notify',
        'connection.blocked', 'consumer_priorities', 'authentication_failure_close',
        'per_consumer_qos', 'direct_reply_to')}


@behaviour('B029')
def test_pika_sees_the_capabilities(connection):
    assert connection.basic_nack_supported
    assert connection.consumer_cancel_notify_supported
    assert connection.exchange_exchange_bindings_supported
    assert connection.publisher_confirms_supported


@behaviour('B094')
def test_connection_opens_and_closes(broker):
    connection = broker.connect()
    assert connection.is_open

    connection.close()

    assert connection.is_closed


@behaviour('B041', 'B045')
def test_tuning_takes_the_clients_lower_values(broker):
    connection = broker.connect(frame_max=8192, channel_max=7, heartbeat=11)

    assert connection._impl.params.frame_max == 8192
    assert connection._impl.params.channel_max == 7
    assert connection._impl.params.heartbeat == 11
    connection.close()


@behaviour('B085')
def test_channels_open_close_and_open_again_under_their_number(connection):
    numbers = [connection.channel().channel_number for _ in range(5)]
    again = connection.channel(42)
    again.close()

    assert numbers == [1, 2, 3, 4, 5]
    assert connection.channel(42).is_open


@behaviour('B088')
def test_flow_on_is_answered(channel):
    assert channel.flow(True) is True


@behaviour('B092')
def test_a_refused_channel_leaves_its_connection_and_siblings(connection, queue):
    first, second = connection.channel(), connection.channel()

    with pytest.raises(pika.exceptions.ChannelClosedByBroker):
        first.queue_declare('q-that-is-not-there', passive=True)

    assert first.is_closed
    has(second, queue, 0, 0)
    assert connection.channel(first.channel_number).is_open


# queue

@behaviour('B151')
def test_declare_tells_name_messages_and_consumers(channel, name):
    declared = channel.queue_declare(name).method

    assert (declared.queue, declared.message_count, declared.consumer_count) == (name, 0, 0)


@behaviour('B151')
def test_declare_counts_ready_messages_and_consumers(connection, queue):
    channel = connection.channel()
    publish(channel, queue, b'1', b'2', b'3')
    channel.basic_get(queue)  # is unacked now
    has(channel, queue, 2, 0)

    inbox = Inbox(channel, queue)
    inbox.wait(2)

    has(channel, queue, 0, 1)


@behaviour('B011', 'B151')
@pytest.mark.parametrize('flags', [{}, {'durable': True}, {'auto_delete': True},
                                   {'exclusive': True}, {'durable': True, 'auto_delete': True}])
def test_declare_again_with_the_same_flags(channel, name, flags):
    channel.queue_declare(name, **flags)

    assert channel.queue_declare(name, **flags).method.queue == name


@behaviour('B147', 'B150')
def test_server_named_queue(channel):
    name = channel.queue_declare('').method.queue

    assert name.startswith('amq.gen-') and len(name) == len('amq.gen-') + 22
    has(channel, name, 0, 0)
    assert channel.queue_declare('').method.queue != name
    channel.queue_delete(name)


@behaviour('B141')
def test_the_empty_name_is_the_queue_last_declared(channel):
    name = channel.queue_declare('', exclusive=True).method.queue
    publish(channel, name, b'1', b'2')

    assert channel.basic_get('', auto_ack=True)[2] == b'1'
    assert channel.queue_purge('').method.message_count == 1


@behaviour('B142')
def test_a_passive_declare_sets_the_queue_last_declared(channel, queue):
    channel.queue_declare(queue, passive=True)
    publish(channel, queue, b'1')

    assert channel.basic_get('', auto_ack=True)[2] == b'1'


@behaviour('B163')
def test_passive_declare_ignores_flags_and_arguments(channel, name):
    channel.queue_declare(name, durable=True)

    channel.queue_declare(name, passive=True, durable=False, auto_delete=True,
                          arguments={'x-message-ttl': 7})


@behaviour('B091')
def test_line_breaks_are_taken_out_of_names(raw, name):
    declare = spec.Queue.Declare(queue=name[:4] + '\r\n' + name[4:] + '\n')

    assert raw.call(1, declare).queue == name


@behaviour('B079', 'B174')
@pytest.mark.parametrize('ending', ['ひらがな', ' with space/and/slash', 'x' * 245])
def test_names_are_utf8_of_up_to_255_octets(channel, name, ending):
    wanted = name + ending
    wanted = wanted.encode()[:255].decode(errors='ignore')
    assert channel.queue_declare(wanted, exclusive=True).method.queue == wanted

    publish(channel, wanted, b'kept')

    method, body = get(channel, wanted)
    assert (method.routing_key, body) == (wanted, b'kept')


@behaviour('B164', 'B167')
def test_delete_tells_how_many_messages_went(channel, queue):
    publish(channel, queue, b'1', b'2')
    assert channel.queue_delete(queue).method.message_count == 2

    assert channel.queue_delete(queue).method.message_count == 0


@behaviour('B165', 'B166')
def test_delete_if_unused_and_empty(channel, queue):
    assert channel.queue_delete(queue, if_unused=True, if_empty=True).method.message_count == 0


@behaviour('B166')
def test_unacked_messages_do_not_count_for_if_empty(channel, queue):
    publish(channel, queue, b'1')
    get(channel, queue, auto_ack=False)

    channel.queue_delete(queue, if_empty=True)


@behaviour('B168')
def test_purge_spares_the_unacked(channel, queue):
    publish(channel, queue, b'1', b'2', b'3')
    method, _ = get(channel, queue, auto_ack=False)

    assert channel.queue_purge(queue).method.message_count == 2

    channel.basic_nack(method.delivery_tag)
    assert get(channel, queue)[1] == b'1'
    has(channel, queue, 0, 0)


@behaviour('B154')
def test_integer_arguments_are_equal_by_value(channel, raw, name):
    channel.queue_declare(name, arguments={'x-message-ttl': 60000, 'x-expires': 60000})

    # pika writes 60000 as a 32-bit integer and this as one of 64 bits.
    channel.queue_declare(name, arguments={'x-message-ttl': pika.compat.long(60000),
                                           'x-expires': pika.compat.long(60000)})


@behaviour('B153', 'B155')
def test_arguments_no_queue_type_knows_are_not_compared(channel, name):
    channel.queue_declare(name, arguments={'x-mine': 1})

    channel.queue_declare(name, arguments={'x-mine': 'two', 'x-queue-type': 'classic'})


@behaviour('B162')
def test_auto_delete_goes_with_its_last_consumer(connection, name):
    channel = connection.channel()
    channel.queue_declare(name, auto_delete=True)
    publish(channel, name, b'1')
    get(channel, name)  # is no consumer
    first, second = Inbox(channel, name), Inbox(channel, name)

    channel.basic_cancel(first.tag)
    has(channel, name, 0, 1)
    channel.basic_cancel(second.tag)

    with pytest.raises(pika.exceptions.ChannelClosedByBroker):
        channel.queue_declare(name, passive=True)


@behaviour('B087', 'B162')
def test_auto_delete_goes_with_the_channel_of_its_last_consumer(connection, name):
    channel, other = connection.channel(), connection.channel()
    channel.queue_declare(name, auto_delete=True)
    Inbox(channel, name)

    channel.close()

    with pytest.raises(pika.exceptions.ChannelClosedByBroker) as refusal:
        other.queue_declare(name, passive=True)
    assert refusal.value.reply_code == 404


# exclusive queues

@behaviour('B159')
def test_an_exclusive_queue_serves_all_channels_of_its_connection(connection, name):
    first, second = connection.channel(), connection.channel()
    first.queue_declare(name, exclusive=True)

    second.queue_declare(name, exclusive=True)
    publish(second, name, b'1')

    assert get(first, name)[1] == b'1'


@behaviour('B158')
def test_anyone_may_publish_to_an_exclusive_queue(broker, channel, name):
    channel.queue_declare(name, exclusive=True)
    with broker.connect() as other:
        publish(other.channel(), name, b'from another connection')

    assert get(channel, name)[1] == b'from another connection'


@behaviour('B095')
def test_an_exclusive_queue_is_gone_when_its_connection_has_closed(broker, name):
    for _ in range(3):
        connection = broker.connect()
        declared = connection.channel().queue_declare(name, exclusive=True).method
        assert declared.message_count == 0
        publish(connection.channel(), name, b'lost with the queue')
        connection.close()

    with broker.connect() as connection:
        with pytest.raises(pika.exceptions.ChannelClosedByBroker) as refusal:
            connection.channel().queue_declare(name, passive=True)
    assert refusal.value.reply_code == 404


@behaviour('B101')
def test_an_exclusive_queue_goes_when_its_client_vanishes(broker, connection, name):
    with broker.raw() as raw:
        raw.open(channels=[1])
        raw.call(1, spec.Queue.Declare(queue=name, exclusive=True), spec.Queue.DeclareOk)

    def gone():
        try:
            connection.channel().queue_declare(name, passive=True)
        except pika.exceptions.ChannelClosedByBroker as refusal:
            return refusal.reply_code == 404
        return False
    until(gone)


@behaviour('B160')
def test_durable_is_dropped_from_an_exclusive_queue(connection, name):
    connection.channel().queue_declare(name, exclusive=True, durable=True)

    connection.channel().queue_declare(name, exclusive=True, durable=False)


# publish, get

@behaviour('B250')
def test_get_tells_what_is_left(channel, queue):
    publish(channel, queue, b'1', b'2', b'3')

    first, body = get(channel, queue)

    assert body == b'1'
    assert (first.exchange, first.routing_key, first.message_count) == ('', queue, 2)
    assert first.redelivered is False
    assert [get(channel, queue)[1] for _ in range(2)] == [b'2', b'3']
    assert channel.basic_get(queue) == (None, None, None)


@behaviour('B245')
def test_delivery_tags_count_from_one_on_each_channel(connection, queue):
    one, other = connection.channel(), connection.channel()
    publish(one, queue, *[b'x'] * 5)

    tags = [get(one, queue, auto_ack=ack)[0].delivery_tag for ack in (True, False, True)]

    assert tags == [1, 2, 3]
    assert get(other, queue)[0].delivery_tag == 1


@behaviour('B204', 'B008')
def test_mandatory_returns_what_has_no_queue(connection):
    channel, returned = connection.channel(), []
    channel.add_on_return_callback(lambda _, *parts: returned.append(parts))
    properties = BasicProperties(content_type='text/plain', headers={'a': 1}, delivery_mode=2)

    channel.basic_publish('', 'q-nowhere', b'come back', properties, mandatory=True)
    channel.basic_publish('', 'q-nowhere', b'be lost', properties, mandatory=False)
    channel.basic_publish('', 'q-nowhere', b'', mandatory=True)

    until(lambda: connection.process_data_events(0.01) or len(returned) >= 2)
    method, returned_properties, body = returned[0]
    assert (method.reply_code, method.reply_text) == (312, 'NO_ROUTE')
    assert (method.exchange, method.routing_key) == ('', 'q-nowhere')
    assert returned_properties == properties
    assert [parts[2] for parts in returned] == [b'come back', b'']


@behaviour('B204')
def test_mandatory_does_not_return_what_has_a_queue(connection, queue):
    channel, returned = connection.channel(), []
    channel.add_on_return_callback(lambda *parts: returned.append(parts))

    channel.basic_publish('', queue, b'stay', mandatory=True)

    assert get(channel, queue)[1] == b'stay'
    assert returned == []


# confirm

@behaviour('B216')
def test_confirmed_publishes(channel, queue):
    channel.confirm_delivery()

    publish(channel, queue, *[b'%d' % n for n in range(50)], properties=PERSISTENT)

    has(channel, queue, 50, 0)


@behaviour('B205', 'B206')
def test_confirms_unroutable_return_comes_before_the_ack(channel):
    channel.confirm_delivery()

    with pytest.raises(pika.exceptions.UnroutableError) as error:
        channel.basic_publish('', 'q-nowhere', b'come back', mandatory=True)

    assert [message.body for message in error.value.messages] == [b'come back']


@behaviour('B206')
def test_unroutable_without_mandatory_is_acked(channel):
    channel.confirm_delivery()

    channel.basic_publish('', 'q-nowhere', b'lost')  # pika would raise on a nack


@behaviour('B221')
def test_confirms_for_persistent_messages_in_a_durable_queue(broker, name):
    with broker.connect() as connection:
        channel = connection.channel()
        channel.queue_declare(name, durable=True)
        channel.confirm_delivery()
        publish(channel, name, b'1', b'2', properties=PERSISTENT)

        has(channel, name, 2, 0)
