"""Product events on the queues: as sent, poisoned, sent twice, and with Python at the other end."""
import json
import pathlib
import subprocess
import sys

import pika
import pytest

from conftest import free_port, until
from products import Story, request

HERE = pathlib.Path(__file__).parent

pytestmark = pytest.mark.seconds(60)


class Tap:
    """Takes what a service publishes to a queue."""

    def __init__(self, url, queue):
        self.connection = pika.BlockingConnection(pika.URLParameters(url))
        self.channel = self.connection.channel()
        self.queue = queue

    def take(self, count):
        got = []

        def poll():
            method, properties, body = self.channel.basic_get(self.queue, auto_ack=True)
            if method:
                got.append((properties, body))
            return len(got) == count
        until(poll, what='{} messages in {}'.format(count, self.queue))
        return got


def test_what_admin_publishes(processes):
    """Main does not run: the events wait in its queue."""
    admin = processes.start_admin().admin
    story = Story(admin, None, processes.broker_url)
    id = story.create('T', 'I')
    request('PUT', '{}/api/products/{}'.format(admin, id), {'title': 'U', 'image': 'J'})
    request('DELETE', '{}/api/products/{}'.format(admin, id))

    events = Tap(processes.broker_url, 'main').take(3)

    assert [(properties.content_type, json.loads(body)) for properties, body in events] == [
        ('product_created', {'id': id, 'title': 'T', 'image': 'I', 'likes': 0}),
        ('product_updated', {'id': id, 'title': 'U', 'image': 'J', 'likes': 0}),
        ('product_deleted', str(id))]
    assert all(properties.delivery_mode == 2 for properties, _ in events)
    ids = [properties.message_id for properties, _ in events]
    assert all(ids) and len(set(ids)) == 3


def test_what_main_publishes(processes, users):
    main = processes.start_main(users.url).main
    story = Story(None, main, processes.broker_url)
    story.publish('main', json.dumps({'id': 5, 'title': 'T', 'image': 'I', 'likes': 0}),
                  content_type='product_created')
    until(lambda: 5 in story.shown())
    assert story.like(5)[0] == 200

    (properties, body), = Tap(processes.broker_url, 'admin').take(1)

    assert (properties.content_type, json.loads(body)) == ('product_liked', 5)
    assert properties.delivery_mode == 2 and properties.message_id


def test_events_need_no_more_than_the_tutorial_sends(story):
    """No message id, no delivery mode; ids as numbers or as strings."""
    story.publish('main', json.dumps({'id': 900001, 'title': 'T', 'image': 'I', 'likes': 3}),
                  content_type='product_created')
    until(lambda: 900001 in story.shown())
    story.publish('main', '"900001"', content_type='product_deleted')
    until(lambda: 900001 not in story.shown())
    id = story.create()
    story.publish('admin', str(id), content_type='product_liked')
    story.publish('admin', json.dumps(str(id)), content_type='product_liked')
    until(lambda: story.likes(id) == 2)


POISON = [
    (dict(content_type='product_created'), b'no JSON'),
    (dict(content_type='product_created'), b''),
    (dict(content_type='product_created'), b'{"id": 1}'),
    (dict(content_type='product_created'), b'{"id": "x", "title": 3, "image": null}'),
    (dict(content_type='product_deleted'), b'{}'),
    (dict(content_type='product_sold'), b'1'),
    (dict(), b'1'),
    (dict(content_type='product_updated'), b'\xff\xfe\x00'),
]


@pytest.mark.parametrize('queue', ['main', 'admin'])
def test_poison_goes_to_the_dead_and_blocks_nothing(story, queue):
    id = story.create()
    until(lambda: id in story.shown())
    for properties, body in POISON:
        story.publish(queue, body, **properties)
    if queue == 'main':
        story.publish('main', '"{}"'.format(id), content_type='product_deleted')
        until(lambda: id not in story.shown(), what='the message behind the poison')
    else:
        story.publish('admin', str(id), content_type='product_liked')
        until(lambda: story.likes(id) == 1, what='the message behind the poison')

    dead = Tap(story.broker, queue + '.dead').take(len(POISON))

    assert [body for _, body in dead] == [body for _, body in POISON]
    assert [properties.content_type or None for properties, _ in dead] == [
        properties.get('content_type') for properties, _ in POISON]
    for properties, _ in dead:
        reasons = [value for key, value in properties.headers.items() if 'reason' in key]
        assert reasons and all(reasons), properties.headers


