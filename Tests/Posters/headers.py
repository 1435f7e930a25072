"""Posts one message with headers that a refusal of a service has, on several lines: headers.py BROKERS TOPIC"""

import sys

from confluent_kafka import Producer

brokers, topic = sys.argv[1:]
producer = Producer({"bootstrap.servers": brokers})
producer.produce(topic, b"{}", headers=[("reason", b"FORGED\nFORGED"), ("detail", b"d\nforged"), ("topic", b"t\nu")])
sys.exit(producer.flush(60))
