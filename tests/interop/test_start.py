"""A start that cannot succeed: exit code 2, one line that names what is wrong, nothing touched."""
import os
import pathlib
import socket
import sqlite3
import subprocess

import pytest

from conftest import BINARY, until

pytestmark = pytest.mark.own_process
ANY_PORT = '127.0.0.1:0'


@pytest.fixture
def refused(tmp_path):
    """refused(*arguments): runs leveret, which must end with 2 and one line; returns that line."""
    def run(*arguments):
        before = snapshot(tmp_path)
        ended = subprocess.run([str(BINARY), *map(str, arguments)], capture_output=True, text=True,
                               timeout=20, cwd=tmp_path, stdin=subprocess.DEVNULL)
        assert ended.returncode == 2, (ended.returncode, ended.stderr)
        lines = ended.stderr.splitlines()
        assert len(lines) == 1, ended.stderr
        assert ended.stdout == ''
        assert snapshot(tmp_path) == before, 'something was touched'
        return lines[0]
    return run


def snapshot(folder):
    """Every file below, with its content and the time it was changed."""
    return sorted((str(path), path.is_dir(), path.stat().st_mtime_ns,
                   None if path.is_dir() else path.read_bytes())
                  for path in pathlib.Path(folder).rglob('*'))


@pytest.fixture
def busy():
    """An address somebody else listens on."""
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        listener.listen()
        yield '127.0.0.1:{}'.format(listener.getsockname()[1])


COMMANDS = {
    'serve': ('--amqp', ANY_PORT, '--admin', ANY_PORT, '--main', ANY_PORT),
    'broker': ('--amqp', ANY_PORT),
    'admin': ('--listen', ANY_PORT, '--broker', 'amqp://guest:guest@127.0.0.1:1/'),
    'main': ('--listen', ANY_PORT, '--broker', 'amqp://guest:guest@127.0.0.1:1/',
             '--admin-url', 'http://127.0.0.1:1'),
}
PER_COMMAND = pytest.mark.parametrize('command', COMMANDS)


@pytest.mark.parametrize('command, option', [('serve', '--amqp'), ('serve', '--admin'),
                                             ('serve', '--main'), ('broker', '--amqp'),
                                             ('admin', '--listen'), ('main', '--listen')])
def test_busy_port(refused, tmp_path, busy, command, option):
    arguments = list(COMMANDS[command])
    arguments[arguments.index(option) + 1] = busy

    line = refused(command, *arguments, '--data', tmp_path / 'data')

    assert option in line and busy in line


@PER_COMMAND
def test_data_folder_below_a_file(refused, tmp_path, command):
    (tmp_path / 'file').write_text('not a folder')
    folder = tmp_path / 'file' / 'data'

    line = refused(command, *COMMANDS[command], '--data', folder)

    assert '--data' in line and str(folder) in line


@PER_COMMAND
def test_data_folder_is_a_file(refused, tmp_path, command):
    (tmp_path / 'file').write_text('not a folder')

    line = refused(command, *COMMANDS[command], '--data', tmp_path / 'file')

    assert '--data' in line and str(tmp_path / 'file') in line


@PER_COMMAND
def test_data_folder_nobody_can_make(refused, command):
    line = refused(command, *COMMANDS[command], '--data', '/proc/leveret')

    assert '--data' in line and '/proc/leveret' in line


@pytest.mark.parametrize('content', [b'this is no database', b'SQLite format 3\0 and then nonsense',
                                     b'\0' * 8192], ids=['text', 'header-only', 'zeros'])
@pytest.mark.parametrize('command, file', [('serve', 'leveret.db'), ('broker', 'leveret.db'),
                                           ('admin', 'admin.db'), ('main', 'main.db')])
def test_no_database(refused, tmp_path, command, file, content):
    data = tmp_path / 'data'
    data.mkdir()
    (data / file).write_bytes(content)

    line = refused(command, *COMMANDS[command], '--data', data)

    assert '--data' in line and str(data) in line and file in line


@pytest.mark.parametrize('command, file', [('serve', 'leveret.db'), ('broker', 'leveret.db'),
                                           ('admin', 'admin.db'), ('main', 'main.db')])
def test_a_database_of_somebody_else(refused, tmp_path, command, file):
    data = tmp_path / 'data'
    data.mkdir()
    database = sqlite3.connect(data / file)
    database.executescript("pragma application_id = 12345; create table theirs (x);"
                           "insert into theirs values ('precious')")
    database.close()

    line = refused(command, *COMMANDS[command], '--data', data)

    assert '--data' in line and file in line