def test_a_message_delivered_twice_counts_once(story):
    id = story.create()
    for message_id in ('twice-1', 'twice-1', 'twice-2', 'twice-1'):
        story.publish('admin', str(id), content_type='product_liked', message_id=message_id)
    story.publish('admin', str(id), content_type='product_liked', message_id='the last')

    until(lambda: story.likes(id) >= 3)
    assert story.likes(id) == 3


def test_a_product_created_twice_is_one(story):
    event = json.dumps({'id': 900002, 'title': 'first', 'image': 'I', 'likes': 0})
    story.publish('main', event, content_type='product_created', message_id='one')
    story.publish('main', event.replace('first', 'second'), content_type='product_updated',
                  message_id='two')
    story.publish('main', event, content_type='product_created', message_id='one')
    id = story.create()
    until(lambda: id in story.shown())

    assert story.shown()[900002]['title'] == 'second'


# Python on the other side

class Counterpart:
    def __init__(self, folder, script, *arguments):
        self.output = folder / (script + '.txt')
        with open(self.output, 'wb') as output:
            self.process = subprocess.Popen([sys.executable, str(HERE / script), *arguments],
                                            stdout=output, stderr=output)
        until(lambda: 'started' in self.lines, what='{}: {}'.format(script, self.output))

    @property
    def lines(self):
        return self.output.read_text().splitlines()

    def stop(self):
        self.process.kill()
        self.process.wait()


@pytest.mark.parametrize('first', ['the script', 'leveret'])
def test_a_main_in_python(processes, tmp_path, first):
    """The script declares its queue transient. Started first, the queue is used as it is; started
    second, it is refused (406) unless leveret declared the queue so: --transient-queues."""
    script = None
    if first == 'the script':
        script = Counterpart(tmp_path, 'counterpart_main.py', processes.broker_url)
        processes.start_admin()
    else:
        processes.start_admin(transient_queues=True)
        script = Counterpart(tmp_path, 'counterpart_main.py', processes.broker_url)
    try:
        story = Story(processes.admin.admin, None, processes.broker_url)
        id = story.create('T', 'I')
        until(lambda: story.likes(id) == 1, what="the script's like")
        request('PUT', '{}/api/products/{}'.format(story.admin, id), {'title': 'U', 'image': 'J'})
        request('DELETE', '{}/api/products/{}'.format(story.admin, id))
        until(lambda: len(script.lines) == 4, what='three events: {}'.format(script.lines))

        events = [json.loads(line) for line in script.lines[1:]]
        assert [event for event, _, _ in events] == [
            'product_created', 'product_updated', 'product_deleted']
        assert events[1][2] == {str(id): {'id': id, 'title': 'U', 'image': 'J'}}
        assert events[2][1:] == [str(id), {}]
    finally:
        script.stop()


@pytest.mark.parametrize('first', ['the script', 'leveret'])
def test_an_admin_in_python(processes, tmp_path, first):
    port = free_port()
    admin_url = 'http://127.0.0.1:{}'.format(port)
    if first == 'leveret':
        main = processes.start_main(admin_url, transient_queues=True)
    else:  # somebody declared main's queue too, or the script's first event would be lost
        with pika.BlockingConnection(pika.URLParameters(processes.broker_url)) as connection:
            connection.channel().queue_declare(queue='main')
    script = Counterpart(tmp_path, 'counterpart_admin.py', processes.broker_url, str(port))
    try:
        if first == 'the script':
            main = processes.start_main(admin_url)
        story = Story(None, main.main, processes.broker_url)
        until(lambda: story.shown() == {1: {'id': 1, 'title': 'from Python', 'image': 'p.png'}})

        assert story.like(1)[0] == 200
        assert story.like(1)[0] == 200  # another user

        until(lambda: script.lines.count('product_liked 1') == 2, what=str(script.output))
    finally:
        script.stop()


def test_queues_that_are_there_are_used_as_they_are(processes):
    """Transient, or durable with arguments: started without a flag, both services work."""
    with pika.BlockingConnection(pika.URLParameters(processes.broker_url)) as connection:
        channel = connection.channel()
        channel.queue_declare(queue='main')
        channel.queue_declare(queue='admin', durable=True, arguments={'x-max-length': 100000})
    processes.start_admin()
    processes.start_main(processes.admin.admin)
    story = processes.story()

    id = story.create()
    until(lambda: id in story.shown())
    assert story.like(id)[0] == 200
    until(lambda: story.likes(id) == 1)
