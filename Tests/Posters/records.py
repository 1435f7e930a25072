"""Posts recorded messages as they are: records.py BROKERS TOPIC < lines

A line is a JSON object of key, headers (pairs), and value or hex.
"""

import json
import sys

from confluent_kafka import Producer

brokers, topic = sys.argv[1:]
producer = Producer({"bootstrap.servers": brokers})
for line in sys.stdin:
    record = json.loads(line)
    value = bytes.fromhex(record["hex"]) if "hex" in record else record["value"]
    producer.produce(
        topic,
        key=record["key"],
        value=value.encode() if isinstance(value, str) else value,
        headers=[(name, text.encode() if isinstance(text, str) else text) for name, text in record["headers"]],
    )
    producer.poll(0)
if producer.flush(60):
    sys.exit("the broker does not acknowledge")
