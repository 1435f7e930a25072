"""Posts one message of so many equal bytes, compressed: compressed.py BROKERS TOPIC BYTES

Ends with an error that names why the broker does not take it.
"""

import sys

from confluent_kafka import Producer

brokers, topic, size = sys.argv[1:]
problems = []
producer = Producer(
    {"bootstrap.servers": brokers, "compression.type": "gzip", "message.max.bytes": 1_000_000_000,
     "queue.buffering.max.kbytes": 2_000_000})
producer.produce(topic, b" " * int(size), on_delivery=lambda error, _: problems.append(error) if error else None)
producer.flush(60)
sys.exit(problems[0].name() if problems else 0)
