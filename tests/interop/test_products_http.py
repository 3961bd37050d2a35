"""What the two HTTP interfaces refuse, and what they must take."""
import http.client
import json
from urllib.parse import urlsplit

import pytest

from conftest import until
from products import request

pytestmark = pytest.mark.seconds(60)


GOOD = {'title': 'T', 'image': 'I'}


@pytest.mark.parametrize('body, named', [
    (b'{"title": "T", "image"', ''),
    (b'', ''),
    (b'\xff\xfe', ''),
    ([], ''),
    ('text', ''),
    ({'image': 'I'}, 'title'),
    ({'title': 'T'}, 'image'),
    ({}, 'title'),
    ({}, 'image'),
    ({'title': 'x' * 201, 'image': 'I'}, 'title'),
    ({'title': 'T', 'image': 'x' * 201}, 'image'),
    ({'title': 7, 'image': 'I'}, 'title'),
    ({'title': None, 'image': 'I'}, 'title'),
    ({'title': 'T', 'image': ['I']}, 'image'),
    ({'title': '', 'image': 'I'}, 'title'),
], ids=lambda value: str(value)[:30])
@pytest.mark.parametrize('method', ['POST', 'PUT'])
def test_bad_products(story, method, body, named):
    id = story.create('stays')
    url = story.admin + '/api/products' + ('/{}'.format(id) if method == 'PUT' else '')
    before = request('GET', story.admin + '/api/products')

    status, answer = request(method, url, body)

    assert status == 400
    assert named in json.dumps(answer) and answer
    assert request('GET', story.admin + '/api/products') == before


@pytest.mark.parametrize('text', ['x' * 200, 'é' * 200, '漢' * 200, '🐇' * 200,
                                  '"quoted" \\ \n', "'); drop table products; --"])
def test_texts_of_up_to_200_characters(story, text):
    id = story.create(text, text)

    until(lambda: story.shown().get(id) == {'id': id, 'title': text, 'image': text})


@pytest.mark.parametrize('method, path', [
    ('GET', '/api/products/999999'), ('PUT', '/api/products/999999'),
    ('DELETE', '/api/products/999999'), ('GET', '/api/products/x'), ('GET', '/api/products/-1'),
    ('GET', '/api/products/99999999999999999999'), ('GET', '/nowhere'), ('GET', '/api'),
    ('POST', '/api/products/1/like')])
def test_not_found_on_admin(story, method, path):
    status, body = request(method, story.admin + path, GOOD if method == 'PUT' else None)

    assert status == 404 and body


@pytest.mark.parametrize('method, path', [
    ('POST', '/api/products/999999/like'), ('POST', '/api/products/x/like'), ('GET', '/nowhere'),
    ('GET', '/api/user')])
def test_not_found_on_main(story, method, path):
    status, body = request(method, story.main + path)

    assert status == 404 and body


@pytest.mark.parametrize('part, method, path', [
    ('admin', 'DELETE', '/api/products'), ('admin', 'PUT', '/api/products'),
    ('admin', 'POST', '/api/products/1'), ('admin', 'PATCH', '/api/products/1'),
    ('admin', 'POST', '/api/user'), ('admin', 'POST', '/healthz'),
    ('main', 'POST', '/api/products'), ('main', 'GET', '/api/products/1/like'),
    ('main', 'DELETE', '/healthz')])
def test_wrong_method(story, part, method, path):
    status, body = request(method, getattr(story, part) + path)

    assert status == 405 and method in json.dumps(body)


@pytest.mark.parametrize('part, path', [('admin', '/api/products'),
                                        ('main', '/api/products/1/like')])
def test_body_over_1_mib(story, part, path):
    """Announced only: the refusal must not wait for the body."""
    parts = urlsplit(getattr(story, part))
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    connection.putrequest('POST', path)
    connection.putheader('Content-Type', 'application/json')
    connection.putheader('Content-Length', str(1024 * 1024 + 1))
    connection.endheaders()

    answer = connection.getresponse()

    assert answer.status == 413
    assert json.loads(answer.read())
    connection.close()


def test_body_of_1_mib_is_read(story):
    body = json.dumps({**GOOD, 'padding': ''})
    body = body.replace('""', '"' + ' ' * (1024 * 1024 - len(body)) + '"').encode()
    assert len(body) == 1024 * 1024

    assert request('POST', story.admin + '/api/products', body)[0] == 201


def test_several_requests_on_one_connection(story):
    parts = urlsplit(story.admin)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=10)
    for _ in range(3):
        connection.request('GET', '/api/products')
        assert connection.getresponse().read()
        connection.request('GET', '/nowhere')
        answer = connection.getresponse()
        assert answer.status == 404 and answer.read()
    connection.close()
