import Kafka

/// What the loop asks of a broker: the partitions there are, and the messages of those that it has started. A consumer
/// is one; a simulation of a log is another. What it is asked may take longer than a session may be silent
/// (`SESSION_TIMEOUT_MS`), so it is asked on a thread of its own (`Loop.ask`).
protocol Broker: AnyObject, Sendable {
    /// Partitions that were started.
    var partitions: [TopicPartition] { get }
    /// Partitions of all topics.
    func knownPartitions() throws(KafkaError) -> [TopicPartition]
    /// Begins to fetch partitions from these offsets.
    func start(_ offsets: [TopicPartition: Int64]) throws(KafkaError)
    /// Fetches them no more.
    func stop(_ partitions: [TopicPartition]) throws(KafkaError)
    /// Goes on with started partitions from these offsets.
    func seek(_ offsets: [TopicPartition: Int64]) throws(KafkaError)
    /// Waits for something to come; what is wrong with the broker, if anything.
    func poll(timeoutMilliseconds: Int) -> KafkaError?
    /// What was fetched of a partition, so many messages and bytes at the most, or one.
    func messages(of partition: TopicPartition, max: Int, bytes: Int) throws(KafkaError) -> any Messages
    /// Where partitions end now.
    func endOffsets(of partitions: [TopicPartition]) throws(KafkaError) -> [TopicPartition: Int64]
}

/// Messages of one partition in the order of their offsets, read on any thread.
protocol Messages: Sendable {
    var count: Int { get }
    /// Where the partition ended, if nothing followed these messages when they were fetched.
    var endOffset: Int64? { get }
    /// The last look into the partition's queue left nothing in it.
    var isAll: Bool { get }
    /// Bytes of all messages, with headers.
    var byteCount: Int { get }
    func offset(_ index: Int) -> Int64
    /// Milliseconds since 1970, and whether the stamp is the broker's.
    func timestamp(_ index: Int) -> (milliseconds: Int64, isAppendTime: Bool)
    func payload(_ index: Int) -> [UInt8]
    func headers(_ index: Int) -> [(name: String, value: [UInt8])]
    /// Bytes of a message's headers, names and values.
    func headerByteCount(_ index: Int) -> Int
}

extension Batch: Messages {}

extension Consumer: Broker {
    func messages(of partition: TopicPartition, max: Int, bytes: Int) throws(KafkaError) -> any Messages {
        try take(partition, max: max, bytes: bytes)
    }
}

extension Loop {
    /// Asks the broker on another thread, so that this one can say meanwhile that it is there: an answer may take
    /// longer than a process may be silent. Who is to stop does not wait for it.
    func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (any Broker) throws(KafkaError) -> Answer
    ) throws -> Answer {
        let answer = Later(on: asking) { [broker] in Result { () throws(KafkaError) in try question(broker) } }
        repeat {
            try keepSession()
            if surroundings.shutdown.isRequested { throw NotWaitedFor() }
        } while !answer.isThere(within: 50)
        return try answer.value.get()
    }
}

/// The process is to stop while the broker is asked something.
struct NotWaitedFor: Error {}
