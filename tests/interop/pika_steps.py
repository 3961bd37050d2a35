"""What the pika tests do to a channel again and again."""
from conftest import until


def publish(channel, queue, *bodies, **options):
    for body in bodies:
        channel.basic_publish('', queue, body, **options)


def get(channel, queue, auto_ack=True):
    """(method, body) of a message that must be there; publishes of other channels may be on
    their way."""
    method, _, body = until(lambda: (lambda got: got[0] and got)(
        channel.basic_get(queue, auto_ack)), what='a message in ' + queue)
    return method, body


def counts(channel, queue):
    """(messages, consumers), as a passive declare tells."""
    declared = channel.queue_declare(queue, passive=True).method
    return declared.message_count, declared.consumer_count


def has(channel, queue, messages, consumers):
    """The queue has, soon, so many ready messages and consumers: RabbitMQ may count before it has
    taken in what was published on the same channel."""
    until(lambda: counts(channel, queue) == (messages, consumers),
          what='{} messages and {} consumers'.format(messages, consumers))


class Inbox(list):
    """What a consumer got: (method, properties, body)."""

    def __init__(self, channel, queue, **options):
        super().__init__()
        self.channel = channel
        self.tag = channel.basic_consume(queue, self.deliver, **options)

    def deliver(self, channel, method, properties, body):
        self.append((method, properties, body))

    def wait(self, count, seconds=10):
        until(lambda: self.channel.connection.process_data_events(0.01) or len(self) >= count,
              seconds, '{} deliveries'.format(count))
        return self.bodies

    def quiet(self):
        """A round trip on this channel: whatever was on its way for it has come."""
        self.channel.basic_qos(prefetch_count=0)
        self.channel.connection.process_data_events(0)
        return self.bodies

    @property
    def bodies(self):
        return [body for _, _, body in self]

    @property
    def tags(self):
        return [method.delivery_tag for method, _, _ in self]
