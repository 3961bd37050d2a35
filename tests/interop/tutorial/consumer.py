"""The tutorial's consumer: prints what comes until it is stopped.

Usage: consumer.py QUEUE    (the broker's URL is in AMQP_URL)
"""
import json
import os
import sys

import pika

params = pika.URLParameters(os.environ.get('AMQP_URL', 'amqp://guest:guest@127.0.0.1:5672/'))
connection = pika.BlockingConnection(params)
channel = connection.channel()
channel.queue_declare(queue=sys.argv[1])


def callback(ch, method, properties, body):
    print(properties.content_type, json.loads(body), flush=True)


channel.basic_consume(queue=sys.argv[1], on_message_callback=callback, auto_ack=True)
print('Started consuming', flush=True)
channel.start_consuming()
channel.close()
