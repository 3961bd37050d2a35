"""AMQP 0-9-1 by hand: a socket, frames, and nothing done behind the test's back.

Methods and content headers are encoded with pika.spec; everything else (frames, the handshake, what
is read when) is here, so that a test can say things no client library would say.
"""
import collections
import contextlib
import socket
import struct
from urllib.parse import unquote, urlsplit

from pika import spec

METHOD, HEADER, BODY, HEARTBEAT = 1, 2, 3, 8
FRAME_END = 0xCE
PROTOCOL_HEADER = b'AMQP\x00\x00\x09\x01'
CAPABILITIES = {'authentication_failure_close': True, 'basic.nack': True,
                'connection.blocked': True, 'consumer_cancel_notify': True,
                'publisher_confirms': True}

Refusal = collections.namedtuple('Refusal', 'scope code text method')


class Frame(collections.namedtuple('Frame', 'type channel payload')):
    @property
    def method(self):
        """The method in a method frame, as an object of pika.spec; None in other frames."""
        if self.type != METHOD:
            return None
        method = spec.methods[struct.unpack('>I', self.payload[:4])[0]]()
        method.decode(self.payload, 4)
        return method


def frame(type, channel, payload, end=FRAME_END):
    return struct.pack('>BHI', type, channel, len(payload)) + payload + bytes([end])


def method_frame(channel, method):
    octets = b''.join(method.encode())
    return frame(METHOD, channel, struct.pack('>I', method.INDEX) + octets)


def header_frame(channel, body_octets, properties=b'\x00\x00', class_id=60, weight=0):
    """A content header; `properties` is the flags and the values as octets."""
    return frame(HEADER, channel,
                 struct.pack('>HHQ', class_id, weight, body_octets) + properties)


def content_frames(channel, method, body=b'', properties=b'\x00\x00', frame_max=131072):
    octets = method_frame(channel, method) + header_frame(channel, len(body), properties)
    step = frame_max - 8
    for start in range(0, len(body), step):
        octets += frame(BODY, channel, body[start:start + step])
    return octets


def shortstr(text):
    octets = text if isinstance(text, bytes) else text.encode()
    return bytes([len(octets)]) + octets


def longstr(octets):
    return struct.pack('>I', len(octets)) + octets


class Raw:
    """One connection. `open()` makes the whole handshake; its parts can be had one by one."""

    def __init__(self, url, timeout=10):
        parts = urlsplit(url)
        self.user = unquote(parts.username or 'guest')
        self.password = unquote(parts.password or 'guest')
        self.socket = socket.create_connection((parts.hostname, parts.port), timeout)
        self.frames = self.socket.makefile('rb')

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.vanish()

    def vanish(self):
        """Drops the TCP connection without a word."""
        self.frames.close()
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def send_method(self, channel, method):
        self.send(method_frame(channel, method))

    def receive(self):
        """The next frame, or None when the broker has closed the socket."""
        try:
            start = self.frames.read(7)
            if len(start) < 7:
                return None
            type, channel, size = struct.unpack('>BHI', start)
            payload = self.frames.read(size)
            end = self.frames.read(1)
        except ConnectionError:
            return None
        assert end == bytes([FRAME_END]), end
        return Frame(type, channel, payload)

    def receive_method(self, *kinds):
        """The next method, heartbeats skipped; it must be one of `kinds` if any are given."""
        while True:
            received = self.receive()
            assert received is not None, 'the broker closed the socket'
            if received.type == HEARTBEAT:
                continue
            assert received.method is not None, received
            assert not kinds or isinstance(received.method, kinds), received.method
            return received.method

    def call(self, channel, method, *kinds):
        """Sends a method and returns its reply."""
        self.send_method(channel, method)
        return self.receive_method(*kinds)

    def receive_content(self):
        """(method, payload of the content header, body) of a deliver, get-ok or return."""
        method = self.receive_method()
        header = self.receive()
        assert header.type == HEADER, header
        size = struct.unpack('>Q', header.payload[4:12])[0]
        body = bytearray()
        while len(body) < size:
            part = self.receive()
            assert part.type == BODY, part
            body += part.payload
        return method, header.payload, bytes(body)

    def refusal(self):
        """Reads up to the broker's channel.close or connection.close and answers with close-ok.
        None if the broker closes the socket without either."""
        while True:
            received = self.receive()
            if received is None:
                return None
            method = received.method
            if isinstance(method, spec.Channel.Close):
                scope, answer = 'channel', spec.Channel.CloseOk()
            elif isinstance(method, spec.Connection.Close):
                scope, answer = 'connection', spec.Connection.CloseOk()
            else:
                continue
            with contextlib.suppress(ConnectionError):  # the broker may not have waited for it
                self.send_method(received.channel, answer)
            return Refusal(scope, method.reply_code, method.reply_text,
                           (method.class_id, method.method_id))

    def ended(self):
        """True when the broker closes the socket, whatever it sends before."""
        while self.receive() is not None:
            pass
        return True

    # The handshake, step by step.

    def start(self):
        self.send(PROTOCOL_HEADER)
        return self.receive_method(spec.Connection.Start)

    def start_ok(self, mechanism='PLAIN', response=None, capabilities=CAPABILITIES):
        if response is None:
            response = '\0{}\0{}'.format(self.user, self.password)
        self.send_method(0, spec.Connection.StartOk(
            client_properties={'product': 'raw', 'capabilities': capabilities},
            mechanism=mechanism, response=response, locale='en_US'))

    def tune_ok(self, channel_max=2047, frame_max=131072, heartbeat=0):
        self.send_method(0, spec.Connection.TuneOk(channel_max=channel_max, frame_max=frame_max,
                                                   heartbeat=heartbeat))

    def open(self, vhost='/', channels=(), capabilities=CAPABILITIES, **tuning):
        """The whole handshake, and the channels named."""
        self.start()
        self.start_ok(capabilities=capabilities)
        self.receive_method(spec.Connection.Tune)
        self.tune_ok(**tuning)
        self.call(0, spec.Connection.Open(virtual_host=vhost), spec.Connection.OpenOk)
        for channel in channels:
            self.call(channel, spec.Channel.Open(), spec.Channel.OpenOk)
        return self
