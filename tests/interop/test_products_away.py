"""The product story while the broker, admin or main is stopped or killed."""
import json
import threading

import pytest

from conftest import until
from products import ANY_PORT, Story, request

pytestmark = pytest.mark.seconds(60)


@pytest.mark.own_process
def test_the_broker_is_killed_in_the_middle(processes):
    processes.start_admin()
    processes.start_main(processes.admin.admin)
    story = processes.story()
    ids = [story.create('before') for _ in range(5)]
    until(lambda: set(ids) <= set(story.shown()))

    processes.broker.kill()
    ids += [story.create('while it is away') for _ in range(5)]
    request('PUT', '{}/api/products/{}'.format(story.admin, ids[0]), {'title': 'U', 'image': 'J'})
    request('DELETE', '{}/api/products/{}'.format(story.admin, ids[1]))
    assert story.like(ids[0])[0] == 200
    assert request('GET', story.admin + '/healthz')[0] == 200
    processes.broker.start()

    story.agree()
    until(lambda: story.likes(ids[0]) == 1)
    assert len(story.shown()) == 9
    last = story.create('after')
    until(lambda: last in story.shown())


@pytest.mark.own_process
def test_the_broker_is_killed_under_load(processes):
    """Three kills while products are made, changed and liked; then all agree, and no like is lost
    or counted twice."""
    processes.start_admin(users=50)
    processes.start_main(processes.admin.admin)
    story = processes.story()
    liked, stop = {}, threading.Event()

    def work():
        while not stop.is_set():
            id = story.create()
            request('PUT', '{}/api/products/{}'.format(story.admin, id),
                    {'title': str(id), 'image': 'x'})
            for old in list(story.shown())[-3:]:
                if story.like(old)[0] == 200:
                    liked[old] = liked.get(old, 0) + 1
    worker = threading.Thread(target=work)
    worker.start()
    for _ in range(3):
        until(lambda before=len(liked): len(liked) > before + 3, what='likes')
        processes.broker.kill()
        processes.broker.start()
    stop.set()
    worker.join()

    story.agree()
    until(lambda: all(story.likes(id) == count for id, count in liked.items()),
          what='every like to be counted once')


@pytest.mark.parametrize('how', ['stop', 'kill'])
def test_likes_sent_while_admin_is_away_are_counted_when_it_returns(processes, users, how):
    processes.start_admin()
    processes.start_main(users.url)
    story = processes.story()
    id = story.create()
    until(lambda: id in story.shown())

    getattr(processes.admin, how)()
    assert [story.like(id)[0] for _ in range(3)] == [200] * 3
    processes.admin.start()

    until(lambda: story.likes(id) == 3)


@pytest.mark.parametrize('how', ['stop', 'kill'])
def test_products_made_while_main_is_away_are_shown_when_it_returns(processes, how):
    processes.start_admin()
    processes.start_main(processes.admin.admin)
    story = processes.story()
    first = story.create()
    until(lambda: first in story.shown())

    getattr(processes.main, how)()
    second = story.create('made while main was away')
    request('DELETE', '{}/api/products/{}'.format(story.admin, first))
    processes.main.start()

    until(lambda: set(story.shown()) == {second})


def test_a_like_without_admin_is_refused_and_not_counted(processes):
    processes.start_admin()
    processes.start_main(processes.admin.admin)
    story = processes.story()
    id = story.create()
    until(lambda: id in story.shown())
    processes.admin.stop()

    status, body = story.like(id)

    assert status == 503 and 'admin' in json.dumps(body)
    processes.admin.start()
    assert story.like(id)[0] == 200
    until(lambda: story.likes(id) == 1)


@pytest.mark.own_process
@pytest.mark.parametrize('how', ['stop', 'kill'])
def test_all_in_one_starts_again_where_it_was(leveret, how):
    process = leveret('serve', amqp=ANY_PORT, admin=ANY_PORT, main=ANY_PORT).start()
    story = Story(process.admin, process.main, process.amqp)
    ids = [story.create(str(n)) for n in range(10)]
    until(lambda: set(ids) <= set(story.shown()))
    liked = [id for id in ids if story.like(id)[0] == 200]
    ids.append(story.create('just before'))

    getattr(process, how)()
    process.start()

    story.agree()
    assert set(story.shown()) == set(ids)
    until(lambda: all(story.likes(id) == 1 for id in liked))
    assert story.likes(ids[-1]) == 0
