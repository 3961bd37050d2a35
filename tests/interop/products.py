"""Admin, main and a broker in one process or in three, and what the product tests do with them."""
import http.client
import http.server
import itertools
import json
import threading
from urllib.parse import urlsplit

import pika
import pytest

from conftest import OTHER_BROKER, Broker, Leveret, until

QUEUES = ('admin', 'main', 'admin.dead', 'main.dead')
ANY_PORT = '127.0.0.1:0'


def request(method, url, body=None, **headers):
    """(status, the JSON answered or None). `body` is sent as JSON, or as it is if it is bytes."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    octets = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    try:
        connection.request(method, parts.path, octets,
                           {'Content-Type': 'application/json', **headers})
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None
    finally:
        connection.close()


class Story:
    """Admin and main, wherever they run."""

    def __init__(self, admin, main, broker):
        self.admin, self.main, self.broker = admin, main, broker

    def create(self, title='Title', image='image.png'):
        status, product = request('POST', self.admin + '/api/products',
                                  {'title': title, 'image': image})
        assert status == 201, product
        return product['id']

    def like(self, id):
        return request('POST', '{}/api/products/{}/like'.format(self.main, id))

    def shown(self):
        """What main shows: {id: product}."""
        status, products = request('GET', self.main + '/api/products')
        assert status == 200
        return {product['id']: product for product in products}

    def likes(self, id):
        status, product = request('GET', '{}/api/products/{}'.format(self.admin, id))
        assert status == 200
        return product['likes']

    def agree(self, seconds=20):
        """Until main's copy is what admin has."""
        def same():
            _, products = request('GET', self.admin + '/api/products')
            return self.shown() == {product['id']: {key: product[key]
                                                    for key in ('id', 'title', 'image')}
                                    for product in products}
        until(same, seconds, 'admin and main to agree')

    def publish(self, queue, body, **properties):
        with pika.BlockingConnection(pika.URLParameters(self.broker)) as connection:
            channel = connection.channel()
            channel.confirm_delivery()
            channel.basic_publish('', queue, body, pika.BasicProperties(**properties),
                                  mandatory=True)

    def take(self, queue):
        """(properties, body) of the next message of a queue."""
        with pika.BlockingConnection(pika.URLParameters(self.broker)) as connection:
            channel = connection.channel()
            _, properties, body = until(lambda: (lambda got: got[0] and got)(
                channel.basic_get(queue, auto_ack=True)), what='a message in ' + queue)
            return properties, body


class Users:
    """A stand-in for admin's GET /api/user, with users 1, 2, 3 ... in turn."""

    def __init__(self):
        numbers = itertools.count(1)

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = json.dumps({'id': next(numbers)}).encode()
                self.send_response(200)
                self.send_header('Content-Type', 'application/json')
                self.send_header('Content-Length', str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.url = 'http://127.0.0.1:{}'.format(self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def users():
    users = Users()
    yield users
    users.server.shutdown()
    users.server.server_close()


class Processes:
    """Starts broker, admin and main as processes of their own; the broker may be another one."""

    def __init__(self, leveret, broker_url=None):
        self.leveret = leveret
        self.broker = None
        if broker_url is None:
            self.broker = leveret('broker', amqp=ANY_PORT).start()
            broker_url = self.broker.amqp
        self.broker_url = broker_url

    def start_admin(self, **options):
        self.admin = self.leveret('admin', broker_url=self.broker_url, listen=ANY_PORT,
                                  **options).start()
        return self.admin

    def start_main(self, admin_url, **options):
        self.main = self.leveret('main', broker_url=self.broker_url, listen=ANY_PORT,
                                 admin_url=admin_url, **options).start()
        return self.main

    def story(self):
        return Story(self.admin.admin, self.main.main, self.broker_url)


@pytest.fixture
def processes(leveret):
    if OTHER_BROKER:
        Broker(OTHER_BROKER).delete_queues(*QUEUES)
    yield Processes(leveret, OTHER_BROKER)
    if OTHER_BROKER:
        Broker(OTHER_BROKER).delete_queues(*QUEUES)


@pytest.fixture(scope='session')
def story(tmp_path_factory):
    """All in one process, shared by the tests that only look at their own products."""
    if OTHER_BROKER:
        pytest.skip('LEVERET_TEST_URL names another broker')
    process = Leveret('serve', tmp_path_factory.mktemp('serve'), amqp=ANY_PORT, admin=ANY_PORT,
                      main=ANY_PORT).start()
    yield Story(process.admin, process.main, process.amqp)
    process.stop()


@pytest.fixture(params=['one process', 'three processes'])
def any_story(request):
    """The story in both shapes."""
    if request.param == 'one process':
        return request.getfixturevalue('story')
    processes = request.getfixturevalue('processes')
    processes.start_admin()
    processes.start_main(processes.admin.admin)
    return processes.story()
