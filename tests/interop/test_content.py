"""Bodies, properties and headers come back as they went; heartbeats."""
import datetime
import decimal
import hashlib
import random
import struct
import time

import pytest
from pika import BasicProperties, spec

from conftest import until
from raw_amqp import (BODY, HEARTBEAT, content_frames, frame, header_frame, longstr, method_frame,
                      shortstr)

behaviour = pytest.mark.behaviour
MIB = 1024 * 1024

ALL_PROPERTIES = dict(
    content_type='text/plain', content_encoding='utf-8', delivery_mode=2, priority=7,
    correlation_id='correlation', reply_to='reply.queue', expiration='60000', message_id='id-1',
    timestamp=1700000000, type='kind', user_id='guest', app_id='app', cluster_id='cluster',
    headers={'key': 'value'})

HEADERS = {
    'text': 'välue', 'empty': '', 'octets': b'\x00\xff\xfe', 'yes': True, 'no': False,
    'integer': -7, 'large integer': 2 ** 40, 'decimal': decimal.Decimal('3.14'),
    'time': datetime.datetime(2023, 11, 14, 22, 13, 20), 'nothing': None,
    'list': ['a', 1, [2, {'deep': True}]], 'empty list': [],
    'table': {'inner': {'innermost': 'x'}}, 'empty table': {}, 'ключ': 'значение',
}

# One field of each type letter, with its value as octets.
FIELDS = [
    (b'S', longstr(b'text')), (b't', b'\1'), (b'b', b'\x85'), (b'B', b'\xfa'),
    (b's', struct.pack('>h', -300)), (b'u', struct.pack('>H', 65000)),
    (b'I', struct.pack('>i', -70000)), (b'i', struct.pack('>I', 4000000000)),
    (b'd', struct.pack('>d', 2.5)), (b'f', struct.pack('>f', 0.5)),
    (b'l', struct.pack('>q', -2 ** 40)), (b'D', b'\2' + struct.pack('>i', 314)),
    (b'T', struct.pack('>Q', 1700000000)), (b'V', b''), (b'x', longstr(b'\0\1\2')),
    (b'A', longstr(b'S' + longstr(b'a') + b'I' + struct.pack('>i', 1))),
    (b'F', longstr(shortstr('inner') + b't\0')),
]


def round_trip(channel, queue, body, properties=None):
    channel.confirm_delivery()
    channel.basic_publish('', queue, body, properties)
    return channel.basic_get(queue, auto_ack=True)


@behaviour('B061', 'B070', 'B213')
@pytest.mark.parametrize('size', [0, 1, 2, 4087, 4088, 4089, 131063, 131064, 131065, 262128,
                                  262129, MIB, MIB + 1, 16 * MIB])
def test_bodies_of_every_size(channel, queue, size):
    body = random.Random(size).randbytes(size)

    _, _, received = round_trip(channel, queue, body)

    assert len(received) == size
    assert hashlib.sha256(received).digest() == hashlib.sha256(body).digest()


@behaviour('B061')
def test_deliveries_of_large_bodies_to_a_client_with_small_frames(broker, channel, queue):
    """Published in frames of 128 KiB, delivered in frames of 4 KiB to a consumer."""
    bodies = [random.Random(seed).randbytes(MIB + seed) for seed in range(3)]
    channel.confirm_delivery()
    for body in bodies:
        channel.basic_publish('', queue, body)

    with broker.raw() as raw:
        raw.open(channels=[1], frame_max=4096)
        raw.call(1, spec.Basic.Consume(queue=queue, no_ack=True), spec.Basic.ConsumeOk)
        for body in bodies:
            raw.receive_method(spec.Basic.Deliver)
            size = struct.unpack('>Q', raw.receive().payload[4:12])[0]
            received = bytearray()
            while len(received) < size:
                part = raw.receive()
                assert part.type == BODY and len(part.payload) <= 4096 - 8
                received += part.payload
            assert received == body


@behaviour('B060', 'B070')
def test_body_frames_of_any_length(raw, queue):
    """A publisher may cut a body where it likes, into empty frames as well."""
    body = bytes(range(256)) * 4
    parts = [body[:1], b'', body[1:3], body[3:700], b'', body[700:]]
    raw.send(method_frame(1, spec.Basic.Publish(routing_key=queue)) + header_frame(1, len(body))
             + b''.join(frame(BODY, 1, part) for part in parts))

    raw.send_method(1, spec.Basic.Get(queue=queue, no_ack=True))

    assert raw.receive_content()[2] == body


def test_octet_by_octet(raw, queue):
    """However TCP cuts the stream, the frames are the same."""
    octets = content_frames(1, spec.Basic.Publish(routing_key=queue), b'body')
    for octet in octets:
        raw.send(bytes([octet]))

    raw.send_method(1, spec.Basic.Get(queue=queue, no_ack=True))

    assert raw.receive_content()[2] == b'body'


def test_contents_of_two_channels_interleaved(raw, queue):
    for channel in (1, 2):
        raw.send(method_frame(channel, spec.Basic.Publish(routing_key=queue)))
    for channel in (2, 1):
        raw.send(header_frame(channel, 2))
    for channel, body in ((1, b'a'), (2, b'x'), (2, b'y'), (1, b'b')):
        raw.send(frame(BODY, channel, body))

    bodies = []
    for _ in range(2):
        raw.send_method(1, spec.Basic.Get(queue=queue, no_ack=True))
        bodies.append(raw.receive_content()[2])
    assert sorted(bodies) == [b'ab', b'xy']


