"""An admin service in Python, as the tutorial has it: makes a product, gives users, prints likes.

Usage: counterpart_admin.py AMQP_URL PORT    GET /api/user on PORT: {"id": 1}, {"id": 2}, ...
"""
import http.server
import itertools
import json
import sys
import threading

import pika

connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
channel = connection.channel()
channel.queue_declare(queue='admin')
numbers = itertools.count(1)


class Users(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.end_headers()
        self.wfile.write(json.dumps({'id': next(numbers)}).encode())

    log_message = lambda *_: None  # the output is the likes'


users = http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[2])), Users)
threading.Thread(target=users.serve_forever, daemon=True).start()


def callback(ch, method, properties, body):
    print(properties.content_type, json.loads(body), flush=True)


channel.basic_consume(queue='admin', on_message_callback=callback, auto_ack=True)
channel.basic_publish('', 'main', json.dumps({'id': 1, 'title': 'from Python', 'image': 'p.png',
                                              'likes': 0}), pika.BasicProperties('product_created'))
print('started', flush=True)
channel.start_consuming()
