"""Posts texts in transactions, one each: transactions.py BROKERS TOPIC < lines

A line is «commit TEXT» or «abort TEXT».
"""

import sys

from confluent_kafka import Producer

brokers, topic = sys.argv[1:]
producer = Producer({"bootstrap.servers": brokers, "transactional.id": "test", "linger.ms": 0})
producer.init_transactions(30)
for line in sys.stdin:
    end, text = line.rstrip("\n").split(" ", 1)
    producer.begin_transaction()
    producer.produce(topic, value=text.encode())
    if end == "commit":
        producer.commit_transaction(30)
    else:
        producer.flush(30)
        producer.abort_transaction(30)
