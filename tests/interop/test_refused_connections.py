"""Refusals that end a connection: in the handshake, and for frames that are wrong."""
import struct

import pytest
from pika import spec

from raw_amqp import (BODY, HEARTBEAT, METHOD, PROTOCOL_HEADER, frame, header_frame, longstr,
                      method_frame, shortstr)

behaviour = pytest.mark.behaviour


# the handshake

@behaviour('B020', 'B026')
@pytest.mark.parametrize('header', [PROTOCOL_HEADER, b'AMQP\x01\x01\x00\x09'])
def test_start(broker, header):
    with broker.raw() as raw:
        raw.send(header)
        start = raw.receive_method(spec.Connection.Start)

    assert (start.version_major, start.version_minor) == (0, 9)
    assert b'en_US' in start.locales.split()
    assert b'PLAIN' in start.mechanisms.split()
    assert b'AMQPLAIN' in start.mechanisms.split()


@behaviour('B021', 'B022')
@pytest.mark.parametrize('header', [
    b'AMQP\x00\x00\x0a\x00', b'AMQP\x00\x00\x09\x02', b'AMQP\x09\x09\x09\x09',
    b'GET / HTTP/1.1\r\n', b'\x16\x03\x01\x02\x00\x01\x00\x01', b'\x00' * 8], ids=repr)
def test_another_protocol_gets_our_header_and_no_more(broker, header):
    with broker.raw() as raw:
        raw.send(header)

        assert raw.frames.read(8) == PROTOCOL_HEADER
        assert raw.receive() is None


@behaviour('B032')
@pytest.mark.differs('3.10 and 3.13 make a client that spoils the handshake wait 3 s and close the '
                     'socket without a close method; Leveret may say why')
def test_unknown_mechanism(broker):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok(mechanism='SUDO')
        refusal = raw.refusal()

    assert refusal is None or refusal[:3] == (
        'connection', 503, "COMMAND_INVALID - unknown authentication mechanism 'SUDO'")


@behaviour('B035')
@pytest.mark.parametrize('response', ['\0guest\0wrong', '\0nobody\0guest', '\0guest\0'])
def test_failed_login(broker, response):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok(response=response)

        assert raw.refusal() == (
            'connection', 403, 'ACCESS_REFUSED - Login was refused using authentication mechanism '
            'PLAIN. For details see the broker logfile.', (0, 0))


@behaviour('B036')
def test_failed_login_without_the_capability_is_closed_in_silence(broker):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok(response='\0guest\0wrong', capabilities={})

        assert raw.receive() is None


@behaviour('B033')
@pytest.mark.differs('3.10 and 3.13: as for an unknown mechanism, 3 s and no close method')
@pytest.mark.parametrize('response', ['guest', '\0guest'], ids=repr)
def test_malformed_plain_response(broker, response):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok(response=response)
        refusal = raw.refusal()

    assert refusal is None or refusal[:2] == ('connection', 502)


@behaviour('B034')
def test_amqplain(broker):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok(mechanism='AMQPLAIN', response=(
            shortstr('LOGIN') + b'S' + longstr(raw.user.encode())
            + shortstr('PASSWORD') + b'S' + longstr(raw.password.encode())))

        raw.receive_method(spec.Connection.Tune)


@behaviour('B041')
def test_tune(broker):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok()
        tune = raw.receive_method(spec.Connection.Tune)

    assert (tune.channel_max, tune.frame_max, tune.heartbeat) == (2047, 131072, 60)


@behaviour('B042', 'B043')
@pytest.mark.differs('3.10 waits 3 s and closes the socket without a close method')
@pytest.mark.parametrize('tuning, text', [
    ({'frame_max': 200000}, 'frame_max = 200000 is higher than the maximum allowed value (131072)'),
    ({'frame_max': 0}, 'frame_max = 0 is higher than the maximum allowed value (131072)'),
    ({'channel_max': 3000}, 'channel_max = 3000 is higher than the maximum allowed value (2047)'),
    ({'channel_max': 0},
     'channel_max = 0 (no limit) is higher than the maximum allowed value (2047)'),
    ({'frame_max': 4095}, 'frame_max = 4095 is lower than the minimum allowed value (4096)'),
], ids=lambda value: str(value) if isinstance(value, dict) else '')
def test_tuning_out_of_range(broker, tuning, text):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok()
        raw.receive_method(spec.Connection.Tune)
        raw.tune_ok(**tuning)

        assert raw.refusal() == broker.answers(
            ('connection', 530, 'NOT_ALLOWED - negotiated ' + text, (10, 30)), None)


