"""A main service in Python, as the tutorial has it: keeps and prints admin's events.

Usage: counterpart_main.py AMQP_URL    One line of JSON for each event: [content_type, body].
"""
import json
import sys

import pika

connection = pika.BlockingConnection(pika.URLParameters(sys.argv[1]))
channel = connection.channel()
channel.queue_declare(queue='main')
products = {}


def callback(ch, method, properties, body):
    event, data = properties.content_type, json.loads(body)
    if event in ('product_created', 'product_updated'):
        products[str(data['id'])] = {key: data[key] for key in ('id', 'title', 'image')}
    elif event == 'product_deleted':
        del products[str(data)]
    print(json.dumps([event, data, products]), flush=True)
    if event == 'product_created':  # the first to like it
        ch.basic_publish('', 'admin', json.dumps(data['id']),
                         pika.BasicProperties('product_liked'))


channel.basic_consume(queue='main', on_message_callback=callback, auto_ack=True)
print('started', flush=True)
channel.start_consuming()