@behaviour('B213')
def test_all_properties(channel, queue):
    properties = BasicProperties(**ALL_PROPERTIES)

    _, received, _ = round_trip(channel, queue, b'body', properties)

    assert received == properties


@behaviour('B213')
@pytest.mark.parametrize('name', sorted(ALL_PROPERTIES))
def test_each_property_alone(channel, queue, name):
    properties = BasicProperties(**{name: ALL_PROPERTIES[name]})

    _, received, _ = round_trip(channel, queue, b'body', properties)

    assert received == properties


@behaviour('B213')
def test_no_properties(channel, queue):
    assert round_trip(channel, queue, b'body')[1] == BasicProperties()


@behaviour('B074', 'B213')
def test_headers_of_every_type_pika_writes(channel, queue):
    _, received, _ = round_trip(channel, queue, b'', BasicProperties(headers=HEADERS))

    assert received.headers == HEADERS
    assert list(received.headers) == list(HEADERS)


@behaviour('B074', 'B075', 'B076', 'B077', 'B213')
def test_headers_of_every_type_come_back_octet_for_octet(raw, queue):
    table = b''.join(shortstr('field ' + letter.decode()) + letter + value
                     for letter, value in FIELDS)
    table += shortstr('array of all') + b'A' + longstr(b''.join(
        letter + value for letter, value in FIELDS))
    properties = struct.pack('>H', 0x2000) + longstr(table)
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'body', properties))

    raw.send_method(1, spec.Basic.Get(queue=queue, no_ack=True))
    method, header, body = raw.receive_content()

    assert header == struct.pack('>HHQ', 60, 0, 4) + properties
    assert body == b'body'


@behaviour('B074')
def test_the_letter_L_is_read(raw, queue):
    """Old clients write 64-bit integers as L; it may come back as L or as l."""
    table = shortstr('old') + b'L' + struct.pack('>q', -5)
    raw.send(content_frames(1, spec.Basic.Publish(routing_key=queue), b'x',
                            struct.pack('>H', 0x2000) + longstr(table)))

    raw.send_method(1, spec.Basic.Get(queue=queue, no_ack=True))

    assert raw.receive_content()[1][12:].lower() == (
        struct.pack('>H', 0x2000) + longstr(table)).lower()


@behaviour('B213')
def test_a_large_header_table(channel, queue):
    """A content header is one frame: up to frame_max of it."""
    headers = {'key %d' % n: 'v' * 100 for n in range(1000)}

    _, received, _ = round_trip(channel, queue, b'', BasicProperties(headers=headers))

    assert received.headers == headers


@behaviour('B201')
def test_messages_over_the_largest_size(broker):
    """The limit of 3.x: 128 MiB. (From 4.0 it is 16 MiB, which must pass: above.)"""
    largest = 128 * MIB
    with broker.raw(timeout=30) as raw:
        raw.open(channels=[1])
        raw.send(method_frame(1, spec.Basic.Publish(routing_key='q-nowhere'))
                 + header_frame(1, largest + 1))
        full = frame(BODY, 1, b'x' * 131064)
        left = largest + 1
        while left >= 131064:
            raw.send(full)
            left -= 131064
        raw.send(frame(BODY, 1, b'x' * left))

        assert raw.refusal() == (
            'channel', 406, 'PRECONDITION_FAILED - message size 134217729 is larger than '
            'configured max size 134217728', (60, 40))


# heartbeats

@behaviour('B047', 'B048')
def test_a_silent_client_is_dropped_after_two_to_three_heartbeats(broker):
    with broker.raw() as raw:
        raw.open(heartbeat=1)
        started = time.monotonic()
        while True:
            received = raw.receive()
            if received is None:
                break
            assert received.type == HEARTBEAT, 'no close method is sent'

    assert 1.5 < time.monotonic() - started < 4.5


@behaviour('B046')
def test_the_broker_sends_heartbeats(broker):
    with broker.raw() as raw:
        raw.open(heartbeat=2)
        started = time.monotonic()

        received = raw.receive()

    assert (received.type, received.channel, received.payload) == (HEARTBEAT, 0, b'')
    assert time.monotonic() - started < 2


@behaviour('B047')
def test_any_octets_count_as_life(broker):
    with broker.raw() as raw:
        raw.open(channels=[1], heartbeat=1)
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            raw.send_method(1, spec.Basic.Qos())
            while raw.receive().type == HEARTBEAT:
                pass
            time.sleep(0.3)

        raw.call(1, spec.Channel.Close(200, '', 0, 0))


@behaviour('B045', 'B046', 'B047')
def test_an_idle_pika_client_lives_on_heartbeats(broker, queue):
    connection = broker.connect(heartbeat=1)
    deadline = time.monotonic() + 4
    while time.monotonic() < deadline:
        connection.process_data_events(0.2)

    assert connection.channel().queue_declare(queue, passive=True).method.queue == queue
    connection.close()


@behaviour('B045')
def test_heartbeat_zero_turns_them_off(broker):
    with broker.raw(timeout=3) as raw:
        raw.open(heartbeat=0, channels=[1])

        with pytest.raises(TimeoutError):
            raw.receive()


@behaviour('B096')
def test_a_client_that_does_not_answer_a_close_is_cut_off(broker):
    with broker.raw(timeout=10) as raw:
        raw.open(heartbeat=1, channels=[1])
        raw.send_method(1, spec.Channel.Open())
        until(lambda: isinstance(raw.receive().method, spec.Connection.Close))

        assert raw.ended()