@behaviour('B043')
def test_the_smallest_frame_max(broker):
    with broker.raw() as raw:
        raw.open(frame_max=4096)


@behaviour('B050')
@pytest.mark.parametrize('vhost', ['nowhere', 'a/b', ''])
def test_unknown_vhost(broker, vhost):
    with broker.raw() as raw:
        raw.start()
        raw.start_ok()
        raw.receive_method(spec.Connection.Tune)
        raw.tune_ok()
        raw.send_method(0, spec.Connection.Open(virtual_host=vhost))

        assert raw.refusal() == (
            'connection', 530, 'NOT_ALLOWED - vhost {} not found'.format(vhost), (10, 40))


@behaviour('B057')
def test_start_ok_again(raw):
    raw.start_ok()

    refusal = raw.refusal()

    assert refusal == ('connection', 504, 'CHANNEL_ERROR - unexpected method in connection state '
                       'running', (10, 11))


@behaviour('B056')
def test_update_secret(raw):
    raw.send(frame(METHOD, 0, struct.pack('>HH', 10, 70) + longstr(b'guest') + shortstr('why not')))

    assert raw.receive().payload == struct.pack('>HH', 10, 71)


# frames

@behaviour('B059')
def test_bad_frame_end(raw):
    raw.send(frame(METHOD, 1, struct.pack('>HH', 60, 10), end=0))

    refusal = raw.refusal()

    assert refusal[:2] == ('connection', 501)
    assert refusal.text.endswith(': {invalid_frame_end_marker,0}')
    assert refusal.method == (0, 0)


@behaviour('B060')
def test_frame_over_frame_max(broker):
    with broker.raw() as raw:
        raw.open(channels=[1], frame_max=4096)
        raw.send(method_frame(1, spec.Basic.Publish(routing_key='nowhere')) + header_frame(1, 4097))
        raw.send(frame(BODY, 1, b'x' * 4097))

        refusal = raw.refusal()

    assert refusal[:2] == ('connection', 501)
    assert refusal.text.startswith('FRAME_ERROR - ')
    assert refusal.text.endswith('{frame_too_large,4097,4088}')


@behaviour('B062')
def test_heartbeat_on_a_channel(raw):
    raw.send(frame(HEARTBEAT, 1, b''))

    assert raw.refusal()[:2] == ('connection', 505)


@behaviour('B063')
def test_unknown_frame_type(raw):
    raw.send(frame(99, 1, b''))

    assert raw.refusal()[:2] == ('connection', 501)


PUBLISH = method_frame(1, spec.Basic.Publish(routing_key='q-nowhere'))


@pytest.mark.parametrize('octets, code, text, blamed', [
    pytest.param(header_frame(1, 1), 505,
                 'UNEXPECTED_FRAME - expected method frame, got non method frame instead', (0, 0),
                 marks=behaviour('B064'), id='header-without-method'),
    pytest.param(frame(BODY, 1, b'x'), 505,
                 'UNEXPECTED_FRAME - expected method frame, got non method frame instead', (0, 0),
                 marks=behaviour('B064'), id='body-without-method'),
    pytest.param(PUBLISH + PUBLISH, 505,
                 'UNEXPECTED_FRAME - expected content header for class 60, got non content header '
                 'frame instead', (60, 40), marks=behaviour('B065'), id='method-for-header'),
    pytest.param(PUBLISH + header_frame(1, 1, class_id=3106), 505,
                 'UNEXPECTED_FRAME - expected content header for class 60, got one for class 3106 '
                 'instead', (60, 40), marks=behaviour('B066'), id='header-of-another-class'),
    pytest.param(PUBLISH + header_frame(1, 5) + frame(BODY, 1, b'xx') + PUBLISH, 505,
                 'UNEXPECTED_FRAME - expected content body, got non content body frame instead',
                 (60, 40), marks=behaviour('B067'), id='method-for-body'),
])
def test_content_out_of_order(raw, octets, code, text, blamed):
    raw.send(octets)

    assert raw.refusal() == ('connection', code, text, blamed)


