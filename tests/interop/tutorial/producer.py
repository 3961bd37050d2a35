"""The tutorial's producer, as either service has it: publish('product_created', {...}).

Usage: producer.py QUEUE CONTENT_TYPE JSON    (the broker's URL is in AMQP_URL)
"""
import json
import os
import sys

import pika

params = pika.URLParameters(os.environ.get('AMQP_URL', 'amqp://guest:guest@127.0.0.1:5672/'))
connection = pika.BlockingConnection(params)
channel = connection.channel()


def publish(queue, method, body):
    properties = pika.BasicProperties(method)  # the first property is content_type
    channel.basic_publish(exchange='', routing_key=queue, body=json.dumps(body),
                          properties=properties)


if __name__ == '__main__':
    publish(sys.argv[1], sys.argv[2], json.loads(sys.argv[3]))
    connection.close()
    print('published')