@pytest.mark.parametrize('command', ['broker', 'serve'])
def test_a_second_broker_on_the_same_data(leveret, tmp_path, command):
    first = leveret('broker', amqp=ANY_PORT).start()
    data = first.options['data']

    second = subprocess.run([str(BINARY), command, *COMMANDS[command], '--data', data],
                            capture_output=True, text=True, timeout=20, cwd=tmp_path)

    assert second.returncode == 2, second.stderr
    assert len(second.stderr.splitlines()) == 1, second.stderr
    assert '--data' in second.stderr and data in second.stderr
    first.restart()  # it is none the worse for it
    first.stop()


@pytest.mark.parametrize('arguments, named', [
    (['--colour', 'red'], '--colour'),
    (['serve', '--colour=red'], '--colour'),
    (['broker', '--admin', ANY_PORT], '--admin'),
    (['hop'], 'hop'),
    (['broker', 'extra'], 'extra'),
    (['broker', '--data'], '--data'),
    (['broker', '--data', ''], '--data'),
    (['broker', '--log-level', 'loud'], 'loud'),
    (['broker', '--amqp', 'off'], 'off'),
    (['broker', '--amqp', '127.0.0.1'], '127.0.0.1'),
    (['broker', '--amqp', '127.0.0.1:99999'], '127.0.0.1:99999'),
    (['broker', '--amqp', '127.0.0.1:http'], '127.0.0.1:http'),
    (['broker', '--amqp', 'no such host:1'], 'no such host:1'),
    (['serve', '--amqp', 'off', '--admin', 'off', '--main', 'off'], 'off'),
    (['admin', '--users', '-1'], '-1'),
    (['admin', '--users', 'many'], 'many'),
    (['admin', '--broker', 'http://127.0.0.1/'], 'http://127.0.0.1/'),
    (['admin', '--broker', '127.0.0.1:5672'], '127.0.0.1:5672'),
    (['admin', '--broker', 'amqp://127.0.0.1:99999/'], '127.0.0.1:99999'),
    (['main', '--admin-url', 'ftp://127.0.0.1'], 'ftp://127.0.0.1'),
    (['main', '--admin-url', ''], '--admin-url'),
], ids=lambda value: ' '.join(value) if isinstance(value, list) else '')
def test_malformed_arguments(refused, arguments, named):
    assert named in refused(*arguments)


def test_a_wrong_url_does_not_show_its_password(refused):
    line = refused('admin', '--broker', 'amqp://me:secret@127.0.0.1:99999/')

    assert '--broker' in line and 'secret' not in line


def test_a_ready_file_nobody_can_write(refused, tmp_path):
    file = tmp_path / 'no' / 'such' / 'folder' / 'ready.json'

    line = refused('broker', '--amqp', ANY_PORT, '--data', tmp_path / 'data', '--ready-file', file)

    assert '--ready-file' in line and str(file) in line


def test_off_parts_are_not_in_the_ready_file(leveret):
    process = leveret('serve', amqp=ANY_PORT, admin=ANY_PORT, main='off').start()

    assert set(process.ready) == {'amqp', 'admin', 'pid'}
    assert process.ready['pid'] == process.process.pid
    process.stop()


def test_starts_in_memory_and_leaves_nothing(leveret, tmp_path):
    process = leveret('serve', tmp_path / 'here', amqp=ANY_PORT, admin=ANY_PORT, main=ANY_PORT,
                      data=':memory:').start()
    process.stop()

    assert {path.name for path in (tmp_path / 'here').iterdir()} <= {
        'ready-serve.json', 'stderr-serve.txt'}


@pytest.mark.parametrize('signal_name', ['SIGTERM', 'SIGINT'])
def test_both_signals_stop_cleanly(leveret, signal_name):
    import signal
    process = leveret('serve', amqp=ANY_PORT, admin=ANY_PORT, main=ANY_PORT).start()

    os.kill(process.ready['pid'], getattr(signal, signal_name))

    assert until(lambda: process.process.poll() is not None) and process.process.returncode == 0
    process.process = None


@pytest.mark.parametrize('arguments', [['--help'], ['help'], ['help', 'broker'], ['--version']],
                         ids=' '.join)
def test_help_and_version(arguments, tmp_path):
    ended = subprocess.run([str(BINARY), *arguments], capture_output=True, text=True, timeout=20,
                           cwd=tmp_path)

    assert (ended.returncode, ended.stderr) == (0, '')
    assert 'leveret' in ended.stdout.lower()
    assert list(tmp_path.iterdir()) == []