@pytest.mark.differs('3.10 and 3.13 have neither check: they go on reading the body')
@pytest.mark.parametrize('octets, text', [
    pytest.param(header_frame(1, 1) + frame(BODY, 1, b'xx'),
                 'FRAME_ERROR - content body frame exceeds remaining content size',
                 marks=behaviour('B068'), id='too-much-body'),
    pytest.param(header_frame(1, 2 ** 29 + 1),
                 'FRAME_ERROR - content body size 536870913 exceeds maximum allowed size 536870912',
                 marks=behaviour('B069'), id='over-512-mib'),
])
def test_too_much_content(broker, raw, octets, text):
    if not broker.answers(True, False, since=(4, 2)):
        pytest.skip('only later versions check')
    raw.send(PUBLISH + octets)

    assert raw.refusal()[:3] == ('connection', 501, text)


@behaviour('B072')
def test_content_on_channel_0(raw):
    raw.send(header_frame(0, 1))

    assert raw.refusal()[:2] == ('connection', 505)


@behaviour('B071')
def test_weight(raw):
    raw.send(PUBLISH + header_frame(1, 1, weight=1))

    assert raw.refusal()[:2] == ('connection', 505)


@behaviour('B073')
@pytest.mark.parametrize('payload, text', [
    (struct.pack('>HH', 50, 10), 'FRAME_ERROR - cannot decode <<>>'),
    (struct.pack('>HH', 60, 10) + b'\0' * 3, 'FRAME_ERROR - cannot decode <<0,0,0>>'),
    (struct.pack('>HH', 50, 10) + b'\0\0\xffshort', 'FRAME_ERROR - cannot decode '
     '<<0,0,255,115,104,111,114,116>>'),
    (b'\0', 'FRAME_ERROR - type 1, all octets = <<0>>: unknown_frame'),
], ids=['no-fields', 'too-few-fields', 'string-cut-short', 'no-method-id'])
def test_undecodable_method(raw, payload, text):
    raw.send(frame(METHOD, 1, payload))

    refusal = raw.refusal()

    # The text after the name is Erlang's way to print octets: clients cannot rely on it.
    assert refusal[:2] == ('connection', 501)
    assert refusal.text == text or refusal.text.startswith('FRAME_ERROR - ')


@behaviour('B073')
@pytest.mark.parametrize('properties', [
    struct.pack('>H', 0x8000) + b'\xffshort', struct.pack('>H', 0x2000) + longstr(b'\1aZ'),
    struct.pack('>H', 0x2000) + b'\xff\xff\xff\xff'], ids=['string', 'field type', 'table length'])
def test_undecodable_properties(raw, properties):
    """RabbitMQ: 541 INTERNAL_ERROR. Any refusal will do, as long as nothing is stored."""
    raw.send(PUBLISH + header_frame(1, 0, properties))

    refusal = raw.refusal()

    assert refusal.scope == 'connection' and refusal.code in (501, 502, 541)


@behaviour('B073')
@pytest.mark.differs('3.10 and 3.13 close the socket without a close method')
@pytest.mark.parametrize('class_id, method_id', [(60, 999), (7777, 10), (10, 99), (20, 99)])
def test_unknown_method(broker, raw, class_id, method_id):
    raw.send(frame(METHOD, 1, struct.pack('>HH', class_id, method_id)))

    refusal = raw.refusal()

    assert refusal is None or (refusal.scope, refusal.code in (501, 502, 503, 540)) == (
        'connection', True)


@behaviour('B097')
def test_a_connection_being_closed_takes_a_crossing_close(raw):
    raw.send_method(1, spec.Channel.Open())
    while not isinstance(raw.receive_method(), spec.Connection.Close):
        pass
    raw.send_method(1, spec.Basic.Qos())
    raw.send_method(0, spec.Connection.Close(200, 'bye', 0, 0))

    raw.receive_method(spec.Connection.CloseOk)
